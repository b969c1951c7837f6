//! Arrays that are serialized as a string: `collectionFormat`.

use super::{Upgrade, Version};
use crate::diagnostic::Code;
use crate::source::{Node, Value};

/// Where a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueLocation {
    Query,
    /// In the path, a header or a cookie: as one string.
    Text,
    Form,
}

/// The serialization of an array.
pub(super) enum Layout {
    /// The default of OpenAPI 3.
    Default,
    Styled {
        style: &'static str,
        explode: bool,
    },
    /// One that OpenAPI 3 does not have: the whole is a string.
    SingleString,
}

impl<'a> Upgrade<'a> {
    /// The serialization of an array: its `collectionFormat`, by default `csv`.
    pub(super) fn layout(&mut self, node: &'a Node, place: ValueLocation) -> Layout {
        let written = node.get("collectionFormat");
        let is_text =
            self.version == Version::Two && node.get("schema").is_none() || written.is_some();
        let list = is_list(node) || node.get("schema").is_some_and(is_list);
        if !list || !is_text {
            return Layout::Default;
        }
        let apart = |style, explode| match place {
            ValueLocation::Query | ValueLocation::Form => Layout::Styled { style, explode },
            ValueLocation::Text => Layout::SingleString,
        };
        let plain = match place {
            ValueLocation::Query | ValueLocation::Form => apart("form", false),
            ValueLocation::Text => Layout::Default,
        };
        let at = written.map_or(node.at, |written| written.at);
        let format = written.and_then(Node::as_str).unwrap_or("csv");
        let layout = match (format, place) {
            ("csv", _) => plain,
            ("multi", ValueLocation::Query | ValueLocation::Form) => apart("form", true),
            ("ssv", _) => apart("spaceDelimited", false),
            ("pipes", _) => apart("pipeDelimited", false),
            ("tsv", _) => Layout::SingleString,
            _ => {
                let known = match place {
                    ValueLocation::Text => "possible values: csv, ssv, tsv, pipes",
                    ValueLocation::Query | ValueLocation::Form => {
                        "possible values: csv, ssv, tsv, pipes, multi"
                    }
                };
                let message = format!("`{format}` is not a collection format here");
                self.warn(Code::WrongValue, at, message, "read as `csv`", known);
                plain
            }
        };
        if matches!(layout, Layout::SingleString) {
            let message = format!("an array in the format `{format}` is not parsed here");
            let help = "the handler and the client get the text with its separators";
            self.warn(Code::WiderType, at, message, "read as one string", help);
        }
        layout
    }

    /// The items of an array that is serialized as a string. Nested arrays stay strings, since OpenAPI 3 cannot
    /// describe their serialization.
    pub(super) fn items(&mut self, node: &'a Node) -> Node {
        let is_text = self.version == Version::Two || node.get("collectionFormat").is_some();
        if is_text && is_list(node) {
            let message = "a nested array is not parsed here";
            let help = "the handler and the client get the text with its separators";
            self.warn(
                Code::WiderType,
                node.at,
                message,
                "each is read as one string",
                help,
            );
            return string_schema(node);
        }
        self.schema(node)
    }
}

/// Whether the schema is that of an array.
fn is_list(node: &Node) -> bool {
    match node.get("type").map(|kind| &kind.value) {
        Some(Value::String(kind)) => kind == "array",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind.as_str() == Some("array")),
        _ => node.get("items").is_some(),
    }
}

/// A string schema, for an array that is not parsed.
pub(super) fn string_schema(node: &Node) -> Node {
    Node::object(node.at, [("type", Node::string(node.at, "string"))])
}
