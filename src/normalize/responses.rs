//! Responses, and the content of bodies.

use indexmap::IndexMap;
use openapiv3::{Link, LinkOperation, ReferenceOr, Response, Responses, StatusCode};

use super::reader::Reader;
use super::resolve::component;
use super::version::Version;
use super::{SUMMARY, mark};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::pointer::part_name;
use crate::source::{At, Node};

impl<'a> Reader<'a, '_> {
    pub(super) fn responses(&mut self, operation: &'a Node) -> Responses {
        let mut responses = Responses::default();
        let members = self.members(operation, "responses");
        if members.is_empty() {
            self.missing_responses(operation);
        }
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

    /// Warns of an operation without responses; extensions (`x-…`) are none.
    fn missing_responses(&mut self, operation: &Node) {
        // `responses` is optional since 3.1.
        let missing = match operation.get("responses") {
            Some(responses) => responses.as_object().is_some(),
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
            let reading = "its description";
            self.coerced(node, "a response", "an object", reading);
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
