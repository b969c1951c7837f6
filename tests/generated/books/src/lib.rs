//! Books
//!
//! Books by their ISBN, as JSON or as XML. The client says which with `Accept` and `Content-Type`.

pub mod api;
