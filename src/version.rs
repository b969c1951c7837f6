//! The version that a document declares.

use crate::source::{Node, Value};

/// The versions that the stages before `normalize` distinguish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// Swagger 2.0.
    Two,
    /// OpenAPI 3.x.
    Three,
}

/// The declared version, if it exists.
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
