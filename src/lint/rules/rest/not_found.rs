//! An operation on an item has a 404.
//!
//! An item may be missing, or be gone. Describe how the server says so.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-not-found",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::NotFound))],
    ..BuiltIn::new(include_str!("not_found.rs"))
};
