//! An example must have either `value` or `externalValue`.
//!
//! Keep one of the two.

use super::BuiltIn;
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas3-examples-value-or-externalValue",
    formats: &["oas3"],
    given: &[
        "$.components.examples[*]",
        "$.paths[*][*]..content[*].examples[*]",
        "$.paths[*][*]..parameters[*].examples[*]",
        "$.components.parameters[*].examples[*]",
        "$.paths[*][*]..headers[*].examples[*]",
        "$.components.headers[*].examples[*]",
    ],
    then: || vec![(None, Function::Xor(vec!["externalValue".to_owned(), "value".to_owned()]))],
    ..BuiltIn::new(include_str!("oas3_examples_value_or_external_value.rs"))
};
