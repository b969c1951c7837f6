//! Responses, and the content of bodies.

use indexmap::IndexMap;
use openapiv3::{
    Content, Encoding, Link, LinkOperation, MediaType, QueryStyle, ReferenceOr, Response,
    Responses, StatusCode,
};
use serde_json::Value;

use super::reader::{Reader, component};
use super::version::Version;
use super::{ITEM_SCHEMA, SUMMARY, mark};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::pointer::part_name;
use crate::source::{At, Entry, Node, Object};

impl<'a> Reader<'a, '_> {
    pub(super) fn responses(&mut self, operation: &'a Node) -> Responses {
        let mut responses = Responses::default();
        let members = self.members(operation, "responses");
        self.missing_responses(operation);
        for (key, at, node) in members {
            let Some(read) = self.status(operation, key, at) else {
                continue;
            };
            let Some(response) = self.response(node) else {
                continue;
            };
            let (written, known) = match &read {
                None => ("default".to_owned(), responses.default.is_some()),
                Some(status) => (printed(status), responses.responses.contains_key(status)),
            };
            if written != key {
                let message = format!("`{key}` is no status code");
                self.diagnostics.push(
                    Diagnostic::warning(Code::WrongValue, at, message)
                        .label(match known {
                            true => "left out, for there is one already".to_owned(),
                            false => format!("read as `{written}`"),
                        })
                        .help(format!("write `{written}`")),
                );
            }
            let response = ReferenceOr::Item(response);
            match read {
                _ if known && written != key => {}
                None => responses.default = Some(response),
                Some(status) => drop(responses.responses.insert(status, response)),
            }
        }
        responses
    }

    /// Warns of an operation without responses.
    fn missing_responses(&mut self, operation: &Node) {
        // `responses` is optional since 3.1.
        let missing = match operation.get("responses") {
            Some(responses) => responses.as_object().is_some_and(Object::is_empty),
            None => self.version == Version::V3_0 && operation.as_object().is_some(),
        };
        if missing {
            let at = operation.get("responses").map_or(operation.at, |it| it.at);
            let help = "say what comes back; until then it is read as a 200 without a body";
            self.warn(
                Code::MissingMember,
                at,
                "an operation documents no response",
                help,
            );
        }
    }

    /// The status of a key in `responses`; reports one that is none.
    fn status(&mut self, operation: &Node, key: &str, at: At) -> Option<Option<StatusCode>> {
        let Some(read) = status(key) else {
            if self.is_security_in(operation, "responses", key) {
                return None;
            }
            let message = format!("`{key}` is no status code");
            let help =
                "write a code from 100 to 599, a range such as 4XX, or `default`; it is left out";
            self.warn(Code::WrongValue, at, message, help);
            return None;
        };
        // HTTP has no such statuses (RFC 9110 §15), and some servers send them.
        if matches!(read, Some(StatusCode::Code(600..))) {
            let message = format!("`{key}` is no status code");
            self.diagnostics.push(
                Diagnostic::warning(Code::WrongValue, at, message)
                    .label("read as written")
                    .help("write a code from 100 to 599"),
            );
        }
        Some(read)
    }

    pub(super) fn response(&mut self, node: &'a Node) -> Option<Response> {
        let reference = node;
        if let Some(response) = self.schema_as_response(node) {
            return Some(response);
        }
        let node = self.follow_to(node, "a response")?;
        if let Some(text) = node.as_str() {
            let taken = "its description";
            self.coerced(node, "a response", "an object", taken);
            return Some(Response {
                description: text.to_owned(),
                extensions: mark(node.at),
                ..Response::default()
            });
        }
        let known = ["description", "headers", "content", "links", "summary"];
        // `summary` came with 3.2; it is read in every version, but suggested only where it may be written.
        let is_suggested = self.version > Version::V3_0 || node.get("summary").is_some();
        let known = &known[..known.len() - usize::from(!is_suggested)];
        let content = self.content_or_bare(node, "a response", known);
        let mut headers = IndexMap::new();
        for (name, _, header) in self.entries(node, "headers") {
            headers.extend(
                self.header(header)
                    .map(|header| (name.to_owned(), ReferenceOr::Item(header))),
            );
        }
        let mut extensions = mark(node.at);
        let summary = self.own_or_target_string(reference, node, "summary");
        extensions.extend(summary.map(|summary| (SUMMARY.to_owned(), summary.into())));
        Some(Response {
            description: self
                .own_or_target_string(reference, node, "description")
                .unwrap_or_default(),
            headers,
            content,
            links: self.links(node),
            extensions,
        })
    }

    /// Reads a reference to a schema in place of a response as a response with that schema as its JSON content.
    fn schema_as_response(&mut self, node: &'a Node) -> Option<Response> {
        let reference = node.get("$ref")?;
        let text = reference.as_str()?;
        let ("schemas", name) = component(text)? else {
            return None;
        };
        let message = format!("`{text}` is a schema, not a response");
        let help = format!(
            "write `{{description: …, content: {{application/json: {{schema: {{$ref: '{text}'}}}}}}}}`"
        );
        self.diagnostics.push(
            Diagnostic::warning(Code::WrongType, reference.at, message)
                .label("read as a response with this schema as its JSON content")
                .help(help),
        );
        let description = self.string(node, "description");
        Some(Response {
            description: description.unwrap_or_else(|| part_name(name)),
            content: IndexMap::from([(
                "application/json".to_owned(),
                self.of_schema(node.at, node),
            )]),
            extensions: mark(node.at),
            ..Response::default()
        })
    }

    fn links(&mut self, response: &'a Node) -> IndexMap<String, ReferenceOr<Link>> {
        let mut links = IndexMap::new();
        for (name, _, reference) in self.entries(response, "links") {
            let Some(node) = self.follow(reference) else {
                continue;
            };
            self.known(
                node,
                "a link",
                &[
                    "operationRef",
                    "operationId",
                    "parameters",
                    "requestBody",
                    "description",
                    "server",
                ],
            );
            let operation = match self.string(node, "operationId") {
                Some(id) => {
                    let at = node.get("operationId").map_or(node.at, |id| id.at);
                    self.linked.push((id.clone(), at));
                    LinkOperation::OperationId(id)
                }
                None => match self.string(node, "operationRef") {
                    Some(reference) => LinkOperation::OperationRef(reference),
                    None => continue,
                },
            };
            let parameters = self.entries(node, "parameters").into_iter();
            let link = Link {
                description: self.own_or_target_string(reference, node, "description"),
                operation,
                request_body: None,
                parameters: parameters
                    .map(|(name, _, value)| (name.to_owned(), value.to_json()))
                    .collect(),
                server: None,
                extensions: mark(node.at),
            };
            links.insert(name.to_owned(), ReferenceOr::Item(link));
        }
        links
    }

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

    fn of_schema(&mut self, at: At, schema: &'a Node) -> MediaType {
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
            extensions.insert("x-examples".to_owned(), Value::Array(self.examples(node)));
            if let Some(item) = node.get("itemSchema") {
                let ReferenceOr::Reference { reference } = self.schema_reference::<()>(item) else {
                    continue;
                };
                extensions.insert(ITEM_SCHEMA.to_owned(), reference.into());
            }
            let schema = node.get("schema").map(|schema| self.schema(schema));
            self.read_pending();
            if let Some(schema) = schema.filter(|_| name.contains("json")) {
                self.exemplify(schema, node);
            }
            let media_type = MediaType {
                schema: schema.map(|schema| ReferenceOr::Reference {
                    reference: schema.index().to_string(),
                }),
                encoding: self.encoding(node),
                extensions,
                ..MediaType::default()
            };
            content.insert(name, media_type);
        }
        content
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

    fn encoding(&mut self, node: &'a Node) -> IndexMap<String, Encoding> {
        let mut encodings = IndexMap::new();
        for (name, _, node) in self.entries(node, "encoding") {
            let style = match self.string(node, "style").as_deref() {
                Some("form") => Some(QueryStyle::Form),
                Some("spaceDelimited") => Some(QueryStyle::SpaceDelimited),
                Some("pipeDelimited") => Some(QueryStyle::PipeDelimited),
                Some("deepObject") => Some(QueryStyle::DeepObject),
                _ => None,
            };
            let explode = self.optional_flag(node, "explode");
            let encoding = Encoding {
                content_type: self.string(node, "contentType"),
                // openapiv3 has no absent `explode`.
                style: style.clone().or(explode.map(|_| QueryStyle::Form)),
                explode: explode.unwrap_or(matches!(
                    style,
                    None | Some(QueryStyle::Form | QueryStyle::DeepObject)
                )),
                extensions: mark(node.at),
                ..Encoding::default()
            };
            encodings.insert(name.to_owned(), encoding);
        }
        encodings
    }
}

/// The status of a key in `responses`; `Some(None)` is `default`.
fn status(key: &str) -> Option<Option<StatusCode>> {
    let key = key.trim().to_ascii_uppercase();
    if key == "DEFAULT" {
        return Some(None);
    }
    // `20X` for `2XX`, `200 OK` for `200`.
    let code = key.split([' ', '-', '_']).next().unwrap_or_default();
    let (class, rest) = code.split_at_checked(1)?;
    let is_range = rest.len() == 2 && rest.ends_with('X');
    if is_range && rest.starts_with(|first: char| first == 'X' || first.is_ascii_digit()) {
        let class = class.parse().ok().filter(|class| (1..=5).contains(class));
        return class.map(StatusCode::Range).map(Some);
    }
    let code = code.parse().ok().filter(|code| (100..=999).contains(code));
    code.map(StatusCode::Code).map(Some)
}

/// A status in the form of a document.
fn printed(status: &StatusCode) -> String {
    match status {
        StatusCode::Code(code) => code.to_string(),
        StatusCode::Range(class) => format!("{class}XX"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_are_read_as_they_are_meant() {
        let read =
            |key| status(key).map(|status| status.map_or("default".to_owned(), |it| printed(&it)));
        let read = |key| read(key).unwrap_or_default();
        assert_eq!(
            [read("200"), read(" 204 "), read("200 OK")],
            ["200", "204", "200"]
        );
        assert_eq!(
            [read("2xx"), read("20X"), read("Default")],
            ["2XX", "2XX", "default"]
        );
        assert_eq!(
            [read("6XX"), read("ok"), read(""), read("20"), read("ü00")],
            [""; 5]
        );
    }
}
