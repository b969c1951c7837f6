//! An operation with parameters in `formData` must consume forms.
//!
//! Add `application/x-www-form-urlencoded` or, for files, `multipart/form-data` to the `consumes` of the operation.

use super::BuiltIn;
use crate::lint::functions::{Function, Oas};

pub(super) const RULE: BuiltIn = BuiltIn {
    name: "oas2-operation-formData-consume-check",
    formats: &["oas2"],
    given: &[
        "#OperationObject",
    ],
    then: || vec![(None, Function::Oas(Oas::OpFormDataConsumeCheck))],
    ..BuiltIn::new(include_str!("oas2_operation_form_data_consume_check.rs"))
};
