//! Streams of items
//!
//! Bodies whose values are sent one by one, with a type for each.

pub mod api;
