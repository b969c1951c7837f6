//! Whether Rust code that was written for the crate of the old document compiles with that of the new one.
//!
//! The verdict is computed from the public signatures of both crates as they are generated ([`signatures`]), for code that
//! uses all of what it is given: structs built by literals, enums matched without a wildcard, every method called.

mod compare;
mod roles;
mod signatures;

use serde::Serialize;

pub use signatures::Signatures;

/// A change of an item that users name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RustChange {
    /// The item's path below the crate's module `api`.
    pub item: String,
    /// What changed.
    pub text: String,
    /// Whether implementations of the server's traits break.
    pub breaks_handlers: bool,
    /// Whether code that calls the client breaks.
    pub breaks_callers: bool,
}

/// What happens to code for the old crate.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RustVerdict {
    /// The changed items, in the order of their paths.
    pub changes: Vec<RustChange>,
}

impl RustVerdict {
    /// Compares the signatures of two crates.
    pub fn of(old: &Signatures, new: &Signatures) -> Self {
        RustVerdict {
            changes: compare::compare(old, new),
        }
    }

    /// Whether all handlers still compile.
    pub fn handlers_compile(&self) -> bool {
        !self.changes.iter().any(|change| change.breaks_handlers)
    }

    /// Whether all code that calls the client still compiles.
    pub fn callers_compile(&self) -> bool {
        !self.changes.iter().any(|change| change.breaks_callers)
    }

    /// Whether both do.
    pub fn compiles(&self) -> bool {
        self.handlers_compile() && self.callers_compile()
    }
}
