//! Templates of the documented error bodies.

use serde_json::{Map, Value};

use crate::api::Operation;
use crate::example::Samples;

/// The contract's `faults` of an operation.
pub fn templates(_samples: &mut Samples, _operation: &Operation) -> Map<String, Value> {
    Map::new()
}
