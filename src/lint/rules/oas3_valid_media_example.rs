//! Examples of parameters, headers and contents are valid.
//!
//! An `example`, and the `value` of each of `examples`, satisfies the `schema` of the same object.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-valid-media-example",
    severity: Severity::Error,
    formats: &["oas3"],
    shows_error: true,
    given: &[
        "$..content..[?(@ && @.schema && (@.example !== void 0 || @.examples))]",
        "$..headers..[?(@ && @.schema && (@.example !== void 0 || @.examples))]",
        "$..parameters..[?(@ && @.schema && (@.example !== void 0 || @.examples))]",
    ],
    then: || vec![(None, Function::Oas(Oas::MediaExample))],
    ..BuiltIn::new(include_str!("oas3_valid_media_example.rs"))
};
