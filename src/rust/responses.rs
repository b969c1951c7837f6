//! The status codes, headers and bodies of an operation's responses, as arguments of the macro `responses!`.

use serde::Serialize;

use super::code::{Code, literal};
use super::file::File;
use crate::api::contents;
use crate::api::{Content, Form, Operation, PartForm, Response, Status, Type};

/// The call of the runtime's macro `responses!`, which is documented there.
#[derive(Debug, Serialize)]
pub struct ResponsesCall {
    pub streaming: bool,
    /// The parts that are files, as arguments of the macro, if there is a struct of parts.
    pub files: Option<Vec<Code>>,
    /// The type after `->`.
    pub success: Option<Code>,
    /// The arms of successful responses.
    pub arms: Vec<Code>,
    /// The arms after `else`.
    pub others: Vec<Code>,
}

/// What a client's method returns as success.
#[derive(Clone, Copy, PartialEq)]
enum Success {
    /// The payload of the only successful response, by its index.
    Payload(usize),
    /// The response enum; several responses are successful.
    Enum,
    /// The response enum, of the response `default` with a successful status; no other one is successful.
    Default,
    /// The response enum; the document has neither a successful response nor `default`.
    Any,
}

/// The type that a client's method returns as success.
pub fn success(file: &mut File, index: usize) -> Code {
    let operation = &file.api.operations[index];
    match success_payload(file, index) {
        Some(payload) => payload,
        None => file.operation_name(operation.tag.0, &file.names.operations[index].response),
    }
}

/// The payload of the only successful response, if there is only one.
fn success_payload(file: &mut File, index: usize) -> Option<Code> {
    let operation = &file.api.operations[index];
    let Success::Payload(position) = success_kind(operation) else {
        return None;
    };
    let payload = file.payload(index, position, Some(0));
    Some(payload.unwrap_or_else(|| Code::new("()")))
}

fn success_kind(operation: &Operation) -> Success {
    let successes: Vec<usize> = (0..operation.responses.len())
        .filter(|index| operation.responses[*index].status.is_success())
        .collect();
    match successes[..] {
        [only] => {
            let response = &operation.responses[only];
            let is_one = contents::variants_of(response).len() == 1
                && matches!(response.status, Status::Code(_));
            if is_one {
                Success::Payload(only)
            } else {
                Success::Enum
            }
        }
        [_, _, ..] => Success::Enum,
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
    let kind = success_kind(operation);
    // Codes take precedence over ranges, and `default` is last (OpenAPI 3.1.1 §4.8.16).
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
            Success::Payload(_) | Success::Enum => response.status.is_success(),
        };
        let arm = arm(response, &names.responses[position]);
        if is_success { &mut arms } else { &mut others }.push(arm);
    }
    ResponsesCall {
        streaming: streams(operation),
        files: files(operation),
        success: success_payload(file, index),
        arms,
        others,
    }
}

/// The arm of one response: `200 => Ok(json) | OkText(text "text/plain")`.
fn arm(response: &Response, names: &[Code]) -> Code {
    let status = match response.status {
        Status::Default => "_".to_owned(),
        status => status.to_string(),
    };
    let variants = contents::variants_of(response);
    let variants: Vec<String> = variants
        .into_iter()
        .map(|variant| {
            let mut fields = Vec::new();
            if !matches!(response.status, Status::Code(_)) {
                fields.push("status".to_owned());
            }
            let with_headers = !response.headers.is_empty();
            match response.contents.get(variant) {
                Some(content) => {
                    let body = body(response, content);
                    let headers = if with_headers { " with headers" } else { "" };
                    fields.push(format!("{body}{headers}"));
                }
                None if with_headers => fields.push("headers".to_owned()),
                None => {}
            }
            match fields.is_empty() {
                true => names[variant].to_string(),
                false => format!("{}({})", names[variant], fields.join(", ")),
            }
        })
        .collect();
    Code::new(format!("{status} => {}", variants.join(" | ")))
}

/// The form and media types of a body: `json`, `text "text/plain"`, `stream "image/*" as "image/png"`.
fn body(response: &Response, content: &Content) -> String {
    let word = match content.form {
        Form::Json => "json",
        Form::UrlEncoded => "form",
        Form::Xml => "xml",
        Form::Text if content.ty == Type::MediaText => "media_text",
        Form::Text => "text",
        Form::Stream if content.is_event_stream() => "event_bytes",
        Form::Stream => "stream",
        Form::Multipart => "multipart",
        Form::RawMultipart => "raw_multipart",
        Form::Items => "items",
        Form::EventData => "event_data",
    };
    let name = content.xml.as_ref().or(content.response_form.as_ref());
    let by_name = name.map_or(String::new(), |name| format!(" by {}", literal(name)));
    let sent = content.sent_as();
    let is_default = word == "json" && sent == "application/json";
    // A key that is not a media type matches no response, so the media type that is sent is read instead.
    let mut read: Vec<String> = Vec::new();
    for content in contents::sharing(&response.contents, content) {
        let media_type = match content.media_type.contains('/') {
            true => content.media_type.clone(),
            false => content.sent_as(),
        };
        if !read.contains(&media_type) {
            read.push(media_type);
        }
    }
    if read == [sent.as_str()] {
        return match is_default {
            true => word.to_owned(),
            false => format!("{word} {}{by_name}", literal(&sent)),
        };
    }
    let read: Vec<String> = read.iter().map(|it| literal(it).to_string()).collect();
    format!("{word} {} as {}{by_name}", read.join(" | "), literal(&sent))
}

/// All parts of responses that are files, as `file "a"` or `files "b"`; none if no response is a struct of parts.
pub fn files(operation: &Operation) -> Option<Vec<Code>> {
    let contents = operation.responses.iter().flat_map(|it| &it.contents);
    let mut structs = contents.filter(|it| it.form == Form::Multipart).peekable();
    structs.peek()?;
    let structs: Vec<&Content> = structs.collect();
    let positions = structs.iter().find_map(|content| content.positions);
    // A part without a name is one that is told apart by its position.
    let kind = match structs.iter().all(|content| content.positions.is_some()) {
        true => "positions",
        false => "positions_or_names",
    };
    let files = structs.iter().flat_map(|content| &content.parts);
    let files = files.filter(|part| part.is_file());
    let mut names: Vec<Code> = Vec::new();
    names.extend(positions.map(|it| Code::new(format!("{kind} \"{it}\""))));
    for file in files {
        let kind = match file.form {
            PartForm::Files => "files",
            _ => "file",
        };
        let name = Code::new(format!("{kind} {}", literal(&file.name)));
        if !names.contains(&name) {
            names.push(name);
        }
    }
    Some(names)
}

/// Whether a response of an operation has a streamed body.
pub fn streams(operation: &Operation) -> bool {
    operation
        .responses
        .iter()
        .flat_map(|response| &response.contents)
        .any(|content| content.ty.is_stream())
}
