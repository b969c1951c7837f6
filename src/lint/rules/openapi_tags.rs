//! The document must have tags.
//!
//! Tags group the operations. List them in `tags`, with a description each.

use super::{BuiltIn, schema};
use crate::lint::functions::Draft;
use crate::lint::schema::Dialect;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "openapi-tags",
    is_recommended: false,
    given: &[
        "$",
    ],
    then: || vec![(Some("tags"), schema(r#"{"type": "array", "minItems": 1}"#, Draft::Named(Dialect::Draft7)))],
    ..BuiltIn::new(include_str!("openapi_tags.rs"))
};
