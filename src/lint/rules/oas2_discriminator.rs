//! A discriminator is a required member.
//!
//! The value of `discriminator` is one of `properties` and of `required`.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-discriminator",
    severity: Severity::Error,
    formats: &["oas2"],
    shows_error: true,
    given: &[
        "$.definitions[?(@ && @.discriminator)]",
    ],
    then: || vec![(None, Function::Oas(Oas::Discriminator))],
    ..BuiltIn::new(include_str!("oas2_discriminator.rs"))
};
