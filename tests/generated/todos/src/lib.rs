//! Todos
//!
//! A list of things to do, each of which has an owner.

pub mod api;
