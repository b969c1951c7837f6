//! Reading a request: everything that the document says about it, in the order that HTTP wants.

use std::cell::Cell;

use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use bytes::Bytes;
use serde_json::Value;

use super::super::form;
use super::super::json::{read_value, DuplicateMembers};
use super::super::schema::{Budget, Limited};
use super::body::{BodyError, Incoming};
use super::call::{Call, Limits};
use super::contract::Contract;
use super::input::{Input, Payload};
use super::media;
use super::operation::{Content, Form, Operation};
use super::parameter;
use super::problem::{Location, Problem, Violation};

/// All that is wrong with a request.
#[derive(Default)]
pub(super) struct Findings {
    /// What can't be read at all: 400.
    pub broken: Vec<Violation>,
    /// What can be read and is against its schema: 422.
    pub wrong: Vec<Violation>,
}

/// Reads a request that has been let in.
pub(super) async fn read(call: Call) -> Result<Input, Problem> {
    let Call {
        head,
        body,
        captures,
        operation,
        contract,
        limits,
        ..
    } = call;
    media::check_accept(&operation, &head.headers)?;
    let mut findings = Findings::default();
    let taken = take_body(&operation, &head.headers, body, limits).await?;
    let budget = Budget::for_request(size(&head, &taken));
    let schemas = Limited {
        schemas: &contract.schemas,
        budget: &budget,
    };
    let (content, payload) = match taken {
        Taken::Absent => (String::new(), Payload::Absent),
        Taken::Missing => {
            findings
                .wrong
                .push(item(Location::Body, "", "required", "a body is required"));
            (String::new(), Payload::Absent)
        }
        Taken::Stream(content, body) => (
            content.key.clone(),
            Payload::Stream(body.stream(limits.stream)),
        ),
        Taken::Whole(content, bytes) => {
            let payload = parse(content, bytes, schemas, &mut findings);
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
    if findings.broken.is_empty() && findings.wrong.is_empty() {
        return Ok(Input {
            parameters,
            body: Cell::new(payload),
            content,
            operation,
            contract,
            item_limit: limits.body,
        });
    }
    // Parameters come first in a request, and are told first.
    findings
        .broken
        .sort_by_key(|item| item.location == Location::Body);
    findings
        .wrong
        .sort_by_key(|item| item.location == Location::Body);
    Err(refusal(&operation, findings.broken, findings.wrong))
}

/// The size of a request in bytes, as far as it is in memory.
fn size(head: &Parts, taken: &Taken<'_>) -> usize {
    let body = match taken {
        Taken::Whole(_, bytes) => bytes.len(),
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
        tracing::error!(%error, "a schema of the contract is broken; values for it are refused");
    }
}

/// The problem for things that are wrong: 400 if something can't be read, else 422,
/// or the one of the two that the operation documents.
pub(super) fn refusal(
    operation: &Operation,
    broken: Vec<Violation>,
    wrong: Vec<Violation>,
) -> Problem {
    let documented = |status| operation.documents(status);
    let (unreadable, unfit) = (StatusCode::BAD_REQUEST, StatusCode::UNPROCESSABLE_ENTITY);
    let status = match (documented(unreadable), documented(unfit)) {
        (true, false) => unreadable,
        (false, true) => unfit,
        _ if broken.is_empty() => unfit,
        _ => unreadable,
    };
    let errors: Vec<_> = broken.into_iter().chain(wrong).collect();
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

fn sentence(item: &Violation) -> String {
    let spot = match item.location {
        Location::Body => format!("body{}", item.pointer),
        place => format!("{} {}{}", place.as_str(), item.name, item.pointer),
    };
    format!("{spot}: {}", item.message)
}

/// All of them: an error's shape may have no other place for them.
fn list(items: &[Violation]) -> String {
    items.iter().map(sentence).collect::<Vec<_>>().join("; ")
}

enum Taken<'a> {
    Absent,
    Missing,
    Stream(&'a Content, Incoming),
    Whole(&'a Content, Bytes),
}

async fn take_body<'a>(
    operation: &'a Operation,
    headers: &HeaderMap,
    body: Incoming,
    limits: Limits,
) -> Result<Taken<'a>, Problem> {
    let Some(rule) = &operation.body else {
        return Ok(Taken::Absent);
    };
    let is_typed = headers.contains_key(CONTENT_TYPE);
    if body.is_empty() {
        match (rule.required, is_typed) {
            (true, false) => return Ok(Taken::Missing),
            (true, true) => {}
            (false, _) => return Ok(Taken::Absent),
        }
    }
    let content = match media::find_content(&rule.content, headers) {
        Ok(content) => content,
        // Sent in chunks, of which there may be none.
        Err(problem) if !is_typed && !body.is_known() => {
            let bytes = body
                .collect(limits.body)
                .await
                .map_err(|error| error.problem())?;
            return match (bytes.is_empty(), rule.required) {
                (false, _) => Err(problem),
                (true, true) => Ok(Taken::Missing),
                (true, false) => Ok(Taken::Absent),
            };
        }
        Err(problem) => return Err(problem),
    };
    if content.form() == Form::Stream {
        return Ok(Taken::Stream(content, body));
    }
    check_encoding(headers)?;
    let bytes = body
        .collect(limits.body)
        .await
        .map_err(|error: BodyError| error.problem())?;
    match bytes.is_empty() && !rule.required && !is_typed {
        true => Ok(Taken::Absent),
        false => Ok(Taken::Whole(content, bytes)),
    }
}

/// Compressed bodies aren't unpacked here; that is for a layer of the user's (RFC 9110, section 15.5.16).
fn check_encoding(headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get(CONTENT_ENCODING) {
        Some(encoding) if !encoding.as_bytes().eq_ignore_ascii_case(b"identity") => {
            let problem = Problem::new(
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
    bytes: Bytes,
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Payload {
    let schema = &content.body.schema;
    let parsed = match content.form() {
        Form::UrlEncoded => parse_form(content, &bytes, schemas),
        Form::Text | Form::Stream => std::str::from_utf8(&bytes)
            .map(Value::from)
            .map_err(|error| vec![unreadable(format!("is not UTF-8: {error}"))]),
        Form::Json => read_value(&bytes, DuplicateMembers::default()).map_err(|error| {
            let item = unreadable(format!("is no JSON: {}", error.message));
            vec![Violation {
                pointer: error.pointer,
                ..item
            }]
        }),
    };
    let mut value = match parsed {
        Ok(value) => value,
        Err(items) => {
            findings.broken.extend(items);
            return Payload::Absent;
        }
    };
    let mut violations = schemas.check(schema, &value);
    if let (Form::Text, Value::String(text)) = (content.form(), &mut value) {
        // A text is a text; a schema that wants something else can't be met by any.
        if !violations
            .iter()
            .any(|violation| violation.code == "type" && violation.pointer.is_empty())
        {
            findings
                .wrong
                .extend(violations.into_iter().map(Violation::of_body));
        }
        return Payload::Text(std::mem::take(text));
    }
    if violations.is_empty() {
        violations.extend(schemas.fill_defaults(schema, &mut value).err());
    }
    findings
        .wrong
        .extend(violations.into_iter().map(Violation::of_body));
    Payload::Json(value)
}

fn parse_form(
    content: &Content,
    bytes: &Bytes,
    schemas: Limited<'_>,
) -> Result<Value, Vec<Violation>> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| vec![unreadable(format!("is not UTF-8: {error}"))])?;
    let rule = &content.body;
    form::decode(text, &rule.schema, schemas, &rule.encoding).map_err(|error| {
        let item = unreadable(error.message);
        vec![Violation {
            pointer: error.pointer,
            ..item
        }]
    })
}

fn unreadable(message: String) -> Violation {
    item(Location::Body, "", "parse", &message)
}

pub(super) fn item(place: Location, name: &str, code: &str, message: &str) -> Violation {
    Violation {
        location: place,
        name: name.to_owned(),
        pointer: String::new(),
        code: code.to_owned(),
        message: message.to_owned(),
    }
}
