//! Lists that are sent as text: `collectionFormat`.

use super::{Upgrade, Version};
use crate::diagnostic::Code;
use crate::source::{Node, Value};

/// Where a value is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Query,
    /// In the path, a header or a cookie: as one text.
    Text,
    Form,
}

/// How a list is laid out.
pub(super) enum Layout {
    /// As 3.x does when nothing is said.
    Default,
    Styled {
        style: &'static str,
        explode: bool,
    },
    /// In a way that 3.x has not: the whole is a string.
    Joined,
}

impl<'a> Upgrade<'a> {
    /// How a list is sent: `collectionFormat`, which is `csv` where it is absent.
    pub(super) fn layout(&mut self, node: &'a Node, place: Place) -> Layout {
        let written = node.get("collectionFormat");
        let said =
            self.version == Version::Two && node.get("schema").is_none() || written.is_some();
        let list = is_list(node) || node.get("schema").is_some_and(is_list);
        if !list || !said {
            return Layout::Default;
        }
        let apart = |style, explode| match place {
            Place::Query | Place::Form => Layout::Styled { style, explode },
            Place::Text => Layout::Joined,
        };
        let plain = match place {
            Place::Query | Place::Form => apart("form", false),
            Place::Text => Layout::Default,
        };
        let at = written.map_or(node.at, |written| written.at);
        let format = written.and_then(Node::as_str).unwrap_or("csv");
        let layout = match (format, place) {
            ("csv", _) => plain,
            ("multi", Place::Query | Place::Form) => apart("form", true),
            ("ssv", _) => apart("spaceDelimited", false),
            ("pipes", _) => apart("pipeDelimited", false),
            ("tsv", _) => Layout::Joined,
            _ => {
                let known = match place {
                    Place::Text => "there can be: csv, ssv, tsv, pipes",
                    Place::Query | Place::Form => "there can be: csv, ssv, tsv, pipes, multi",
                };
                let message = format!("`{format}` is no collection format here");
                self.warn(Code::WrongValue, at, message, "read as `csv`", known);
                plain
            }
        };
        if matches!(layout, Layout::Joined) {
            let message = format!("a list in the format `{format}` is not taken apart here");
            let help = "it is sent and read as it is, its separators included";
            self.warn(Code::WiderType, at, message, "read as one string", help);
        }
        layout
    }

    /// The items of a list that is sent as text. Lists in lists are not taken apart: 3.x has no way to say how.
    pub(super) fn items(&mut self, node: &'a Node) -> Node {
        let said = self.version == Version::Two || node.get("collectionFormat").is_some();
        if said && is_list(node) {
            let message = "a list within a list is not taken apart here";
            let help = "it is sent and read as it is, its separators included";
            self.warn(
                Code::WiderType,
                node.at,
                message,
                "each is read as one string",
                help,
            );
            return joined(node);
        }
        self.schema(node)
    }
}

/// Whether it describes a list.
fn is_list(node: &Node) -> bool {
    match node.get("type").map(|kind| &kind.value) {
        Some(Value::String(kind)) => kind == "array",
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind.as_str() == Some("array")),
        _ => node.get("items").is_some(),
    }
}

/// The schema of a list that is one text.
pub(super) fn joined(node: &Node) -> Node {
    Node::object(node.at, [("type", Node::string(node.at, "string"))])
}
