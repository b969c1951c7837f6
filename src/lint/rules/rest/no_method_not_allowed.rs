//! No operation has a 405.
//!
//! The server answers 405 to methods that a path does not have. An operation that is described is one that it has.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-no-405",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::NoMethodNotAllowed))],
    ..BuiltIn::new(include_str!("no_method_not_allowed.rs"))
};
