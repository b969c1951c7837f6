//! What a POST to a collection creates is answered by 201.
//!
//! 201 says that there is a new resource, 202 that there will be one.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-created",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::Created))],
    ..BuiltIn::new(include_str!("created.rs"))
};
