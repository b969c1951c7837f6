//! Reading a request: negotiation, body and parameters, validated against the document.

use std::cell::Cell;

use axum::http::request::Parts;
use axum::http::StatusCode;
use bytes::Bytes;
use serde_json::Value;
use tracing::Span;

use super::super::form;
use super::super::json::{DuplicateMembers, Tree};
use super::super::schema::{Budget, Direction, SchemaViolation, TypeSet, MOST_VIOLATIONS};
use super::super::style::{self, Limited};
use super::context::{RequestContext, Shared};
use super::contract::Contract;
use super::input::{Input, Payload};
use super::media;
use super::memory::ParserPermit;
use super::operation::{BodyRule, Content, Form, Operation};
use super::parameter;
use super::percent;
use super::problem::{Location, Problem, Violation};
use super::receive::{receive_body, Received};

/// Bodies beyond this length are parsed by a thread for blocking work, so that they occupy none of the runtime's threads.
pub(super) const LARGE_BODY: usize = 64 * 1024;

/// The types of values that a text can be.
const SCALARS: TypeSet = TypeSet::ALL
    .without(TypeSet::ARRAY)
    .without(TypeSet::OBJECT);

/// All violations of a request.
#[derive(Default)]
pub(super) struct Findings {
    /// Values that cannot be parsed: 400.
    pub unreadable: Vec<Violation>,
    /// Values that violate their schemas: 422.
    pub invalid: Vec<Violation>,
}

/// Reads a request whose caller is authenticated.
pub(super) async fn read(mut context: Box<RequestContext>) -> Result<Input, Problem> {
    let Some(body) = context
        .body
        .take()
        .filter(|_| context.operation().body.is_some())
    else {
        return read_head(*context);
    };
    let (operation, headers) = (context.operation(), context.request.headers());
    media::check_accept(operation, headers)?;
    let Shared { limits, memory, .. } = &**context.shared();
    let received = receive_body(operation, headers, body, *limits, memory).await?;
    if !is_large(&received) {
        return parse_request(*context, received, None);
    }
    let parser = context.shared().memory.parser().await;
    let span = Span::current();
    let parse = move || span.in_scope(|| parse_request(*context, received, parser));
    let parsing = tokio::task::spawn_blocking(parse);
    parsing.await.map_err(Problem::internal)?
}

/// Reads a request without its body.
pub(super) fn read_head(context: RequestContext) -> Result<Input, Problem> {
    media::check_accept(context.operation(), context.request.headers())?;
    parse_request(context, Received::Absent, None)
}

/// Parses and validates a request that has been received. The permit that a large body needs is passed on with its values.
fn parse_request(
    context: RequestContext,
    received: Received,
    parser: Option<ParserPermit>,
) -> Result<Input, Problem> {
    let (operation, shared) = (context.operation(), context.shared());
    let limits = shared.limits;
    let mut findings = Findings::default();
    let budget = Budget::for_request(size(context.request.head(), &received));
    let schemas = Limited {
        schemas: &shared.contract.schemas,
        shapes: &shared.contract.shapes,
        direction: Direction::Request,
        budget: &budget,
    };
    let mut reservation = None;
    let (content, payload) = match received {
        Received::Absent => (None, Payload::Absent),
        Received::Missing => {
            let missing = violation(Location::Body, "", "required", "a body is required");
            findings.invalid.push(missing);
            (None, Payload::Absent)
        }
        Received::Stream(content, body) => {
            let stream = body.stream(limits.stream, limits.stream_time);
            let stream = stream.received_as(&context.request.head().headers);
            (Some(content), Payload::Stream(stream))
        }
        Received::Whole(number, whole) => {
            let content = operation.content(number);
            let payload = content.map_or(Payload::Absent, |content| {
                let duplicates = limits.duplicates;
                parse(content, whole.bytes, duplicates, schemas, &mut findings)
            });
            reservation = whole.reservation;
            (Some(number), payload)
        }
        #[cfg(feature = "multipart")]
        Received::Parts(number, mut parts) => {
            reservation = parts.take_reservation();
            let content = operation.content(number);
            let payload = content.map_or(Payload::Absent, |content| {
                let duplicates = limits.duplicates;
                Payload::Parts(parts.parse(content, duplicates, schemas, &mut findings))
            });
            (Some(number), payload)
        }
    };
    let parameters = parameter::read_all(
        operation,
        &shared.contract,
        context.request.head(),
        &context.captures,
        schemas,
        &mut findings,
    );
    log_errors(&shared.contract);
    if !findings.unreadable.is_empty() || !findings.invalid.is_empty() {
        return Err(findings.into_problem(operation));
    }
    Ok(Input {
        parameters,
        body: Cell::new(payload),
        content,
        request: context.request,
        parser: Cell::new(parser),
        reservation,
    })
}

impl Findings {
    /// The problem for all violations. Parameters come before the body in a request, and in the list.
    fn into_problem(mut self, operation: &Operation) -> Problem {
        let is_body = |violation: &Violation| violation.location == Location::Body;
        self.unreadable.sort_by_key(is_body);
        self.invalid.sort_by_key(is_body);
        refusal(operation, self.unreadable, self.invalid)
    }
}

fn is_large(body: &Received) -> bool {
    let length = match body {
        Received::Whole(_, whole) => whole.bytes.len(),
        #[cfg(feature = "multipart")]
        Received::Parts(_, parts) => parts.text_length(),
        _ => 0,
    };
    length > LARGE_BODY
}

/// The size of a request in bytes, as far as it is in memory.
fn size(head: &Parts, received: &Received) -> usize {
    let body = match received {
        Received::Whole(_, buffered) => buffered.bytes.len(),
        #[cfg(feature = "multipart")]
        Received::Parts(_, parts) => parts.length(),
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
        many => {
            let least = match many.len() < MOST_VIOLATIONS {
                true => "",
                false => "at least ",
            };
            let (count, list) = (many.len(), list(many));
            format!("The request is not as documented in {least}{count} places: {list}.")
        }
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

fn parse(
    content: &Content,
    bytes: Bytes,
    duplicates: DuplicateMembers,
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Payload {
    let form = content.form();
    if form == Form::Text || form == Form::Stream {
        return parse_text(content, bytes, schemas, findings);
    }
    let parsed = match form {
        Form::UrlEncoded => parse_form(content, &bytes, schemas),
        #[cfg(feature = "xml")]
        Form::Xml => content.body.parse_xml(bytes.into(), duplicates, findings),
        _ => parse_json(bytes.into(), duplicates),
    };
    let mut tree = match parsed {
        Ok(tree) => tree,
        Err(violations) => {
            findings.unreadable.extend(violations);
            return Payload::Absent;
        }
    };
    let schema = &content.body.schema;
    let mut violations = schemas.check(schema, tree.root());
    if violations.is_empty() {
        violations.extend(schemas.fill_defaults(schema, &mut tree, 0).err());
    }
    let violations = violations.into_iter().map(Violation::of_body);
    #[cfg(feature = "xml")]
    let violations = violations.map(|violation| violation.placed(content.body.xml.as_ref()));
    findings.invalid.extend(violations);
    Payload::Json(tree)
}

/// Parses a text. The handler gets it as it is; the schema applies to the value that it would be as a parameter. A schema of
/// arrays or objects, which describes what is in the text, is not applied.
fn parse_text(
    content: &Content,
    bytes: Bytes,
    schemas: Limited<'_>,
    findings: &mut Findings,
) -> Payload {
    let text = match String::from_utf8(bytes.into()) {
        Ok(text) => text,
        Err(error) => {
            let error = unreadable(format!("is not UTF-8: {}", error.utf8_error()));
            findings.unreadable.push(error);
            return Payload::Absent;
        }
    };
    match check_text(&text, &content.body, schemas) {
        Ok(violations) => {
            let violations = violations.into_iter().map(Violation::of_body);
            findings.invalid.extend(violations);
        }
        // Every text is readable as such, so that this is a value of the wrong type, and no 400.
        Err(error) => {
            let violation = violation(Location::Body, "", "type", &error.message);
            findings.invalid.push(violation);
        }
    }
    Payload::Text(text)
}

/// The violations of a schema by a text, or why it can be no value of the schema.
fn check_text(
    text: &str,
    rule: &BodyRule,
    schemas: Limited<'_>,
) -> Result<Vec<SchemaViolation>, style::Unreadable> {
    let (schema, shape) = (&rule.schema, rule.shaped(schemas));
    let types = shape.types();
    let mut violations = Vec::new();
    if types.intersects(TypeSet::STRING) {
        let mut tree = Tree::default();
        tree.push_string(text);
        violations = schemas.check(schema, tree.root());
        if violations.is_empty() || types == TypeSet::STRING {
            return Ok(violations);
        }
    }
    if !types.intersects(SCALARS) {
        return Ok(violations);
    }
    match style::read_text(shape, text)? {
        // It is no other value than the string.
        Value::String(_) => Ok(violations),
        value => Ok(schemas.check(schema, Tree::from(&value).root())),
    }
}

/// Parses JSON, with or without duplicate members.
fn parse_json(bytes: Vec<u8>, duplicates: DuplicateMembers) -> Result<Tree, Vec<Violation>> {
    Tree::parse_bytes(bytes, duplicates).map_err(|error| {
        let message = match error.pointer.as_str() {
            "" => format!("is not JSON: {}", error.message),
            // A member is given more than once.
            _ => error.message,
        };
        vec![Violation {
            pointer: error.pointer,
            ..unreadable(message)
        }]
    })
}

fn parse_form(
    content: &Content,
    bytes: &[u8],
    schemas: Limited<'_>,
) -> Result<Tree, Vec<Violation>> {
    let text = std::str::from_utf8(bytes)
        .map_err(|error| vec![unreadable(format!("is not UTF-8: {error}"))])?;
    let rule = &content.body;
    if !percent::is_valid(text) {
        return Err(vec![unreadable("is not percent-encoded UTF-8".to_owned())]);
    }
    let decoded = form::decode(text, rule.shaped(schemas), &rule.encoding);
    decoded.map(|value| Tree::from(&value)).map_err(|error| {
        let violation = unreadable(error.message);
        vec![Violation {
            pointer: error.pointer,
            ..violation
        }]
    })
}

pub(super) fn unreadable(message: String) -> Violation {
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

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::super::body::Buffered;
    use super::*;

    fn whole(bytes: Vec<u8>) -> Received {
        let bytes = bytes.into();
        Received::Whole(
            0,
            Buffered {
                bytes,
                reservation: None,
            },
        )
    }

    #[test]
    fn a_body_of_more_than_64_kib_is_large() {
        for (length, expected) in [(64 * 1024, false), (64 * 1024 + 1, true)] {
            assert_eq!(is_large(&whole(vec![b'x'; length])), expected, "{length}");
        }
    }

    #[test]
    fn the_size_of_a_request_is_that_of_path_query_headers_and_body() {
        let request = Request::builder().uri("/pets?a=1");
        let request = request.header("x-a", "12345").header("x-bc", "1234567");
        let (head, ()) = request.body(()).unwrap().into_parts();
        assert_eq!(size(&head, &Received::Absent), 9 + (3 + 5) + (4 + 7));
        assert_eq!(size(&head, &whole(b"0123456789".to_vec())), 28 + 10);
    }

    #[test]
    fn invalid_json_and_duplicate_members_have_different_messages() {
        let refuse = DuplicateMembers::Refuse;
        let violations = parse_json(b"[1,".to_vec(), refuse).unwrap_err();
        assert_eq!(violations[0].pointer, "");
        assert!(violations[0].message.starts_with("is not JSON: "));
        let violations = parse_json(br#"{"a":1,"a":2}"#.to_vec(), refuse).unwrap_err();
        assert_eq!(violations[0].pointer, "/a");
        assert!(!violations[0].message.contains("JSON"));
    }

    #[test]
    fn violations_are_listed_with_their_places_and_those_of_parameters_first() {
        let operation: Operation = serde_json::from_str(r#"{"operation":"get"}"#).unwrap();
        let mut body = violation(Location::Body, "", "type", "must be a string");
        body.pointer = "/name".to_owned();
        let query = violation(Location::Query, "a", "type", "must be a number");
        let header = violation(Location::Header, "x-b", "required", "is required");
        let findings = Findings {
            unreadable: Vec::new(),
            invalid: vec![body.clone(), query, header],
        };
        let problem = findings.into_problem(&operation);
        assert_eq!(
            problem.detail,
            "The request is not as documented in 3 places: query a: must be a number; header x-b: is required; body/name: must be a string."
        );
        let findings = Findings {
            unreadable: vec![body],
            invalid: Vec::new(),
        };
        let problem = findings.into_problem(&operation);
        assert_eq!(
            problem.detail,
            "The request is not as documented: body/name: must be a string."
        );
    }
}
