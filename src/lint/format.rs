//! The versions of OpenAPI, which rules apply to.

use crate::source::{Node, Value};

/// The version of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Formats {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3 of a minor version that is not known.
    V3,
    /// OpenAPI 3.0.
    V3_0,
    /// OpenAPI 3.1.
    V3_1,
    /// OpenAPI 3.2.
    V3_2,
}

impl Formats {
    /// The version that a document declares.
    pub fn of(root: &Node) -> Option<Self> {
        let text = |key: &str| version_text(root.get(key)?);
        let major = |text: &str| {
            let digits = text.trim_start();
            let end = digits
                .find(|character: char| !character.is_ascii_digit())
                .unwrap_or(digits.len());
            digits[..end].parse::<u32>().ok()
        };
        if text("swagger").is_some_and(|text| major(&text) == Some(2)) {
            return Some(Self::V2);
        }
        let version = text("openapi").filter(|text| major(text) == Some(3))?;
        let is_minor = |minor: &str| {
            version.strip_prefix(minor).is_some_and(|rest| {
                rest.is_empty()
                    || rest
                        .strip_prefix('.')
                        .is_some_and(|patch| patch.bytes().all(|byte| byte.is_ascii_digit()))
            })
        };
        Some(match () {
            () if is_minor("3.0") => Self::V3_0,
            () if is_minor("3.1") => Self::V3_1,
            () if is_minor("3.2") => Self::V3_2,
            () => Self::V3,
        })
    }

    /// Whether this is Swagger 2.0.
    pub fn is_2(self) -> bool {
        self == Self::V2
    }

    /// Whether schemas are those of JSON Schema 2020-12.
    pub fn is_3_1_or_later(self) -> bool {
        matches!(self, Self::V3_1 | Self::V3_2)
    }

    /// Whether a rule for a format such as `oas3` or `oas3_1` applies.
    pub fn is(self, format: &str) -> bool {
        match format.replace('.', "_").as_str() {
            "oas2" => self == Self::V2,
            "oas3" => self != Self::V2,
            "oas3_0" => self == Self::V3_0,
            "oas3_1" => self == Self::V3_1,
            "oas3_2" => self == Self::V3_2,
            _ => false,
        }
    }
}

/// The text of a version. It may also be a number, or a list of one: `openapi: 3.0` and `swagger: ["2.0"]` are wrong, but
/// show which rules are meant; these report the value itself.
fn version_text(node: &Node) -> Option<String> {
    match &node.value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => match items.as_slice() {
            [only] if only.as_array().is_none() => version_text(only),
            _ => None,
        },
        _ => None,
    }
}
