//! Swagger 2.0 has no `oneOf`.
//!
//! Describe the value without it, or move the document to OpenAPI 3.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-oneOf",
    formats: &["oas2"],
    given: &[
        "$..oneOf",
    ],
    then: || vec![(None, Function::Undefined)],
    ..BuiltIn::new(include_str!("oas2_one_of.rs"))
};
