//! A 201 has a `Location`.
//!
//! The header names the new resource, so that clients need not build its URL. Describe it under `headers` of the
//! response.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-created-location",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::CreatedLocation))],
    ..BuiltIn::new(include_str!("created_location.rs"))
};
