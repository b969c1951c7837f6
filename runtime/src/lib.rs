//! The runtime of code that specfirst generates: what is the same for every operation.
//!
//! The server and the client are driven by data, the contract that is generated beside the code. A generated crate either
//! depends on this crate or has a copy of its files as a module; so modules refer to each other by `super`. `server` and
//! `client` are features, as in generated crates; the other features are modules that a document may not need.

/// The version of the interface between this crate and generated code, which is checked where they are compiled together.
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
