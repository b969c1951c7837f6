//! What a value has to satisfy, from all schemas that apply to it.

mod bounds;
mod constraints;
mod tags;

pub use bounds::{Bound, Count, Counts};
pub use constraints::{Constraints, Contains, Union};
pub use tags::Tags;
