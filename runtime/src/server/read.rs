//! Reading a request: negotiation, body and parameters, validated against the document.

use std::cell::Cell;

use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::Value;

use super::super::form;
use super::super::json::{read_value, DuplicateMembers};
use super::super::schema::{Budget, Limited};
use super::body::{BodyError, Buffered, Incoming};
use super::context::{Limits, RequestContext};
use super::contract::Contract;
use super::input::{Input, Payload};
use super::media;
use super::memory::BodyMemory;
use super::operation::{Content, Form, Operation};
use super::parameter;
use super::percent;
use super::problem::{Location, Problem, Violation};

/// All violations of a request.
#[derive(Default)]
pub(super) struct Findings {
    /// Values that cannot be parsed: 400.
    pub unreadable: Vec<Violation>,
    /// Values that violate their schemas: 422.
    pub invalid: Vec<Violation>,
}

/// Reads a request whose caller is authenticated.
pub(super) async fn read(context: RequestContext) -> Result<Input, Problem> {
    let RequestContext {
        head,
        body,
        captures,
        operation,
        contract,
        limits,
        memory,
        ..
    } = context;
    media::check_accept(&operation, &head.headers)?;
    let mut findings = Findings::default();
    let mut reservation = None;
    let received = receive_body(&operation, &head.headers, body, limits, &memory).await?;
    let budget = Budget::for_request(size(&head, &received));
    let schemas = Limited {
        schemas: &contract.schemas,
        budget: &budget,
    };
    let (content, payload) = match received {
        Received::Absent => (String::new(), Payload::Absent),
        Received::Missing => {
            let missing = violation(Location::Body, "", "required", "a body is required");
            findings.invalid.push(missing);
            (String::new(), Payload::Absent)
        }
        Received::Stream(content, body) => {
            let stream = body.stream(limits.stream, limits.stream_time);
            (content.key.clone(), Payload::Stream(stream))
        }
        Received::Whole(content, buffered) => {
            let payload = parse(
                content,
                &buffered.bytes,
                limits.duplicates,
                schemas,
                &mut findings,
            );
            reservation = buffered.reservation;
            (content.key.clone(), payload)
        }
    };
    let parameters = parameter::read_all(
        &operation,
        &contract,
        &head,
        &captures,
        schemas,
        &mut findings,
    );
    log_errors(&contract);
    if findings.unreadable.is_empty() && findings.invalid.is_empty() {
        return Ok(Input {
            parameters,
            body: Cell::new(payload),
            content,
            operation,
            contract,
            limits,
            _reservation: reservation,
        });
    }
    // Parameters come before the body in a request, and in the list.
    findings
        .unreadable
        .sort_by_key(|violation| violation.location == Location::Body);
    findings
        .invalid
        .sort_by_key(|violation| violation.location == Location::Body);
    Err(refusal(&operation, findings.unreadable, findings.invalid))
}

/// The size of a request in bytes, as far as it is in memory.
fn size(head: &Parts, received: &Received<'_>) -> usize {
    let body = match received {
        Received::Whole(_, buffered) => buffered.bytes.len(),
        _ => 0,
    };
    let headers = head.headers.iter();
    let headers = headers.map(|(name, value)| name.as_str().len() + value.len());
    let path_and_query = head.uri.path_and_query();
    body + headers.sum::<usize>() + path_and_query.map_or(0, |text| text.as_str().len())
}

/// Logs defects of schemas that reading a request has found.
pub(super) fn log_errors(contract: &Contract) {
    for error in contract.schemas.take_errors() {
        tracing::error!(%error, "a schema of the contract is not valid; values for it are refused");
    }
}

/// The problem for violations: 400 if a value cannot be parsed, else 422, or the one of the two that the operation
/// documents.
pub(super) fn refusal(
    operation: &Operation,
    unreadable: Vec<Violation>,
    invalid: Vec<Violation>,
) -> Problem {
    let documented = |status| operation.documents(status);
    let (bad_request, unprocessable) = (StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY);
    let status = match (documented(bad_request), documented(unprocessable)) {
        (true, false) => bad_request,
        (false, true) => unprocessable,
        _ if unreadable.is_empty() => unprocessable,
        _ => bad_request,
    };
    let errors: Vec<_> = unreadable.into_iter().chain(invalid).collect();
    let detail = match errors.as_slice() {
        [only] => format!("The request is not as documented: {}.", sentence(only)),
        many => format!(
            "The request is not as documented in {} places: {}.",
            many.len(),
            list(many)
        ),
    };
    Problem::new(status, detail).with_errors(errors)
}

fn sentence(violation: &Violation) -> String {
    let path = match violation.location {
        Location::Body => format!("body{}", violation.pointer),
        location => format!(
            "{} {}{}",
            location.as_str(),
            violation.name,
            violation.pointer
        ),
    };
    format!("{path}: {}", violation.message)
}

/// All violations: a documented error body may have no other member for them.
fn list(violations: &[Violation]) -> String {
    violations
        .iter()
        .map(sentence)
        .collect::<Vec<_>>()
        .join("; ")
}

/// The body of a request.
enum Received<'a> {
    Absent,
    Missing,
    Stream(&'a Content, Incoming),
    Whole(&'a Content, Buffered),
}

async fn receive_body<'a>(
    operation: &'a Operation,
    headers: &HeaderMap,
    body: Incoming,
    limits: Limits,
    memory: &BodyMemory,
) -> Result<Received<'a>, Problem> {
    let Some(rule) = &operation.body else {
        return Ok(Received::Absent);
    };
    let is_typed = headers.contains_key(CONTENT_TYPE);
    if body.is_empty() {
        match (rule.required, is_typed) {
            (true, false) => return Ok(Received::Missing),
            (true, true) => {}
            (false, _) => return Ok(Received::Absent),
        }
    }
    let content = match media::find_content(&rule.content, headers) {
        Ok(content) => content,
        // Sent in chunks, of which there may be none.
        Err(problem) if !is_typed && !body.has_known_length() => {
            let buffered = body
                .collect(limits.body, memory)
                .await
                .map_err(|error| error.problem())?;
            return match (buffered.bytes.is_empty(), rule.required) {
                (false, _) => Err(problem),
                (true, true) => Ok(Received::Missing),
                (true, false) => Ok(Received::Absent),
            };
        }
        Err(problem) => return Err(problem),
    };
    if content.form() == Form::Stream {
        return Ok(Received::Stream(content, body));
    }
    media::check_charset(headers)?;
    check_encoding(headers)?;
    let buffered = body
        .collect(limits.body, memory)
        .await
        .map_err(|error: BodyError| error.problem())?;
    match buffered.bytes.is_empty() && !rule.required && !is_typed {
        true => Ok(Received::Absent),
        false => Ok(Received::Whole(content, buffered)),
    }
}

/// Refuses compressed bodies; a layer of the user's may decompress them before (RFC 9110, section 15.5.16).
fn check_encoding(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if !encoding.as_bytes().eq_ignore_ascii_case(b"identity") => {
            let problem = Problem::refusal(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "The body must not be compressed.",
            );
            Err(problem.with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity")))
        }
        _ => Ok(()),
    }
}

fn parse(
    content: &Content,
    bytes: &[u8],
    duplicates: DuplicateMembers,
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Payload {
    let schema = &content.body.schema;
    let parsed = match content.form() {
        Form::UrlEncoded => parse_form(content, bytes, schemas),
        Form::Text | Form::Stream => std::str::from_utf8(bytes)
            .map(Value::from)
            .map_err(|error| vec![unreadable(format!("is not UTF-8: {error}"))]),
        Form::Json => parse_json(bytes, duplicates),
    };
    let mut value = match parsed {
        Ok(value) => value,
        Err(violations) => {
            findings.unreadable.extend(violations);
            return Payload::Absent;
        }
    };
    let mut violations = schemas.check(schema, &value);
    if let (Form::Text, Value::String(text)) = (content.form(), &mut value) {
        // A text is always a string; a schema of another type, which no text satisfies, is not applied.
        if !violations
            .iter()
            .any(|violation| violation.code == "type" && violation.pointer.is_empty())
        {
            findings
                .invalid
                .extend(violations.into_iter().map(Violation::of_body));
        }
        return Payload::Text(std::mem::take(text));
    }
    if violations.is_empty() {
        violations.extend(schemas.fill_defaults(schema, &mut value).err());
    }
    findings
        .invalid
        .extend(violations.into_iter().map(Violation::of_body));
    Payload::Json(value)
}

/// Parses JSON, with or without duplicate members.
fn parse_json(bytes: &[u8], duplicates: DuplicateMembers) -> Result<Value, Vec<Violation>> {
    read_value(bytes, duplicates).map_err(|error| {
        vec![Violation {
            pointer: error.pointer,
            ..unreadable(format!("is not JSON: {}", error.message))
        }]
    })
}

fn parse_form(
    content: &Content,
    bytes: &[u8],
    schemas: Limited<'_>,
) -> Result<Value, Vec<Violation>> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| vec![unreadable(format!("is not UTF-8: {error}"))])?;
    let rule = &content.body;
    if !percent::is_valid(text) {
        return Err(vec![unreadable("is not percent-encoded UTF-8".to_owned())]);
    }
    form::decode(text, &rule.schema, schemas, &rule.encoding).map_err(|error| {
        let violation = unreadable(error.message);
        vec![Violation {
            pointer: error.pointer,
            ..violation
        }]
    })
}

fn unreadable(message: String) -> Violation {
    violation(Location::Body, "", "parse", &message)
}

pub(super) fn violation(location: Location, name: &str, code: &str, message: &str) -> Violation {
    Violation {
        location,
        name: name.to_owned(),
        pointer: String::new(),
        code: code.to_owned(),
        message: message.to_owned(),
    }
}
