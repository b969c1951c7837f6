//! `specfirst diff`: what changed between two documents, and whether existing clients and Rust code break.
//!
//! The documents are compared as trees, bundled and upgraded, so that every version and every distribution over files is the
//! same. They are not normalized, as they are for generation: a comparison has to tell `const` from `enum`, needs extensions
//! such as `x-sunset`, and compares documents as well that are refused otherwise.
//!
//! [`operations`] matches what both documents have in common; [`schema`] compares schemas by what they accept; [`checks`] has
//! the ids and levels of all changes.

mod bodies;
pub mod checks;
mod collect;
mod encoding;
mod groups;
mod headers;
mod info;
mod lifecycle;
mod links;
mod media;
mod operations;
mod parameters;
mod rust;
mod schema;
mod security;
mod servers;
mod settings;
mod tree;

use serde::Serialize;

pub use crate::date::Date;
pub use checks::{Check, Direction, Effect, Level};
pub use groups::{Group, groups};
pub use lifecycle::Calendar;
pub use rust::{RustChange, RustVerdict, Signatures};
pub use settings::{Ignored, Levels, SettingsError};

use crate::source::{At, Node};
use collect::Collector;
use tree::Tree;

/// A change from the old document to the new one.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The id of its check.
    pub id: String,
    /// How severe it is.
    pub level: Level,
    /// Who is affected.
    pub direction: Direction,
    /// The operation, such as `GET /pets`; `None` if it is about the whole document.
    pub operation: Option<String>,
    /// The part of the operation, such as `response 200 body`; empty if it is about the operation itself.
    pub subject: String,
    /// What changed, in one sentence without a full stop.
    pub text: String,
    /// Its position in the old document, or where it would be.
    pub old: At,
    /// Its position in the new document, or where it would be.
    pub new: At,
    /// Twelve hexadecimal digits that name this change, whatever else changes.
    pub fingerprint: String,
    /// Whether existing clients break, by the strictest reading.
    pub verdict: Verdict,
    /// Whether the user chose the level, which then decides alone whether it is breaking.
    pub is_judged: bool,
}

/// What a change does to clients of the old document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Verdict {
    /// Whether requests that were valid are still accepted, and mean the same.
    pub requests_accepted: bool,
    /// Whether responses are still as such clients expect.
    pub responses_readable: bool,
}

impl Change {
    /// Whether clients break.
    pub fn breaks_clients(&self) -> bool {
        !(self.verdict.requests_accepted && self.verdict.responses_readable)
    }

    /// Whether it is breaking: clients break, or it is an error for another reason.
    pub fn is_breaking(&self) -> bool {
        self.level == Level::Err || (!self.is_judged && self.breaks_clients())
    }
}

/// Compares two documents, both bundled and upgraded. The changes are in the order of the new document.
pub fn compare(old: &Node, new: &Node, calendar: Calendar) -> Vec<Change> {
    let (old, new) = (Tree::new(old), Tree::new(new));
    let mut collector = Collector::new(old, new, calendar);
    info::compare(&mut collector);
    servers::compare(&mut collector);
    security::compare(&mut collector);
    operations::compare(&mut collector);
    let mut changes = collector.finish();
    info::compare_versions(old, new, &mut changes);
    collect::add_fingerprints(&mut changes);
    changes
}
