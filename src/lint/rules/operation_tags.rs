//! An operation must have a tag.
//!
//! Tags group the operations of a large document. Add the name of one of the document's `tags`.

use super::{BuiltIn, schema};
use crate::lint::functions::Draft;
use crate::lint::schema::Dialect;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-tags",
    given: &[
        "#OperationObject",
    ],
    then: || vec![(Some("tags"), schema(r#"{"type": "array", "minItems": 1}"#, Draft::Named(Dialect::Draft7)))],
    ..BuiltIn::new(include_str!("operation_tags.rs"))
};
