//! Security schemes
//!
//! One operation for each kind of credentials.

pub mod api;
