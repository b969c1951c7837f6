//! Pet Store
//!
//! A small shop that sells cats and dogs. Staff keep the list of pets,
//! customers order from it.

pub mod api;
