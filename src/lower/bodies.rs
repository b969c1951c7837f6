//! Request bodies and responses.

use openapiv3::{
    Link as SourceLink, LinkOperation, ReferenceOr, RequestBody, Response as SourceResponse,
    Responses, StatusCode,
};
use serde_json::Value;

use super::Lowering;
use super::contents::Direction;
use crate::api::{Body, Link, Response, Status};
use crate::normalize::{self, SUMMARY, extra};

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
            // Responses with these statuses have no body (RFC 9110 §15.3.5, §15.4.5).
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
            // An operation without responses succeeds without a body.
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

/// The part of an operation that names the inline schemas of a response.
fn part(status: Status) -> String {
    match status {
        Status::Code(200..=299) => "response".to_owned(),
        Status::Code(code) => format!("{code} response"),
        Status::Range(range) => format!("{range}xx response"),
        Status::Default => "default response".to_owned(),
    }
}
