//! Examples and defaults in schemas are valid.
//!
//! An `example` or `default` satisfies the schema that it stands in.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-valid-schema-example",
    severity: Severity::Error,
    formats: &["oas3"],
    shows_error: true,
    given: &[
        "$.components.schemas..[?(@property !== 'properties' && @ && (@ && @.example !== void 0 || @.default !== void 0) && (@.enum || @.type || @.format || @.$ref || @.properties || @.items))]",
        "$..content..[?(@property !== 'properties' && @ && (@ && @.example !== void 0 || @.default !== void 0) && (@.enum || @.type || @.format || @.$ref || @.properties || @.items))]",
        "$..headers..[?(@property !== 'properties' && @ && (@ && @.example !== void 0 || @.default !== void 0) && (@.enum || @.type || @.format || @.$ref || @.properties || @.items))]",
        "$..parameters..[?(@property !== 'properties' && @ && (@ && @.example !== void 0 || @.default !== void 0) && (@.enum || @.type || @.format || @.$ref || @.properties || @.items))]",
    ],
    then: || vec![(None, Function::Oas(Oas::SchemaExample))],
    ..BuiltIn::new(include_str!("oas3_valid_schema_example.rs"))
};
