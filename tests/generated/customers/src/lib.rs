//! Customers
//!
//! Customers and what was sold to them. Large imports and exports are accepted
//! at once and worked on later.

pub mod api;
