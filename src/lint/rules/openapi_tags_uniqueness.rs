//! No two tags have the same name.
//!
//! Remove one of them, or rename it.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "openapi-tags-uniqueness",
    severity: Severity::Error,
    shows_error: true,
    given: &[
        "$.tags",
    ],
    then: || vec![(None, Function::Oas(Oas::UniquenessTags))],
    ..BuiltIn::new(include_str!("openapi_tags_uniqueness.rs"))
};
