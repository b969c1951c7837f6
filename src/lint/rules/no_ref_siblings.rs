//! There is nothing beside `$ref`.
//!
//! Until OpenAPI 3.0, what stands beside a reference is ignored. Move it to the target, or put the reference into an
//! `allOf`.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "no-$ref-siblings",
    severity: Severity::Error,
    formats: &["oas2", "oas3_0"],
    is_resolved: false,
    shows_error: true,
    given: &[
        "$..[?(@property === '$ref')]",
    ],
    then: || vec![(None, Function::Oas(Oas::RefSiblings))],
    ..BuiltIn::new(include_str!("no_ref_siblings.rs"))
};
