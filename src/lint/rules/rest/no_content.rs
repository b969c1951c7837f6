//! A 204 has no body.
//!
//! No client reads the body of a 204. Remove the content, or answer 200.

use super::super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-no-content",
    severity: Severity::Error,
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::NoContent))],
    ..BuiltIn::new(include_str!("no_content.rs"))
};
