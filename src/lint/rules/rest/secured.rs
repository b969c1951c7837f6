//! An operation with security has 401 and 403.
//!
//! 401 is for missing or wrong credentials, 403 for those that are not enough. Describe both, or the range `4XX`.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-secured",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::Secured))],
    ..BuiltIn::new(include_str!("secured.rs"))
};
