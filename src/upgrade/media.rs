//! `consumes` and `produces`: the media types of bodies.

use std::collections::HashSet;

use super::Upgrade;
use crate::diagnostic::Code;
use crate::source::{At, Entry, Node, Object, Value};

/// A media type and its position.
#[derive(Clone, Debug)]
pub(super) struct Media {
    pub name: String,
    pub at: At,
}

impl Media {
    pub(super) fn new(name: &str, at: At) -> Self {
        Media {
            name: name.to_owned(),
            at,
        }
    }

    /// The media type without parameters, in lower case.
    pub(super) fn essence(&self) -> String {
        essence(&self.name)
    }

    pub(super) fn is_form(&self) -> bool {
        ["application/x-www-form-urlencoded", "multipart/form-data"]
            .contains(&self.essence().as_str())
    }

    pub(super) fn is_json(&self) -> bool {
        is_json(&self.name)
    }

    pub(super) fn is_xml(&self) -> bool {
        let essence = self.essence();
        essence.ends_with("/xml") || essence.ends_with("+xml")
    }

    /// Whether objects are not sent in this media type, whatever the schema says.
    fn is_opaque(&self) -> bool {
        let essence = self.essence();
        let (kind, rest) = essence.split_once('/').unwrap_or_default();
        match kind {
            "image" | "audio" | "video" | "font" => !rest.ends_with("+xml"),
            "text" => !["json", "xml", "yaml", "x-yaml"].contains(&rest),
            "application" => ["octet-stream", "pdf", "zip", "gzip"].contains(&rest),
            _ => false,
        }
    }
}

/// The media types of an operation's bodies.
pub(super) struct MediaTypes {
    pub list: Vec<Media>,
    /// Whether they are the operation's, and not the document's.
    pub own: bool,
}

impl MediaTypes {
    /// The media types in which objects are sent: an operation that produces images or plain text does not send its
    /// errors as such.
    pub(super) fn of_objects(&self) -> MediaTypes {
        let mut list = self.list.clone();
        list.retain(|media| !media.is_opaque());
        if let Some(first) = self.list.first().filter(|_| list.is_empty()) {
            list.push(Media::new("application/json", first.at));
        }
        MediaTypes {
            list,
            own: self.own,
        }
    }
}

impl<'a> Upgrade<'a> {
    /// The media types of an operation: its own, or by default the document's. An empty list "clears" the document's
    /// (2.0, Operation Object).
    pub(super) fn of_operation(&mut self, operation: &'a Node, key: &str) -> MediaTypes {
        let own = self.media_types(operation, key);
        MediaTypes {
            own: own.is_some(),
            list: own.unwrap_or_else(|| match key {
                "consumes" => self.consumes.clone(),
                _ => self.produces.clone(),
            }),
        }
    }

    /// The media types in a member, if it exists.
    pub(super) fn media_types(&mut self, node: &'a Node, key: &str) -> Option<Vec<Media>> {
        let member = node.get(key).filter(|member| !member.is_null())?;
        let items = match &member.value {
            Value::Array(items) => items.as_slice(),
            // A string instead of an array of one.
            Value::String(_) => {
                let message = format!("`{key}` should be a list");
                let label = "read as a list of one";
                self.warn(
                    Code::WrongType,
                    member.at,
                    message,
                    label,
                    "put it in brackets",
                );
                std::slice::from_ref(member)
            }
            _ => {
                self.wrong_type(member, key, "a list");
                return None;
            }
        };
        let mut list: Vec<Media> = Vec::new();
        let mut seen = HashSet::new();
        for item in items {
            match item.as_str().map(str::trim) {
                Some("") => {}
                Some(name) if !seen.insert(name) => {}
                Some(name) => list.push(Media::new(&self.media_type(name, item.at), item.at)),
                None => self.wrong_type(item, key, "a list of strings"),
            }
        }
        Some(list)
    }

    /// A media type; some documents have a short name.
    fn media_type(&mut self, name: &str, at: At) -> String {
        let full = match name {
            "json" => "application/json",
            "xml" => "application/xml",
            "form" => "application/x-www-form-urlencoded",
            "text" => "text/plain",
            "html" => "text/html",
            "csv" => "text/csv",
            _ => return name.to_owned(),
        };
        let message = format!("`{name}` is not a media type");
        self.warn(
            Code::WrongValue,
            at,
            message,
            &format!("read as `{full}`"),
            "write its full name",
        );
        full.to_owned()
    }

    /// A `content` with its schemas upgraded: in OpenAPI 3, and in 2.0 documents that mix the versions.
    pub(super) fn content(&mut self, node: &'a Node) -> Node {
        self.each(node, |upgrade, media| {
            let mut out = media.clone();
            for key in ["schema", "itemSchema", "x-item-schema"] {
                let schema = media.get(key).map(|schema| upgrade.schema(schema));
                if let (Some(schema), Some(member)) = (schema, out.get_mut(key)) {
                    *member = schema;
                }
            }
            out
        })
    }
}

/// Adds a media type with its Media Type Object.
pub(super) fn add(content: &mut Object, media: &Media, node: Node) {
    content.insert(
        &media.name,
        Entry {
            key_at: media.at,
            node,
        },
    );
}

/// A media type without parameters, in lower case.
pub(super) fn essence(name: &str) -> String {
    let essence = name.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}

/// Whether a media type is JSON, or has the suffix `+json`.
pub(super) fn is_json(name: &str) -> bool {
    let essence = essence(name);
    essence.ends_with("/json") || essence.ends_with("+json")
}
