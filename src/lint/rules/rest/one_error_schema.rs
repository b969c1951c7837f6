//! All errors have the same schema.
//!
//! A client should read every error by the same code. Put the schema into `components` and refer to it, as the first
//! error of the document does.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-one-error-schema",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::OneErrorSchema))],
    ..BuiltIn::new(include_str!("one_error_schema.rs"))
};
