//! Responses from the examples of the document, for operations without a handler.

use axum::http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use tracing::Span;

use super::super::headers::is_connection_header;
use super::super::media_type::MediaType;
use super::context::RequestContext;
use super::current::CurrentRequest;
use super::handler::HandlerFuture;
use super::media;
use super::operation::{Mock, MockContent};
use super::problem::{HandlerError, Problem};
use super::response::Response;
use super::security::{AuthError, Authenticate, Authenticated, Credentials};

/// A header of responses that the mock makes in a handler's place, so that nobody takes them for those of the handler.
const IN_PLACE_OF_HANDLER: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-mock"),
    HeaderValue::from_static("not-implemented"),
);

/// Authenticates and reads a request as for a handler, and responds with the document's example.
pub(super) async fn respond(context: Box<RequestContext>) -> Result<Response, Problem> {
    let request = context.request.clone();
    check(context).await?;
    match &request.contract_of_operation().mock {
        Some(mock) => write(mock, request.headers()),
        None => Err(HandlerError::not_implemented().into()),
    }
}

/// Checks a request for which there is no handler, or whose credentials cannot be verified yet, as the mock does. What is as
/// documented ends as a problem, for which [`respond_instead`] has the response.
pub(super) fn unimplemented(context: Box<RequestContext>) -> HandlerFuture {
    Box::pin(async move {
        check(context).await?;
        Err(HandlerError::not_implemented().into())
    })
}

/// The document's example, in place of a handler that is not implemented. Without an example it remains the problem.
pub(super) fn respond_instead(
    request: &CurrentRequest,
    problem: Problem,
) -> Result<Response, Problem> {
    let Some(mock) = &request.contract_of_operation().mock else {
        return Err(problem);
    };
    let mut response = write(mock, request.headers())?;
    let (name, value) = IN_PLACE_OF_HANDLER;
    response.headers_mut().insert(name, value);
    Span::current().record("reason", "not implemented yet, so the mock responds");
    Ok(response)
}

/// Authenticates and reads a request; credentials need to be well-formed only.
async fn check(mut context: Box<RequestContext>) -> Result<(), Problem> {
    context
        .optional_caller::<(), AnyCaller>(&())
        .await
        .map_err(Problem::with_example)?;
    context.read().await?;
    Ok(())
}

/// Writes the response in the content that the request prefers.
fn write(mock: &Mock, request: &HeaderMap) -> Result<Response, Problem> {
    // A document may list headers that the HTTP implementation sets.
    let headers = mock
        .headers
        .iter()
        .filter(|(name, _)| !is_connection_header(name));
    let head = headers.fold(Response::head(mock.status), |head, (name, value)| {
        head.header(name, value)
    });
    let Some(body) = &mock.body else {
        return head.empty();
    };
    let media_type = mock.media_type.as_deref().unwrap_or("application/json");
    let (media_type, body, is_binary) = match other_content(mock, media_type, request) {
        Some(other) => (other.media_type.as_str(), &other.body, other.binary),
        None => (media_type, body, mock.binary),
    };
    if is_binary {
        let bytes: Option<Vec<u8>> = body.as_str().map(latin_1).unwrap_or_default();
        return head.stream(media_type, bytes.unwrap_or_default());
    }
    match body {
        Value::String(text) if !MediaType::parse(media_type).is_json() => {
            head.text(media_type, text)
        }
        body => head.json(media_type, body),
    }
}

/// The content that a request prefers to the first one.
fn other_content<'m>(mock: &'m Mock, first: &str, request: &HeaderMap) -> Option<&'m MockContent> {
    let others = mock.others.iter().map(|other| other.media_type.as_str());
    let offered: Vec<&str> = std::iter::once(first).chain(others).collect();
    let preferred = media::preferred(request, &offered).filter(|it| *it != first)?;
    let mut others = mock.others.iter();
    others.find(|other| other.media_type == preferred)
}

/// The bytes that the contract has as a string of code points up to U+00FF; none for any other string.
fn latin_1(text: &str) -> Option<Vec<u8>> {
    let bytes = text.chars().map(|character| u8::try_from(character).ok());
    bytes.collect()
}

/// Accepts all credentials that are well-formed for their scheme.
struct AnyCaller;

impl Authenticate<()> for AnyCaller {
    type Caller = ();

    async fn authenticate(
        _api: &(),
        _scheme: &str,
        credentials: Credentials,
    ) -> Result<Authenticated<()>, AuthError> {
        match credentials.are_well_formed() {
            true => Ok(Authenticated::with_every_scope(())),
            false => Err(AuthError::Unauthorized),
        }
    }

    async fn combine_callers(_api: &(), _callers: Vec<(&str, ())>) -> Result<(), AuthError> {
        Ok(())
    }
}
