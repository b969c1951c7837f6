//! A parameter in a path must have a name.
//!
//! Write a name between the braces of `{}`.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "path-declarations-must-exist",
    given: &[
        "$.paths",
    ],
    then: || vec![(Some("@key"), Function::Pattern(None, pattern(r#"{}"#)))],
    ..BuiltIn::new(include_str!("path_declarations_must_exist.rs"))
};
