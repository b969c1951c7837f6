//! A path must not have a query.
//!
//! Describe each parameter of the query under `parameters`, with `in: query`.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "path-not-include-query",
    given: &[
        "$.paths",
    ],
    then: || vec![(Some("@key"), Function::Pattern(None, pattern(r#"\?"#)))],
    ..BuiltIn::new(include_str!("path_not_include_query.rs"))
};
