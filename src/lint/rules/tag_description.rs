//! A tag must have a description.
//!
//! Say what the operations of the tag have in common.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "tag-description",
    is_recommended: false,
    given: &[
        "$.tags[*]",
    ],
    then: || vec![(Some("description"), Function::Truthy)],
    ..BuiltIn::new(include_str!("tag_description.rs"))
};
