//! Books
//!
//! Books by their ISBN, as JSON or as XML. The client says which with `Accept`.

pub mod api;
