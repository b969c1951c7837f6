//! Two operations must not have the same `operationId`.
//!
//! Generators name functions by it, and links refer to it. Rename one of the operations.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-operationId-unique",
    severity: Severity::Error,
    given: &[
        "$.paths",
    ],
    then: || vec![(None, Function::Oas(Oas::OpIdUnique))],
    ..BuiltIn::new(include_str!("operation_operation_id_unique.rs"))
};
