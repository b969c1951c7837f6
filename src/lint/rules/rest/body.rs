//! An operation with a body has 415 and 422.
//!
//! 415 is for a media type that the server does not read, 422 for a body that is well-formed and wrong. Describe both,
//! or the range `4XX`.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-body",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::Body))],
    ..BuiltIn::new(include_str!("body.rs"))
};
