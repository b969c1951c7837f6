//! The document is valid against the schema of its version of OpenAPI.
//!
//! The message says what is missing, not expected, or of the wrong type.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-schema",
    severity: Severity::Error,
    formats: &["oas3"],
    is_resolved: false,
    shows_error: true,
    given: &[
        "$",
    ],
    then: || vec![(None, Function::Oas(Oas::DocumentSchema))],
    ..BuiltIn::new(include_str!("oas3_schema.rs"))
};
