//! An operation must have a description.
//!
//! Say what it does, beyond what its `summary` says.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-description",
    given: &[
        "#OperationObject",
    ],
    then: || vec![(Some("description"), Function::Truthy)],
    ..BuiltIn::new(include_str!("operation_description.rs"))
};
