//! The runtime of code that specfirst generates: the parts of servers and clients that do not depend on the document.
//!
//! The server reads the generated contract. A generated crate either depends on this crate or contains a copy of its modules,
//! so they refer to each other by `super`. The features `server` and `client` are the sides, as in generated crates; the other
//! features are modules that not all documents need.

/// The version of the interface between this crate and generated code, which generated code checks at compile time.
pub const INTERFACE_VERSION: u32 = 1;

#[cfg(feature = "base64")]
pub mod base64;
pub mod form;
pub mod headers;
#[allow(
    unused_imports,
    unused_macros,
    reason = "only generated types use the macros"
)]
pub mod json;
#[allow(
    unused_imports,
    unused_macros,
    reason = "only generated types use the macros"
)]
pub mod operation;
pub mod schema;
#[cfg(feature = "sources")]
pub mod sources;
pub mod style;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "items")]
#[allow(dead_code, unused_imports, reason = "each side uses its own half")]
pub mod items;
#[cfg(any(feature = "server", feature = "client"))]
pub mod media_type;
#[cfg(feature = "server")]
pub mod server;
#[allow(dead_code, unused_imports, reason = "each side uses its own half")]
pub mod stream;
