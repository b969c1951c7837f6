//! Security requirements name schemes of `components.securitySchemes`.
//!
//! Define the scheme and its scopes there, or correct the name.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-operation-security-defined",
    formats: &["oas3"],
    shows_error: true,
    given: &[
        "#SecurityRequirementObject",
    ],
    then: || vec![(None, Function::Oas(Oas::SecurityDefined))],
    ..BuiltIn::new(include_str!("oas3_operation_security_defined.rs"))
};
