//! Responses for success have an example.
//!
//! Readers learn from it, and the mock answers it. Add `example` or `examples` beside the schema, or in it.

use super::super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-examples",
    severity: Severity::Information,
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::Examples))],
    ..BuiltIn::new(include_str!("examples.rs"))
};
