//! The request of a webhook or callback, from the examples and schemas of the document.

use std::hash::{BuildHasher, RandomState};
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::header::CONTENT_TYPE;
use axum::http::uri::PathAndQuery;
use axum::http::{self, HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri};
use bytes::Bytes;
use specfirst_runtime::signature::SigningSecrets;
use specfirst_runtime::style::{self, encode_header, encode_query};

use super::Refusal;
use crate::api::{Location, Style};
use crate::contract;
use crate::example::Samples;
use crate::mock::generator::Document;
use crate::validator::Definitions;

/// A request without the URL that it is sent to.
pub(super) struct Message {
    method: Method,
    /// Appended to that of the URL.
    query: String,
    headers: HeaderMap,
    body: Bytes,
    is_signed: bool,
}

/// The example of a webhook or callback, by the operation's number.
pub(super) fn of(
    document: &Document,
    number: usize,
    example: Option<&str>,
) -> Result<Message, Refusal> {
    let Document { api, schemas, keys } = document;
    let operation = api.operations.get(number);
    let failed = |detail: &str| (StatusCode::INTERNAL_SERVER_ERROR, detail.to_owned());
    let operation = operation.ok_or_else(|| failed("There is no such operation."))?;
    let method = operation.method.parse();
    let method = method.map_err(|_| failed("The method cannot be sent."))?;
    let definitions = Definitions::in_section(api, api.section(operation), schemas, keys);
    let mut samples = Samples::new(&definitions)
        .with_xml(contract::xml(api))
        .with_shapes(&api.shapes);
    let mut query = String::new();
    let mut headers = HeaderMap::new();
    for parameter in operation.parameters.iter().filter(|it| it.required) {
        let value = samples.sent_parameter(parameter);
        match parameter.location {
            Location::Query if parameter.content.is_none() => {
                let style = Style::name(parameter.style);
                let style = style::Style::named(style).unwrap_or(style::Style::Form);
                let (explode, name) = (parameter.explode, &parameter.name);
                encode_query(
                    &mut query,
                    style,
                    explode,
                    name,
                    &value,
                    parameter.allow_reserved,
                );
            }
            Location::Header => {
                let text = encode_header(parameter.explode, &value);
                let name = HeaderName::try_from(parameter.name.as_str()).ok();
                let value = text.and_then(|text| HeaderValue::try_from(text).ok());
                headers.extend(name.zip(value));
            }
            _ => {}
        }
    }
    let content = operation
        .body
        .as_ref()
        .and_then(|body| body.contents.first());
    let mut message = Message {
        method,
        query,
        headers,
        body: Bytes::new(),
        is_signed: operation.signed,
    };
    if let Some(content) = content {
        let sent = samples.sent_body(content, example).ok_or_else(|| {
            let names = content.examples.iter();
            let names: Vec<&str> = names.filter_map(|it| it.name.as_deref()).collect();
            let detail = format!(
                "The document has no example {} for the body, only {}.",
                example.unwrap_or_default(),
                if names.is_empty() {
                    "unnamed ones".to_owned()
                } else {
                    names.join(", ")
                }
            );
            (StatusCode::NOT_FOUND, detail)
        })?;
        let (media_type, body) = sent;
        message.set_body(body.into(), HeaderValue::try_from(media_type).ok());
    }
    Ok(message)
}

impl Message {
    /// Replaces the body, and its media type if there is one.
    pub fn set_body(&mut self, body: Bytes, media_type: Option<HeaderValue>) {
        self.body = body;
        if let Some(media_type) = media_type {
            self.headers.insert(CONTENT_TYPE, media_type);
        }
    }

    /// The request to a URL, signed if the document says so and there is a secret.
    pub fn request(self, target: Uri, secret: Option<&SigningSecrets>) -> http::Request<Bytes> {
        let mut headers = self.headers;
        if let Some(secret) = secret.filter(|_| self.is_signed) {
            let id = format!(
                "msg_{:016x}",
                RandomState::new().hash_one(SystemTime::now())
            );
            let since = SystemTime::now().duration_since(UNIX_EPOCH);
            let timestamp = since.unwrap_or_default().as_secs();
            let signature = secret.sign(&id, timestamp, &self.body);
            for (name, value) in [
                ("webhook-id", id),
                ("webhook-timestamp", timestamp.to_string()),
                ("webhook-signature", signature),
            ] {
                let value = HeaderValue::try_from(value).ok();
                headers.extend(value.map(|value| (HeaderName::from_static(name), value)));
            }
        }
        let mut request = http::Request::new(self.body);
        *request.method_mut() = self.method;
        *request.uri_mut() = with_query(target, &self.query);
        *request.headers_mut() = headers;
        request
    }
}

fn with_query(target: Uri, query: &str) -> Uri {
    if query.is_empty() {
        return target;
    }
    let query = match target.query() {
        Some(own) => format!("{own}&{query}"),
        None => query.to_owned(),
    };
    let path = format!("{}?{query}", target.path());
    let mut parts = target.clone().into_parts();
    parts.path_and_query = PathAndQuery::try_from(path).ok();
    Uri::from_parts(parts).unwrap_or(target)
}
