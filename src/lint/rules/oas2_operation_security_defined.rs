//! Security requirements name schemes of `securityDefinitions`.
//!
//! Define the scheme and its scopes there, or correct the name.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-operation-security-defined",
    formats: &["oas2"],
    shows_error: true,
    given: &[
        "#SecurityRequirementObject",
    ],
    then: || vec![(None, Function::Oas(Oas::SecurityDefined))],
    ..BuiltIn::new(include_str!("oas2_operation_security_defined.rs"))
};
