//! A callback must not have callbacks.
//!
//! Describe them at the operation itself.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-callbacks-in-callbacks",
    formats: &["oas3"],
    given: &[
        "#OperationObject.callbacks[*][*][*].callbacks",
    ],
    then: || vec![(None, Function::Undefined)],
    ..BuiltIn::new(include_str!("oas3_callbacks_in_callbacks.rs"))
};
