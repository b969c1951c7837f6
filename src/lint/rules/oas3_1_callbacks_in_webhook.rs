//! A webhook must not have callbacks.
//!
//! Remove `callbacks`, or describe them at an operation.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3_1-callbacks-in-webhook",
    formats: &["oas3_1", "oas3_2"],
    given: &[
        "$.webhooks[*][*].callbacks",
    ],
    then: || vec![(None, Function::Undefined)],
    ..BuiltIn::new(include_str!("oas3_1_callbacks_in_webhook.rs"))
};
