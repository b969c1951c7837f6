//! Schemas as the validator of a generated server reads them (`runtime/src/schema`): which have a name, and how each is
//! written.

mod definitions;
mod judge;
mod writer;

pub use definitions::Definitions;
pub(crate) use judge::Judge;
pub(crate) use writer::Writer;
