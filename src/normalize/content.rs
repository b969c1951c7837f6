//! The content of bodies: media types with their schemas, examples and encodings.

use indexmap::IndexMap;
use openapiv3::{Content, Encoding, MediaType, QueryStyle, ReferenceOr};
use serde_json::json;

use super::reader::Reader;
use super::resolve::component;
use super::version::Version;
use super::{Extensions, IS_WHOLE, ITEM_SCHEMA, ITEMS, mark};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{At, Entry, Node, Object, Value as NodeValue};

/// The extension by which documents before OpenAPI 3.2 describe the items of a sequence.
const EXTENSION: &str = "x-item-schema";

/// What the media types of sequences of JSON have in their names.
const SEQUENCES: [&str; 4] = ["jsonl", "json-lines", "ndjson", "json-seq"];

impl<'a> Reader<'a, '_> {
    /// Reads the content of a body. Some documents write `schema` without a media type, as in Swagger 2.0, or media
    /// types without `content`.
    pub(super) fn content_or_bare(
        &mut self,
        node: &'a Node,
        what: &str,
        known: &[&'static str],
    ) -> Content {
        let members = || node.as_object().into_iter().flat_map(Object::iter);
        let is_bare = |key: &str| key == "schema" || key.contains('/') && !key.starts_with("x-");
        let bare: Vec<(&str, &Entry)> = match node.get("content") {
            None => members().filter(|(key, _)| is_bare(key)).collect(),
            Some(_) => Vec::new(),
        };
        let mut keys: Vec<&str> = known.to_vec();
        keys.extend(bare.iter().map(|(key, _)| *key));
        self.known(node, what, &keys);
        if bare.is_empty() {
            return self.content(node);
        }
        let mut representations = Vec::new();
        for (key, entry) in bare {
            let is_schema = key == "schema";
            let message = format!("{what} has no member `{key}`");
            self.diagnostics.push(
                Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
                    .label(match is_schema {
                        true => "read as that of `application/json`",
                        false => "read as if it stood under `content`",
                    })
                    .help(match is_schema {
                        true => "write `content: {application/json: {schema: …}}`".to_owned(),
                        false => format!("write `content: {{{key}: …}}`"),
                    }),
            );
            match is_schema {
                true => {
                    let media_type = self.of_schema(entry.key_at, &entry.node);
                    return IndexMap::from([("application/json".to_owned(), media_type)]);
                }
                false => representations.push((key, entry.key_at, &entry.node)),
            }
        }
        self.media_types(representations)
    }

    pub(super) fn of_schema(&mut self, at: At, schema: &'a Node) -> MediaType {
        MediaType {
            schema: Some(self.schema_reference(schema)),
            extensions: mark(at),
            ..MediaType::default()
        }
    }

    /// `content`: a body's representations by media type.
    pub(super) fn content(&mut self, node: &'a Node) -> Content {
        let representations = self.representations(node);
        self.media_types(representations)
    }

    fn media_types(&mut self, representations: Vec<(&'a str, At, &'a Node)>) -> Content {
        let mut content = IndexMap::new();
        for (name, at, node) in representations {
            let Some(name) = self.media_type(name, at) else {
                continue;
            };
            let reference = node.get("$ref").and_then(Node::as_str);
            if let Some(("schemas", _)) = reference.and_then(component) {
                let message = "a media type is no schema, and this refers to one";
                self.diagnostics.push(
                    Diagnostic::warning(Code::UnknownMember, node.at, message)
                        .label("read as if it stood under `schema`")
                        .help("write `schema: {$ref: …}`"),
                );
                content.insert(name, self.of_schema(at, node));
                continue;
            }
            let Some(node) = self.follow(node) else {
                continue;
            };
            self.known(
                node,
                "a media type",
                &[
                    "schema",
                    "example",
                    "examples",
                    "encoding",
                    "itemSchema",
                    "itemEncoding",
                    "prefixEncoding",
                ],
            );
            let mut extensions = mark(at);
            // openapiv3 has one example for each media type.
            let examples = self.named_examples(node).into_iter();
            let examples = examples.map(|(name, value)| json!({ "name": name, "value": value }));
            extensions.insert("x-examples".to_owned(), examples.collect());
            if let Some(item) = self.item_schema(node, &mut extensions) {
                let ReferenceOr::Reference { reference } = self.schema_reference::<()>(item) else {
                    continue;
                };
                extensions.insert(ITEM_SCHEMA.to_owned(), reference.into());
            }
            let schema = node.get("schema").map(|schema| self.schema(schema));
            self.read_pending();
            // The example of a sequence may be an item, a list of items, or a text.
            let is_sequence = SEQUENCES.iter().any(|suffix| name.contains(suffix));
            if let Some(schema) = schema.filter(|_| name.contains("json") && !is_sequence) {
                self.exemplify(schema, node);
            }
            let media_type = MediaType {
                schema: schema.map(|schema| ReferenceOr::Reference {
                    reference: schema.index().to_string(),
                }),
                encoding: self.encoding(node, &name),
                extensions,
                ..MediaType::default()
            };
            content.insert(name, media_type);
        }
        content
    }

    /// The schema of an item: `itemSchema`, which OpenAPI 3.2 added, or the extension `x-item-schema`. The extension may be
    /// `false` instead, if `schema` describes the whole text.
    fn item_schema(&mut self, node: &'a Node, extensions: &mut Extensions) -> Option<&'a Node> {
        let extension = node.get(EXTENSION);
        let schema = extension.filter(|extension| match extension.value {
            NodeValue::Object(_) | NodeValue::Bool(true) => true,
            NodeValue::Bool(false) => {
                extensions.insert(IS_WHOLE.to_owned(), true.into());
                false
            }
            _ => {
                self.wrong_type(extension, EXTENSION, "a schema or `false`");
                false
            }
        });
        node.get("itemSchema").or(schema)
    }

    /// A media type; `json` is read as `application/json`.
    fn media_type(&mut self, key: &str, at: At) -> Option<String> {
        let name = key.trim();
        let parts = name.split_once('/');
        if parts.is_some_and(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty()) {
            return Some(name.to_owned());
        }
        let intended = match name.to_ascii_lowercase().as_str() {
            "json" => Some("application/json"),
            "xml" => Some("application/xml"),
            "text" | "plain" | "string" => Some("text/plain"),
            "html" => Some("text/html"),
            "csv" => Some("text/csv"),
            "form" => Some("application/x-www-form-urlencoded"),
            "*" | "any" => Some("*/*"),
            _ => None,
        };
        let label = match intended {
            Some(intended) => format!("read as `{intended}`"),
            None => "this is ignored".to_owned(),
        };
        let message = format!("`{key}` is no media type");
        self.diagnostics.push(
            Diagnostic::warning(Code::WrongValue, at, message)
                .label(label)
                .help("a media type has two parts, as `application/json`"),
        );
        intended.map(str::to_owned)
    }

    /// The media types of a body. Some documents leave this level out; their schema is read as that of JSON.
    fn representations(&mut self, node: &'a Node) -> Vec<(&'a str, At, &'a Node)> {
        let members = self.members(node, "content");
        let bare = members.iter().find(|(key, ..)| *key == "schema");
        let (Some((_, at, _)), Some(content)) = (bare, node.get("content")) else {
            return members;
        };
        let message = "`content` has no member `schema`, but media types";
        self.diagnostics.push(
            Diagnostic::warning(Code::UnknownMember, *at, message)
                .label("read as that of `application/json`")
                .help("write `content: {application/json: {schema: …}}`"),
        );
        vec![("application/json", *at, content)]
    }

    /// The Encoding Objects by the names of parts; those of parts without names have their position as a name, and further
    /// ones [`ITEMS`].
    fn encoding(&mut self, node: &'a Node, media_type: &str) -> IndexMap<String, Encoding> {
        let named = self.entries(node, "encoding");
        let named = named.into_iter();
        let mut nodes: Vec<_> = named
            .map(|(name, _, node)| (name.to_owned(), node))
            .collect();
        let by_position = node.get("prefixEncoding").and_then(Node::as_array);
        let by_position = by_position.into_iter().flatten().enumerate();
        nodes.extend(by_position.map(|(position, node)| (position.to_string(), node)));
        nodes.extend(
            node.get("itemEncoding")
                .map(|node| (ITEMS.to_owned(), node)),
        );
        let mut encodings = IndexMap::new();
        for (name, node) in nodes {
            let style = match self.string(node, "style").as_deref() {
                Some("form") => Some(QueryStyle::Form),
                Some("spaceDelimited") => Some(QueryStyle::SpaceDelimited),
                Some("pipeDelimited") => Some(QueryStyle::PipeDelimited),
                Some("deepObject") => Some(QueryStyle::DeepObject),
                _ => None,
            };
            let explode = self.optional_flag(node, "explode");
            // Any part of a style makes the media type have no effect (OpenAPI 3.1, Encoding Object); in 3.0,
            // `allowReserved` is about forms only.
            let allow_reserved = self.optional_flag(node, "allowReserved");
            let allow_reserved = allow_reserved
                .filter(|_| self.version > Version::V3_0 || media_type.contains("urlencoded"));
            let has_style = explode.is_some() || allow_reserved.is_some();
            let mut headers = IndexMap::new();
            for (name, _, header) in self.entries(node, "headers") {
                let header = self.header(header).map(ReferenceOr::Item);
                headers.extend(header.map(|header| (name.to_owned(), header)));
            }
            let encoding = Encoding {
                headers,
                content_type: self.string(node, "contentType"),
                // openapiv3 has no absent `explode`.
                style: style.clone().or(has_style.then_some(QueryStyle::Form)),
                explode: explode.unwrap_or(matches!(
                    style,
                    None | Some(QueryStyle::Form | QueryStyle::DeepObject)
                )),
                extensions: mark(node.at),
                ..Encoding::default()
            };
            encodings.insert(name, encoding);
        }
        encodings
    }
}
