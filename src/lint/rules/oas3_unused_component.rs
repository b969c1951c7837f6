//! No reference names this component.
//!
//! A component that nothing refers to may be left over. Remove it, or refer to it.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-unused-component",
    formats: &["oas3"],
    is_resolved: false,
    given: &[
        "$",
    ],
    then: || vec![(None, Function::Oas(Oas::UnusedComponent))],
    ..BuiltIn::new(include_str!("oas3_unused_component.rs"))
};
