//! Countries
//!
//! Countries of the world with their capitals and sizes. Anyone may read;
//! writing takes a token.

pub mod api;
