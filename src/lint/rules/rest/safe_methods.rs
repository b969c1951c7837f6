//! GET changes nothing.
//!
//! Caches, crawlers and browsers repeat a GET at will. If the summary is right, use POST, PUT, PATCH or DELETE.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-safe-methods",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::SafeMethods))],
    ..BuiltIn::new(include_str!("safe_methods.rs"))
};
