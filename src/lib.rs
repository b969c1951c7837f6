//! Turns an OpenAPI document into a Rust server, client and mock.
//!
//! The steps, in order: `source` reads text into a tree whose nodes know where they stand, the pipeline
//! turns the tree into files, `output` brings them to disk, and `diagnostic` carries what is to be said
//! about the document. Nothing in the library prints or exits, except [`Builder`], which talks to cargo.

pub mod api;
mod circles;
pub mod contract;
pub mod diagnostic;
pub mod error;
pub mod example;
pub mod fault;
pub mod lower;
pub mod normalize;
pub mod output;
pub mod schema;
pub mod source;

pub use error::Error;
