//! What extensions say about the values of an enum.

use serde::Serialize;
use serde_json::Value;

/// The extensions of a schema with `enum` or `x-extensible-enum`.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct EnumExtensions {
    /// `x-extensible-enum`: documented values, beside which others are valid.
    pub extensible: Vec<Value>,
    /// The values that have a name or a description.
    pub labels: Vec<ValueLabel>,
}

/// The name and the description of a value.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueLabel {
    pub value: Value,
    /// `x-enum-varnames` or `x-enumNames`.
    pub name: Option<String>,
    /// `x-enum-descriptions`.
    pub description: Option<String>,
}
