//! The runtime of code that specfirst generates: the parts of servers and clients that do not depend on the document.
//!
//! The server reads the generated contract. The modules are those of the crate `specfirst-runtime`; a generated crate depends
//! on it, or has a copy of them in a module of its own, so they refer to each other by `super`. The features `server` and
//! `client` of the crate are the sides, as in generated crates; its other features are modules that not all documents need.

/// The version of the interface between the runtime and generated code, which code that depends on the crate checks at compile
/// time.
pub const INTERFACE_VERSION: u32 = 1;

#[cfg(feature = "base64")]
pub mod base64;
#[allow(
    dead_code,
    reason = "only servers, secret strings, JSON texts and signatures need it"
)]
mod constant_time;
#[cfg(feature = "dates")]
pub mod dates;
#[cfg(feature = "dyn-boxes")]
pub mod dyn_box;
pub mod form;
#[cfg(feature = "forms")]
#[allow(dead_code, reason = "each side uses its own half")]
pub mod forms;
pub mod headers;
#[cfg(any(feature = "ranges", feature = "retry-after"))]
#[allow(dead_code, reason = "each helper uses a part of it")]
mod http_date;
#[allow(
    unused_imports,
    unused_macros,
    reason = "only generated types use the macros"
)]
pub mod json;
#[cfg(feature = "json-texts")]
pub mod json_text;
#[cfg(feature = "multipart")]
#[allow(dead_code, unused_imports, reason = "each side uses its own half")]
pub mod multipart;
#[allow(
    unused_imports,
    unused_macros,
    reason = "only generated types use the macros"
)]
pub mod operation;
pub mod schema;
#[cfg(feature = "secrets")]
pub mod secret;
#[cfg(feature = "signatures")]
#[allow(dead_code, reason = "each side uses its own half")]
pub mod signature;
#[cfg(feature = "sources")]
pub mod sources;
pub mod style;

#[cfg(feature = "client")]
pub mod client;
#[cfg(feature = "items")]
#[allow(dead_code, unused_imports, reason = "each side uses its own half")]
pub mod items;
#[cfg(feature = "media-texts")]
#[allow(dead_code, reason = "each side uses its own half")]
pub mod media_text;
pub mod media_type;
#[cfg(feature = "server")]
pub mod server;
#[allow(dead_code, unused_imports, reason = "each side uses its own half")]
pub mod stream;
#[cfg(feature = "xml")]
#[allow(dead_code, reason = "each side uses its own half")]
pub mod xml;
