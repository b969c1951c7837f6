//! The values of an `enum` are different.
//!
//! A repeated value has no effect, and is often a mistake for another one. Remove it.

use super::{BuiltIn, schema};
use crate::lint::functions::Draft;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "duplicated-entry-in-enum",
    shows_error: true,
    given: &[
        "$..[?(@property !== 'properties' && @ != null && @.enum && @.enum.constructor.name === 'Array')]",
    ],
    then: || vec![(Some("enum"), schema(r#"{"type": "array", "uniqueItems": true}"#, Draft::OfDocument))],
    ..BuiltIn::new(include_str!("duplicated_entry_in_enum.rs"))
};
