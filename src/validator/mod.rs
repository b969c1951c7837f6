//! Schemas in the form that the validator of generated servers reads (`runtime/src/schema`), and validation at generation.

mod check;
mod definitions;
mod writer;

pub(crate) use check::{STEPS, Validator};
pub use definitions::Definitions;
pub(crate) use writer::Writer;
