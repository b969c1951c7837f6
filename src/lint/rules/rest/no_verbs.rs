//! Paths have no verbs.
//!
//! The method says what is done; the path names what it is done to. `GET /getTransactions` is `GET /transactions`, and
//! `POST /users/delete` is `DELETE /users/{id}`.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-no-verbs",
    shows_error: true,
    given: &["$.paths"],
    then: || vec![(None, Function::Rest(Rest::NoVerbs))],
    ..BuiltIn::new(include_str!("no_verbs.rs"))
};
