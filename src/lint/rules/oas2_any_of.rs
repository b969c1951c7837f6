//! Swagger 2.0 has no `anyOf`.
//!
//! Describe the value without it, or move the document to OpenAPI 3.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-anyOf",
    formats: &["oas2"],
    given: &[
        "$..anyOf",
    ],
    then: || vec![(None, Function::Undefined)],
    ..BuiltIn::new(include_str!("oas2_any_of.rs"))
};
