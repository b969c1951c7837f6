//! No two parameters of an operation have the same name and place.
//!
//! The second one has no effect. In 2.0 there is also at most one parameter in `body`, and none beside parameters in
//! `formData`.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-parameters",
    shows_error: true,
    given: &[
        "#OperationObject.parameters",
    ],
    then: || vec![(None, Function::Oas(Oas::OpParams))],
    ..BuiltIn::new(include_str!("operation_parameters.rs"))
};
