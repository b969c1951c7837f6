//! Collections have pages.
//!
//! A collection grows. Add parameters such as `page` and `per_page`, or `cursor` and `limit`.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-pages",
    formats: &["oas3"],
    shows_error: true,
    given: &["#OperationObject"],
    then: || vec![(None, Function::Rest(Rest::Pages))],
    ..BuiltIn::new(include_str!("pages.rs"))
};
