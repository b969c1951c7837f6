//! A parameter must have a description.
//!
//! Say what the value means and what happens without it.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-parameter-description",
    is_recommended: false,
    formats: &["oas2"],
    given: &[
        "$..parameters[?(@ && @.in)]",
    ],
    then: || vec![(Some("description"), Function::Truthy)],
    ..BuiltIn::new(include_str!("oas2_parameter_description.rs"))
};
