//! The segments of paths have the same spelling.
//!
//! Clients should not have to remember which path has hyphens. Write all of them in the spelling that most have.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-one-case",
    shows_error: true,
    given: &["$.paths"],
    then: || vec![(None, Function::Rest(Rest::OneCase))],
    ..BuiltIn::new(include_str!("one_case.rs"))
};
