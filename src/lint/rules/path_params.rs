//! Paths and path parameters fit together.
//!
//! Each parameter in a path is described, with `required: true`, by the path item or by each operation, and each
//! parameter with `in: path` is in the path. No two paths differ only in the names of their parameters.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "path-params",
    severity: Severity::Error,
    shows_error: true,
    given: &[
        "$.paths",
    ],
    then: || vec![(None, Function::Oas(Oas::PathParam))],
    ..BuiltIn::new(include_str!("path_params.rs"))
};
