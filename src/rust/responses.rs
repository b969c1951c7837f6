//! The answers of operations: with which status, and how, each variant of their enum is sent and read.

use serde::Serialize;

use super::code::{Code, literal};
use super::contents;
use super::file::File;
use crate::api::{Content, Form, Operation, Response, Status};

/// The call of the runtime's macro `responses!`, whose documentation says what all this means.
#[derive(Debug, Serialize)]
pub struct ResponsesCall {
    pub streaming: bool,
    /// The type that stands behind the arrow.
    pub success: Option<Code>,
    /// In the first braces.
    pub arms: Vec<Code>,
    /// Behind `else`.
    pub others: Vec<Code>,
}

/// What counts as a call's success.
#[derive(Clone, Copy, PartialEq)]
enum Success {
    /// What the only answer of success holds, by its place.
    Held(usize),
    /// The answers of success as they are.
    Whole,
    /// No answer is one by its documented status, so `default` is, where the status is.
    Default,
    /// The document has none at all: every answer is taken as it is.
    Any,
}

/// The type of a method's success.
pub fn success(file: &mut File, index: usize) -> Code {
    let operation = &file.api.operations[index];
    match held(file, index) {
        Some(held) => held,
        None => file.operation_name(operation.tag.0, &file.names.operations[index].response),
    }
}

/// What the only answer of success holds, where there is only one.
fn held(file: &mut File, index: usize) -> Option<Code> {
    let operation = &file.api.operations[index];
    let Success::Held(position) = kind(operation) else {
        return None;
    };
    let response = &operation.responses[position];
    let body = response.contents.first().map(|content| &content.ty);
    let payload = file.payload(index, position, body);
    Some(payload.unwrap_or_else(|| Code::new("()")))
}

fn kind(operation: &Operation) -> Success {
    let successes: Vec<usize> = (0..operation.responses.len())
        .filter(|index| operation.responses[*index].status.is_success())
        .collect();
    match successes[..] {
        [only] => {
            let response = &operation.responses[only];
            let is_one = contents::variants_of(response).len() == 1
                && matches!(response.status, Status::Code(_));
            if is_one {
                Success::Held(only)
            } else {
                Success::Whole
            }
        }
        [_, _, ..] => Success::Whole,
        [] => {
            let mut statuses = operation.responses.iter().map(|response| response.status);
            match statuses.any(|status| status == Status::Default) {
                true => Success::Default,
                false => Success::Any,
            }
        }
    }
}

pub fn call(file: &mut File, index: usize) -> ResponsesCall {
    let operation = &file.api.operations[index];
    let names = &file.names.operations[index];
    let kind = kind(operation);
    // Exact codes before ranges, and `default` last, as the specification ranks them (§4.8.16).
    let mut order: Vec<usize> = (0..operation.responses.len()).collect();
    order.sort_by_key(|index| match operation.responses[*index].status {
        Status::Code(_) => 0,
        Status::Range(_) => 1,
        Status::Default => 2,
    });
    let (mut arms, mut others) = (Vec::new(), Vec::new());
    for position in order {
        let response = &operation.responses[position];
        let is_success = match kind {
            Success::Any => true,
            Success::Default => response.status == Status::Default,
            Success::Held(_) | Success::Whole => response.status.is_success(),
        };
        let arm = arm(response, &names.responses[position]);
        if is_success { &mut arms } else { &mut others }.push(arm);
    }
    ResponsesCall {
        streaming: streams(operation),
        success: held(file, index),
        arms,
        others,
    }
}

/// What is sent with one status: `200 => Ok(json) | OkText(text "text/plain")`.
fn arm(response: &Response, names: &[Code]) -> Code {
    let status = match response.status {
        Status::Default => "_".to_owned(),
        status => status.to_string(),
    };
    let variants = contents::variants_of(response);
    let variants: Vec<String> = variants
        .into_iter()
        .map(|variant| {
            let mut holds = Vec::new();
            if !matches!(response.status, Status::Code(_)) {
                holds.push("status".to_owned());
            }
            let with_headers = !response.headers.is_empty();
            match response.contents.get(variant) {
                Some(content) => {
                    let body = body(response, content);
                    let headers = if with_headers { " with headers" } else { "" };
                    holds.push(format!("{body}{headers}"));
                }
                None if with_headers => holds.push("headers".to_owned()),
                None => {}
            }
            match holds.is_empty() {
                true => names[variant].to_string(),
                false => format!("{}({})", names[variant], holds.join(", ")),
            }
        })
        .collect();
    Code::new(format!("{status} => {}", variants.join(" | ")))
}

/// How a body is read and written: `json`, `text "text/plain"`, `stream "image/*" as "image/png"`.
fn body(response: &Response, content: &Content) -> String {
    let word = match content.form {
        Form::Json | Form::UrlEncoded => "json",
        Form::Text => "text",
        Form::Stream => "stream",
        Form::Items => "items",
    };
    let alike = || {
        let contents = response.contents.iter();
        contents.filter(|other| contents::same(content, other))
    };
    // A content that is documented as a form and as JSON is sent as JSON.
    let json = alike().find(|content| content.form == Form::Json);
    let sent = json.unwrap_or(content).sent_as();
    let is_usual = word == "json" && sent == "application/json";
    // A key that is not a media type matches none, so what is sent is read instead.
    let mut read: Vec<String> = Vec::new();
    for content in alike() {
        let media_type = match content.media_type.contains('/') {
            true => content.media_type.clone(),
            false => content.sent_as(),
        };
        if !read.contains(&media_type) {
            read.push(media_type);
        }
    }
    if read == [sent.as_str()] {
        return match is_usual {
            true => word.to_owned(),
            false => format!("{word} {}", literal(&sent)),
        };
    }
    let read: Vec<String> = read.iter().map(|it| literal(it).to_string()).collect();
    format!("{word} {} as {}", read.join(" | "), literal(&sent))
}

/// Whether an operation's answer carries a stream.
pub fn streams(operation: &Operation) -> bool {
    operation
        .responses
        .iter()
        .flat_map(|response| &response.contents)
        .any(|content| content.ty.is_stream())
}
