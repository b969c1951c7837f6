//! The document is valid against the schema of Swagger 2.0.
//!
//! The message says what is missing, not expected, or of the wrong type.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-schema",
    severity: Severity::Error,
    formats: &["oas2"],
    is_resolved: false,
    shows_error: true,
    given: &[
        "$",
    ],
    then: || vec![(None, Function::Oas(Oas::DocumentSchema))],
    ..BuiltIn::new(include_str!("oas2_schema.rs"))
};
