//! A tag of an operation must be one of the `tags` of the document.
//!
//! The `tags` of the document say what a tag means and in which order they are shown. Add the tag there, or correct
//! its name.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-tag-defined",
    given: &[
        "$",
    ],
    then: || vec![(None, Function::Oas(Oas::TagDefined))],
    ..BuiltIn::new(include_str!("operation_tag_defined.rs"))
};
