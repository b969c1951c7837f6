//! Turns an OpenAPI document into a Rust server, client and mock.
//!
//! The steps, in order: `source` reads text into a tree whose nodes know where they stand, the pipeline
//! turns the tree into files, `output` brings them to disk, and `diagnostic` carries what is to be said
//! about the document. Nothing in the library prints or exits, except [`Builder`], which talks to cargo.

mod builder;
pub mod diagnostic;
pub mod error;
pub mod output;
pub mod pipeline;
pub mod source;

pub use builder::{BuildError, Builder};
pub use error::Error;
