//! An operation must have a response for success.
//!
//! Without one, clients do not know what they get. Add the response with the status that the operation answers with
//! when it succeeds: `200`, `201`, `204`, or a redirect.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-success-response",
    given: &[
        "#OperationObject",
    ],
    then: || vec![(Some("responses"), Function::Oas(Oas::OpSuccessResponse))],
    ..BuiltIn::new(include_str!("operation_success_response.rs"))
};
