//! Responses, and the content of bodies.

use indexmap::IndexMap;
use openapiv3::{
    Content, Encoding, Link, LinkOperation, MediaType, QueryStyle, ReferenceOr, Response,
    Responses, StatusCode,
};
use serde_json::Value;

use super::reader::Reader;
use super::{ITEM_SCHEMA, SUMMARY, mark};
use crate::diagnostic::Code;
use crate::source::Node;

impl<'a> Reader<'a> {
    pub(super) fn responses(&mut self, operation: &'a Node) -> Responses {
        let mut responses = Responses::default();
        for (key, at, node) in self.members(operation, "responses") {
            let Some(response) = self.response(node) else {
                continue;
            };
            let response = ReferenceOr::Item(response);
            match key.trim().to_ascii_uppercase().as_str() {
                "DEFAULT" => responses.default = Some(response),
                code => match status(code) {
                    Some(status) => {
                        responses.responses.insert(status, response);
                    }
                    None => self.warn(
                        Code::WrongValue,
                        at,
                        format!("`{key}` is no status code"),
                        "write a code from 100 to 599, a range such as 4XX, or `default`",
                    ),
                },
            }
        }
        responses
    }

    fn response(&mut self, node: &'a Node) -> Option<Response> {
        let reference = node;
        let node = self.follow(node)?;
        self.known(
            node,
            "a response",
            &["summary", "description", "headers", "content", "links"],
        );
        let mut headers = IndexMap::new();
        for (name, _, header) in self.entries(node, "headers") {
            headers.extend(
                self.header(header)
                    .map(|header| (name.to_owned(), ReferenceOr::Item(header))),
            );
        }
        let mut extensions = mark(node.at);
        let summary = self.told(reference, node, "summary");
        extensions.extend(summary.map(|summary| (SUMMARY.to_owned(), summary.into())));
        Some(Response {
            description: self
                .told(reference, node, "description")
                .unwrap_or_default(),
            headers,
            content: self.content(node),
            links: self.links(node),
            extensions,
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
                Some(id) => LinkOperation::OperationId(id),
                None => match self.string(node, "operationRef") {
                    Some(reference) => LinkOperation::OperationRef(reference),
                    None => continue,
                },
            };
            let parameters = self.entries(node, "parameters").into_iter();
            let link = Link {
                description: self.told(reference, node, "description"),
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

    /// `content`: a body's representations by media type.
    pub(super) fn content(&mut self, node: &'a Node) -> Content {
        let mut content = IndexMap::new();
        for (name, at, node) in self.members(node, "content") {
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
            // The model has room for one example; all of them go along here.
            extensions.insert("x-examples".to_owned(), Value::Array(self.examples(node)));
            if let Some(item) = node.get("itemSchema") {
                let ReferenceOr::Reference { reference } = self.schema_reference::<()>(item) else {
                    continue;
                };
                extensions.insert(ITEM_SCHEMA.to_owned(), reference.into());
            }
            let media_type = MediaType {
                schema: node
                    .get("schema")
                    .map(|schema| self.schema_reference(schema)),
                encoding: self.encoding(node),
                extensions,
                ..MediaType::default()
            };
            content.insert(name.trim().to_owned(), media_type);
        }
        content
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
                // Said in full here, since the model knows no absent `explode`.
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

/// A key of `responses`, in upper case.
fn status(key: &str) -> Option<StatusCode> {
    if let Some(digit) = key.strip_suffix("XX") {
        return digit
            .parse()
            .ok()
            .filter(|digit| (1..=5).contains(digit))
            .map(StatusCode::Range);
    }
    key.parse()
        .ok()
        .filter(|code| (100..=999).contains(code))
        .map(StatusCode::Code)
}
