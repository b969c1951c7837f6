//! An operation must not have several tags.
//!
//! With several, it is shown in several places. Keep the most important one.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-singular-tag",
    is_recommended: false,
    given: &[
        "#OperationObject",
    ],
    then: || vec![(Some("tags"), Function::Length(None, Some(1.0)))],
    ..BuiltIn::new(include_str!("operation_singular_tag.rs"))
};
