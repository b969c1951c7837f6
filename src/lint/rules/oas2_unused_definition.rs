//! No reference names this definition.
//!
//! A definition that nothing refers to may be left over. Remove it, or refer to it.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-unused-definition",
    formats: &["oas2"],
    is_resolved: false,
    given: &[
        "$.definitions",
    ],
    then: || vec![(None, Function::UnreferencedReusableObject("#/definitions".to_owned()))],
    ..BuiltIn::new(include_str!("oas2_unused_definition.rs"))
};
