//! Parameters and headers: 2.0 has their keywords in themselves, OpenAPI 3 in their schema.

use super::lists::{Layout, ValueLocation, string_schema};
use super::members::MemberTable;
use super::references::{Followed, Kind, reference_of};
use super::{Upgrade, Version, member_tables};
use crate::diagnostic::Code;
use crate::source::{Entry, Node, Object, Value};

/// The keywords that describe a value in a 2.0 parameter.
pub(super) const KEYWORDS: [&str; 17] = [
    "type",
    "format",
    "items",
    "default",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "maxItems",
    "minItems",
    "uniqueItems",
    "enum",
    "multipleOf",
    "x-nullable",
];

impl<'a> Upgrade<'a> {
    pub(super) fn parameter_or_reference(&mut self, node: &'a Node) -> Option<Node> {
        if reference_of(node).is_none() {
            return self.parameter(node);
        }
        if let Followed::To(target) = self.follow(node, Kind::Parameter) {
            self.place(target)?;
        }
        self.referring(node, Kind::Parameter)
    }

    /// A parameter that stays a parameter. `None`: it is invalid, which was reported.
    pub(super) fn parameter(&mut self, node: &'a Node) -> Option<Node> {
        self.built(node);
        if node.as_object().is_none() {
            return Some(node.clone());
        }
        let place = match self.place(node)? {
            "query" => ValueLocation::Query,
            _ => ValueLocation::Text,
        };
        Some(self.with_schema(node, place, &member_tables::PARAMETER))
    }

    pub(super) fn header(&mut self, node: &'a Node) -> Node {
        // 2.0 has no header components; a reference to something that can be a header is read as one.
        let node = match reference_of(node) {
            Some(_) if self.version == Version::Three => return node.clone(),
            Some(_) => match self.follow(node, Kind::Header) {
                Followed::To(target) if self.fits_limit(target, 1) => target,
                Followed::Outside => return node.clone(),
                _ => return Node::object(node.at, [("schema", string_schema(node))]),
            },
            None => node,
        };
        if node.as_object().is_none() {
            return node.clone();
        }
        self.with_schema(node, ValueLocation::Text, &member_tables::HEADER)
    }

    /// The `in` of a 2.0 parameter, if it is valid. In 3.x, `normalize` checks it.
    fn place(&mut self, node: &'a Node) -> Option<&'a str> {
        let place = node.get("in").and_then(Node::as_str);
        if self.version == Version::Three {
            return Some(place.unwrap_or_default());
        }
        let help = "add its name, and whether it is in query, header, path, formData or body";
        match (place, node.get("name")) {
            (Some(place @ ("query" | "header" | "path")), Some(_)) => Some(place),
            (Some(place @ "cookie"), Some(_)) => {
                self.other_version(node.get("in")?.at, "in: cookie", "");
                Some(place)
            }
            (Some(place), Some(_)) => {
                let message = format!("a parameter can't be in `{place}`");
                let help = "it can be in query, header, path, formData or body";
                self.error(Code::WrongValue, node.get("in")?.at, message, help);
                None
            }
            // `normalize` reads it as a path parameter. A shared one is checked where it is used.
            (None, Some(_)) if self.template.is_empty() || self.is_in_template(node) => Some(""),
            _ => {
                let message = "a parameter needs `name` and `in`";
                self.error(Code::MissingMember, node.at, message, help);
                None
            }
        }
    }

    /// A parameter or header with a schema.
    fn with_schema(&mut self, node: &'a Node, place: ValueLocation, members: &MemberTable) -> Node {
        let has_schema = node.get("schema").is_some() || node.get("content").is_some();
        let inline_schema =
            self.has_inline_keywords(node) && !(has_schema && self.version == Version::Three);
        let mut out = Object::default();
        for (key, entry) in self.members(node, members) {
            let value = match key {
                "collectionFormat" => continue,
                key if KEYWORDS.contains(&key) && inline_schema => continue,
                "schema" if inline_schema => {
                    self.ignored_schema(&entry.node);
                    continue;
                }
                "schema" => self.schema(&entry.node),
                "content" => self.content(&entry.node),
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(value));
        }
        let layout = self.layout(node, place);
        if inline_schema {
            let schema = match layout {
                Layout::SingleString => string_schema(node),
                _ => self.inline_schema(node),
            };
            let key_at = node.at;
            out.insert(
                "schema",
                Entry {
                    key_at,
                    node: schema,
                },
            );
        }
        if let Layout::Styled { style, explode } = layout {
            for (key, value) in [
                ("style", Value::String(style.to_owned())),
                ("explode", Value::Bool(explode)),
            ] {
                let at = node.get("collectionFormat").unwrap_or(node).at;
                if !out.contains(key) {
                    let node = Node::new(at, value);
                    out.insert(key, Entry { key_at: at, node });
                }
            }
        }
        if let Some(example) = x_example(node).filter(|_| !out.contains("example")) {
            out.insert("example", example);
        }
        Node::new(node.at, Value::Object(out))
    }

    /// Whether a parameter has the keywords of its schema in itself.
    fn has_inline_keywords(&mut self, node: &'a Node) -> bool {
        let first = node.as_object().and_then(|object| {
            let mut keywords = object.iter().filter(|(key, _)| *key != "x-nullable");
            keywords.find(|(key, _)| KEYWORDS.contains(key))
        });
        let Some((key, entry)) = first else {
            return false;
        };
        let has_schema = node.get("schema").is_some() || node.get("content").is_some();
        if self.version == Version::Three && !has_schema {
            self.other_version(entry.key_at, key, &format!("`schema: {{ {key}: … }}`"));
        }
        true
    }

    fn ignored_schema(&mut self, node: &Node) {
        let message = "only a body has a `schema`, and this parameter has a `type`";
        self.warn(
            Code::UnknownMember,
            node.at,
            message,
            "this is ignored",
            "remove it",
        );
    }

    /// The schema made of a parameter's own keywords.
    pub(super) fn inline_schema(&mut self, node: &'a Node) -> Node {
        let mut out = Object::default();
        let object = node.as_object().into_iter();
        for (key, entry) in object.flat_map(|object| object.iter()) {
            let value = match key {
                "items" => self.items(&entry.node),
                "type" if super::schemas::is_file(node) => {
                    let format = Node::string(entry.node.at, "binary");
                    out.insert("format", entry.with(format));
                    Node::string(entry.node.at, "string")
                }
                "format" if super::schemas::is_file(node) => continue,
                "x-nullable" => {
                    out.insert("nullable", entry.clone());
                    continue;
                }
                key if KEYWORDS.contains(&key) => entry.node.clone(),
                _ => continue,
            };
            out.insert(key, entry.with(value));
        }
        Node::new(node.at, Value::Object(out))
    }

    /// Reports a body part among the parameters of a 3.x document, and one whose `in` is misspelled.
    pub(super) fn report_body_part(&mut self, node: &'a Node) {
        let Some((place, text)) = node
            .get("in")
            .and_then(|place| Some((place, place.as_str()?)))
        else {
            let message = "a parameter with a `schema` has no `in`";
            self.warn(
                Code::MissingMember,
                node.at,
                message,
                "read as the body",
                "write `in: body`",
            );
            return;
        };
        if self.version == Version::Three {
            self.other_version(place.at, &format!("in: {text}"), "`requestBody`");
        } else if !["body", "formData"].contains(&text) {
            let message = format!("a parameter can't be in `{text}`");
            let help = "it can be in query, header, path, formData or body";
            self.warn(
                Code::WrongValue,
                place.at,
                message,
                "read as `formData`",
                help,
            );
        }
    }

    /// Whether a parameter, or its target, is a body part.
    pub(super) fn is_part_of_body(&mut self, node: &'a Node) -> bool {
        matches!(self.follow(node, Kind::Parameter), Followed::To(target) if self.becomes_body(target))
    }

    /// Whether a parameter is a body, or a field of a form. In 2.0 only a body has a `schema`; but one without `in` may
    /// be intended as a path parameter.
    pub(super) fn becomes_body(&self, node: &Node) -> bool {
        let is_body = || {
            self.version == Version::Two
                && node.get("schema").is_some_and(|schema| !schema.is_null())
                && !self.is_in_template(node)
        };
        is_part(node) || has_no_location(node) && is_body()
    }

    /// Whether the path template has the parameter's name.
    fn is_in_template(&self, node: &Node) -> bool {
        let name = node.get("name").and_then(Node::as_str).unwrap_or_default();
        self.template.contains(&format!("{{{name}}}"))
    }
}

/// Whether a parameter has `in: body` or `in: formData`.
pub(super) fn is_part(node: &Node) -> bool {
    node.get("in").and_then(Node::as_str) == Some("body") || is_form(node)
}

/// Whether a body part is the body itself.
pub(super) fn is_body(node: &Node) -> bool {
    has_no_location(node) || node.get("in").and_then(Node::as_str) == Some("body")
}

/// Whether a parameter has no `in`.
fn has_no_location(node: &Node) -> bool {
    node.get("in").is_none_or(Node::is_null)
}

fn is_form(node: &Node) -> bool {
    let place = node.get("in").and_then(Node::as_str);
    place.is_some_and(|place| place.eq_ignore_ascii_case("formData"))
}

/// `x-example`, used before parameters had `example`.
pub(super) fn x_example(node: &Node) -> Option<Entry> {
    node.as_object()?.entry("x-example").cloned()
}
