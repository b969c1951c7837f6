//! Paths have three levels at most.
//!
//! Deep paths are hard to read and tie resources together. `/events/{id}/guests/{id}` is deep enough; give what is
//! below a path of its own, with a query for its parent: `/tickets?guest_id=23`.

use super::super::BuiltIn;
use crate::lint::functions::{Function, Rest};

pub(in crate::lint::rules) const RULE: BuiltIn = BuiltIn {
    name: "rest-nesting",
    shows_error: true,
    given: &["$.paths"],
    then: || vec![(None, Function::Rest(Rest::Nesting))],
    ..BuiltIn::new(include_str!("nesting.rs"))
};
