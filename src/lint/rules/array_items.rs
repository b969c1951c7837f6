//! A schema with `type: array` must have `items`.
//!
//! Add `items`. Items of any kind have `items: {}`.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "array-items",
    severity: Severity::Error,
    is_resolved: false,
    given: &[
        "#ArrayProperties",
    ],
    then: || vec![(Some("items"), Function::Truthy)],
    ..BuiltIn::new(include_str!("array_items.rs"))
};
