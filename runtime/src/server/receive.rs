//! Receiving the body of a request.

use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};

use super::body::{Buffered, Incoming};
use super::body_error::BodyError;
use super::context::Limits;
use super::media;
use super::memory::BodyMemory;
#[cfg(feature = "multipart")]
use super::multipart::{self, Collected};
use super::operation::{Content, Form, Operation};
use super::problem::Problem;

/// The body of a request. Contents have their number among those of the operation.
pub(super) enum Received {
    Absent,
    Missing,
    Stream(usize, Incoming),
    Whole(usize, Buffered),
    #[cfg(feature = "multipart")]
    Parts(usize, Box<Collected>),
}

/// Receives the body of a request, or what is known of it where it is streamed.
pub(super) async fn receive_body(
    operation: &Operation,
    headers: &HeaderMap,
    body: Incoming,
    limits: Limits,
    memory: &BodyMemory,
) -> Result<Received, Problem> {
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
    let (number, media_type) = match media::find_content(&rule.content, headers) {
        Ok(found) => found,
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
    let form = rule.content.get(number).map(Content::form);
    if form.is_none_or(|form| form == Form::Stream) {
        return Ok(Received::Stream(number, body));
    }
    media::check_charset(&media_type)?;
    check_encoding(headers)?;
    #[cfg(feature = "multipart")]
    if let Some(content) = rule
        .content
        .get(number)
        .filter(|it| it.form() == Form::Multipart)
    {
        let parts = multipart::receive(content, headers, body, limits, memory).await?;
        return Ok(Received::Parts(number, parts));
    }
    let buffered = body
        .collect(limits.body, memory)
        .await
        .map_err(|error: BodyError| error.problem())?;
    match (buffered.bytes.is_empty() && !is_typed, rule.required) {
        (true, true) => Ok(Received::Missing),
        (true, false) => Ok(Received::Absent),
        (false, _) => Ok(Received::Whole(number, buffered)),
    }
}

/// Refuses compressed bodies; a layer of the user's may decompress them before (RFC 9110, section 15.5.16).
fn check_encoding(headers: &HeaderMap) -> Result<(), Problem> {
    let is_identity =
        |encoding: &HeaderValue| encoding.as_bytes().eq_ignore_ascii_case(b"identity");
    if headers.get_all(CONTENT_ENCODING).iter().all(is_identity) {
        return Ok(());
    }
    let problem = Problem::refusal(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "The body must not be compressed.",
    );
    Err(problem.with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity")))
}
