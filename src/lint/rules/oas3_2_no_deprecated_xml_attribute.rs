//! `xml.attribute` is deprecated: use `xml.nodeType`.
//!
//! OpenAPI 3.2 deprecates `attribute: true`. Write `nodeType: attribute`.

use super::{BuiltIn, schema};
use crate::lint::functions::Draft;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3_2-no-deprecated-xml-attribute",
    formats: &["oas3_2"],
    given: &[
        "$..[?(@ && @.xml)].xml",
    ],
    then: || vec![(None, schema(r#"{"not": {"properties": {"attribute": {"const": true}}, "required": ["attribute"]}}"#, Draft::Detected))],
    ..BuiltIn::new(include_str!("oas3_2_no_deprecated_xml_attribute.rs"))
};
