//! An `operationId` must have only characters that URLs can have.
//!
//! It is used in the addresses of documentation pages. Write it with letters, digits, `-` and `_`.

use super::{BuiltIn, pattern};
use crate::lint::functions::Function;

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "operation-operationId-valid-in-url",
    given: &[
        "#OperationObject",
    ],
    then: || vec![(Some("operationId"), Function::Pattern(pattern(r#"^[A-Za-z0-9-._~:/?#\[\]@!\$&'()*+,;=]*$"#), None))],
    ..BuiltIn::new(include_str!("operation_operation_id_valid_in_url.rs"))
};
