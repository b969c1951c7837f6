//! Request bodies and responses.

use indexmap::IndexMap;
use openapiv3::{
    Content as SourceContent, Encoding as SourceEncoding, Link as SourceLink, LinkOperation,
    ReferenceOr, RequestBody, Response as SourceResponse, Responses, StatusCode,
};
use serde_json::Value;

use super::Lowering;
use super::parameters::query_style;
use crate::api::{Body, Content, Encoding, Form, Layout, Link, Origin, Response, Status, Type};
use crate::diagnostic::Code;
use crate::normalize::{self, SUMMARY, extra};
use crate::schema::{self, SchemaId};

/// Whether a content is sent or received by the server.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Request,
    Response,
}

impl Lowering<'_> {
    pub(super) fn body(&mut self, index: usize, source: &ReferenceOr<RequestBody>) -> Option<Body> {
        let source = source.as_item()?;
        let contents = self.contents(index, "body", &source.content, Direction::Request);
        if contents.is_empty() {
            return None;
        }
        Some(Body {
            at: normalize::at(&source.extensions),
            description: source.description.clone(),
            required: source.required,
            contents,
        })
    }

    pub(super) fn responses(&mut self, index: usize, source: &Responses) -> Vec<Response> {
        let codes = source.responses.iter().map(|(code, response)| {
            let status = match code {
                StatusCode::Code(code) => Status::Code(*code),
                StatusCode::Range(range) => Status::Range(*range as u8),
            };
            (status, response)
        });
        let default = source
            .default
            .iter()
            .map(|response| (Status::Default, response));
        let mut responses = Vec::new();
        for (status, response) in codes.chain(default) {
            let Some(response) = response.as_item() else {
                continue;
            };
            let part = part(status);
            // These never have a body (RFC 9110 §15.3.5, §15.4.5).
            let bodiless = matches!(
                status,
                Status::Code(204 | 205 | 304) | Status::Code(100..=199)
            );
            let contents = match bodiless {
                true => Vec::new(),
                false => self.contents(index, &part, &response.content, Direction::Response),
            };
            let headers = response
                .headers
                .iter()
                .filter_map(|(name, header)| self.header(index, &part, name, header.as_item()?))
                .collect();
            responses.push(Response {
                at: normalize::at(&response.extensions),
                status,
                summary: extra(&response.extensions, SUMMARY),
                description: response.description.clone(),
                headers,
                contents,
                links: links(response),
            });
        }
        if responses.is_empty() {
            // An operation that documents nothing answers with success and no body.
            responses.push(Response {
                at: Default::default(),
                status: Status::Code(200),
                summary: None,
                description: String::new(),
                headers: Vec::new(),
                contents: Vec::new(),
                links: Vec::new(),
            });
        }
        responses
    }

    fn contents(
        &mut self,
        index: usize,
        part: &str,
        source: &SourceContent,
        direction: Direction,
    ) -> Vec<Content> {
        let mut contents = Vec::new();
        let has_json = source
            .keys()
            .any(|media_type| self.form(media_type, None) == Form::Json);
        for (media_type, media) in source {
            let at = normalize::at(&media.extensions);
            let schema = media
                .schema
                .as_ref()
                .and_then(|schema| normalize::schema_id(schema, self.schemas));
            let item = normalize::item_schema(media, self.schemas);
            let essence = essence(media_type);
            let (form, schema) = match item.filter(|_| is_sequence(&essence)) {
                Some(item) => (Form::Items, Some(item)),
                None => (self.form(media_type, schema), schema),
            };
            // Nothing in a form says which of its texts are numbers, and a client has no schema to go by.
            let is_untold =
                form == Form::UrlEncoded && direction == Direction::Response && !has_json;
            let form = if is_untold { Form::Text } else { form };
            if is_untold {
                self.warn(
                    Code::WiderBody,
                    at,
                    format!("answers of `{media_type}` are not taken apart"),
                    "the handler and the client get the body as it is",
                );
            }
            if essence.ends_with("/xml")
                || essence.ends_with("+xml")
                || essence.starts_with("multipart/")
            {
                self.warn(
                    Code::WiderBody,
                    at,
                    format!("`{media_type}` bodies are not taken apart yet"),
                    "the handler and the client get the body as it is",
                );
            } else if item.is_some() && form != Form::Items {
                self.warn(
                    Code::WiderBody,
                    at,
                    format!("values of `{media_type}` bodies are not told apart"),
                    "`itemSchema` is for sequences such as application/jsonl and text/event-stream",
                );
            }
            if self.is_unchecked_text(&essence, form, schema) {
                self.warn(
                    Code::WiderBody,
                    at,
                    format!("`{media_type}` bodies are not checked against this schema"),
                    "the handler and the client get the body as it is; describe text with `type: string`",
                );
            }
            let mut typed = |schema: SchemaId, part: &str| {
                let origin = Origin::Operation {
                    index,
                    part: part.to_owned(),
                };
                match direction {
                    Direction::Request => self.types.input(schema, origin),
                    Direction::Response => self.types.output(schema, origin),
                }
            };
            // Of values that are not told apart here, there is the type at least.
            let item = item.map(|item| typed(item, &format!("{part} item")));
            let ty = match (form, schema) {
                (Form::Items, _) => Type::Items(Box::new(item.unwrap_or(Type::Any))),
                (Form::Text, _) => Type::String,
                (Form::Stream, _) => Type::Stream,
                (_, None) => Type::Any,
                (_, Some(schema)) => typed(schema, part),
            };
            let examples = match media.extensions.get("x-examples") {
                Some(Value::Array(examples)) => examples.clone(),
                _ => Vec::new(),
            };
            let encodings = if form == Form::UrlEncoded {
                encodings(&media.encoding)
            } else {
                Vec::new()
            };
            contents.push(Content {
                at,
                media_type: media_type.clone(),
                form,
                schema,
                ty,
                examples,
                encodings,
            });
        }
        contents
    }

    /// Whether a body is text or a sequence of events, and its schema describes something else than a string.
    fn is_unchecked_text(&self, essence: &str, form: Form, schema: Option<SchemaId>) -> bool {
        let is_text = essence.starts_with("text/") || essence.ends_with("yaml");
        let is_passed_on = matches!(form, Form::Text | Form::Stream);
        is_text
            && is_passed_on
            && !essence.ends_with("/xml")
            && schema.is_some_and(|schema| {
                let types = self.schemas[self.schemas.resolve_inclusions(schema)].types;
                types.is_some_and(|types| !types.contains(schema::Type::String))
            })
    }

    /// How a body of this media type is read.
    fn form(&self, media_type: &str, schema: Option<SchemaId>) -> Form {
        let essence = essence(media_type);
        let types = schema.and_then(|schema| self.schemas[self.schemas.resolve(schema)].types);
        let text = types.is_some_and(|types| types.contains(schema::Type::String));
        let binary = schema.is_some_and(|schema| {
            let schema = &self.schemas[self.schemas.resolve(schema)];
            text && schema.format.as_deref() == Some("binary")
        });
        match essence.as_str() {
            // A stream of documents, not one.
            _ if media_type.contains("stream=") => Form::Stream,
            // Bytes as they are, which no JSON text could hold.
            _ if binary && !essence.starts_with("application/x-www-form") => Form::Stream,
            "application/json" | "text/json" => Form::Json,
            _ if essence.ends_with("+json") => Form::Json,
            "application/x-www-form-urlencoded" => match schema {
                Some(_) if !text => Form::UrlEncoded,
                _ => Form::Text,
            },
            "text/event-stream" => Form::Stream,
            _ if essence.starts_with("text/") => Form::Text,
            _ if essence.ends_with("/xml") || essence.ends_with("+xml") => Form::Text,
            "application/yaml" | "application/x-yaml" => Form::Text,
            // Any media type at all: what the schema looks like decides.
            "*/*" | "application/*" | "" => match schema {
                Some(_) if binary => Form::Stream,
                Some(_) if text => Form::Text,
                Some(_) => Form::Json,
                None => Form::Stream,
            },
            _ => Form::Stream,
        }
    }
}

fn links(source: &SourceResponse) -> Vec<Link> {
    let link = |(name, source): (&String, &ReferenceOr<SourceLink>)| {
        let source = source.as_item()?;
        let (LinkOperation::OperationRef(to) | LinkOperation::OperationId(to)) = &source.operation;
        let text = |value: &Value| value.as_str().map_or(value.to_string(), str::to_owned);
        let parameters = source.parameters.iter();
        Some(Link {
            name: name.clone(),
            to: to.clone(),
            description: source.description.clone(),
            parameters: parameters
                .map(|(name, value)| (name.clone(), text(value)))
                .collect(),
        })
    };
    source.links.iter().filter_map(link).collect()
}

pub(super) fn encodings(source: &IndexMap<String, SourceEncoding>) -> Vec<Encoding> {
    let layout = |encoding: &SourceEncoding| match &encoding.style {
        Some(style) => Some(Layout::Styled {
            style: query_style(style),
            explode: encoding.explode,
        }),
        None => encoding
            .content_type
            .as_ref()
            .filter(|media_type| media_type.contains("json"))
            .map(|_| Layout::Json),
    };
    let encodings = source
        .iter()
        .filter_map(|(member, encoding)| Some((member, layout(encoding)?)));
    encodings
        .map(|(member, layout)| Encoding {
            member: member.clone(),
            layout,
        })
        .collect()
}

/// Whether values of a media type are told apart (OpenAPI 3.2.0 §4.14.3).
fn is_sequence(essence: &str) -> bool {
    matches!(
        essence,
        "application/jsonl"
            | "application/x-jsonlines"
            | "application/ndjson"
            | "application/x-ndjson"
            | "application/json-seq"
            | "text/event-stream"
    ) || essence.ends_with("+json-seq")
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// What an inline schema of a response is named by, behind the operation.
fn part(status: Status) -> String {
    match status {
        Status::Code(200..=299) => "response".to_owned(),
        Status::Code(code) => format!("{code} response"),
        Status::Range(range) => format!("{range}xx response"),
        Status::Default => "default response".to_owned(),
    }
}
