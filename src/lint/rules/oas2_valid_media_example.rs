//! Examples of responses are valid.
//!
//! Each of `examples` satisfies the `schema` of the response.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-valid-media-example",
    severity: Severity::Error,
    formats: &["oas2"],
    shows_error: true,
    given: &[
        "$..responses..[?(@ && @.schema && @.examples)]",
    ],
    then: || vec![(None, Function::Oas(Oas::MediaExample))],
    ..BuiltIn::new(include_str!("oas2_valid_media_example.rs"))
};
