//! The document must name a server.
//!
//! Without `servers`, the API is where the document is. Add the URLs at which it is served.

use super::{BuiltIn, schema};
use crate::lint::functions::Draft;
use crate::lint::schema::Dialect;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-api-servers",
    formats: &["oas3"],
    given: &[
        "$",
    ],
    then: || vec![(Some("servers"), schema(r#"{"type": "array", "minItems": 1, "items": {"type": "object"}}"#, Draft::Named(Dialect::Draft7)))],
    ..BuiltIn::new(include_str!("oas3_api_servers.rs"))
};
