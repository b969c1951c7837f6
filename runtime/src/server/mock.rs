//! Responses from the examples of the document, for operations without a handler.

use serde_json::Value;

use super::super::headers::is_connection_header;
use super::super::media_type::MediaType;
use super::context::RequestContext;
use super::operation::Mock;
use super::problem::{HandlerError, Problem};
use super::response::Response;
use super::security::{AuthError, Authenticate, Authenticated, Credentials};

/// Authenticates and reads a request as for a handler, and responds with the document's example.
pub(super) async fn respond(mut context: Box<RequestContext>) -> Result<Response, Problem> {
    context
        .optional_caller::<(), AnyCaller>(&())
        .await
        .map_err(Problem::with_example)?;
    let operation = context.operation.clone();
    context.read().await?;
    match &operation.mock {
        Some(mock) => write(mock),
        None => Err(HandlerError::not_implemented().into()),
    }
}

fn write(mock: &Mock) -> Result<Response, Problem> {
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
    if mock.binary {
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
