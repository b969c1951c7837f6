//! The version that a document says it has.

use crate::source::{Node, Value};

/// As far as stages before `normalize` ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// Swagger 2.0.
    Two,
    /// OpenAPI 3.x.
    Three,
}

/// What the document declares, if that is a version that there is.
pub(crate) fn declared(tree: &Node) -> Option<Version> {
    let declared = tree.get("openapi").or(tree.get("swagger"))?;
    let text = match &declared.value {
        Value::String(text) => text.trim().trim_start_matches('v').to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    match text.split('.').next()? {
        "2" => Some(Version::Two),
        "3" => Some(Version::Three),
        _ => None,
    }
}
