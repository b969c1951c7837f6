/// con
///
/// Names that are hard to spell, that something else has, or that are files of their own on some systems.
pub mod api;
#[cfg(feature = "server")]
pub mod handlers;
