//! The document must have a description.
//!
//! Say in `info.description` what the API is for, and what its users have to know first.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "info-description",
    given: &[
        "$",
    ],
    then: || vec![(Some("info.description"), Function::Truthy)],
    ..BuiltIn::new(include_str!("info_description.rs"))
};
