//! The values of an `enum` have the `type` of the same schema.
//!
//! A value of another type can never be valid. Correct the value or the type.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "typed-enum",
    shows_error: true,
    given: &[
        "$..[?(@ && @.enum && @.type)]",
    ],
    then: || vec![(None, Function::Oas(Oas::TypedEnum))],
    ..BuiltIn::new(include_str!("typed_enum.rs"))
};
