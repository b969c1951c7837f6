//! Todos
//!
//! A list of things to do, each of them somebody's.

pub mod api;
