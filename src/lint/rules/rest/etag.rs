//! Items have an `ETag`, and a 304.
//!
//! With it, clients keep what has not changed, and do not overwrite what has. Describe the header of the 200, and the
//! 304.

use super::super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-etag",
    severity: Severity::Hint,
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::ETag))],
    ..BuiltIn::new(include_str!("etag.rs"))
};
