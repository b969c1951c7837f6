//! Schemas as the validator of a generated server reads them (`runtime/src/schema`): which have a name, and how each is
//! written.

mod check;
mod definitions;
mod writer;

pub(crate) use check::{STEPS, Validator};
pub use definitions::Definitions;
pub(crate) use writer::Writer;
