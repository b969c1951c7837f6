//! An operation must have an `operationId`.
//!
//! Generators name functions by it, and it should not change when a path does.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-operationId",
    given: &[
        "#OperationObject",
    ],
    then: || vec![(Some("operationId"), Function::Truthy)],
    ..BuiltIn::new(include_str!("operation_operation_id.rs"))
};
