//! The document must list the schemes of its host.
//!
//! Add `schemes`, such as `[https]`.

use super::{BuiltIn, schema};
use crate::lint::functions::Draft;
use crate::lint::schema::Dialect;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-api-schemes",
    formats: &["oas2"],
    given: &[
        "$",
    ],
    then: || vec![(Some("schemes"), schema(r#"{"type": "array", "minItems": 1, "items": {"type": "string"}}"#, Draft::Named(Dialect::Draft7)))],
    ..BuiltIn::new(include_str!("oas2_api_schemes.rs"))
};
