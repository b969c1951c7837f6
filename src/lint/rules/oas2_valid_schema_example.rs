//! Examples and defaults in schemas are valid.
//!
//! An `example`, `x-example` or `default` satisfies the schema that it stands in.

use super::BuiltIn;
use crate::lint::Severity;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-valid-schema-example",
    severity: Severity::Error,
    formats: &["oas2"],
    shows_error: true,
    given: &[
        "$..definitions..[?(@property !== 'properties' && @ && (@.example !== void 0 || @['x-example'] !== void 0 || @.default !== void 0) && (@.enum || @.type || @.format || @.$ref || @.properties || @.items))]",
        "$..parameters..[?(@property !== 'properties' && @ && (@.example !== void 0 || @['x-example'] !== void 0 || @.default !== void 0) && (@.enum || @.type || @.format || @.$ref || @.properties || @.items))]",
        "$..responses..[?(@property !== 'properties' && @ && (@.example !== void 0 || @['x-example'] !== void 0 || @.default !== void 0) && (@.enum || @.type || @.format || @.$ref || @.properties || @.items))]",
    ],
    then: || vec![(None, Function::Oas(Oas::SchemaExample))],
    ..BuiltIn::new(include_str!("oas2_valid_schema_example.rs"))
};
