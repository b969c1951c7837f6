//! Answers out of the document, for operations that nobody has written yet.

use serde_json::Value;

use super::super::media_type::MediaType;
use super::call::Call;
use super::operation::Mock;
use super::problem::{HandlerError, Problem};
use super::response::Response;
use super::security::{AuthError, Authenticate, Authenticated, Credentials};

/// Takes a request as a handler would, and answers with the document's example.
pub(super) async fn answer(call: Call) -> Result<Response, Problem> {
    let call = admitted(call).await?;
    let operation = call.operation.clone();
    call.read().await?;
    match &operation.mock {
        Some(mock) => write(mock),
        None => Err(HandlerError::not_implemented().into()),
    }
}

async fn admitted(mut call: Call) -> Result<Call, Problem> {
    if call.operation.is_guarded() {
        call.caller::<(), AnyCaller>(&()).await?;
    } else {
        call.optional_caller::<(), AnyCaller>(&()).await?;
    }
    Ok(call)
}

fn write(mock: &Mock) -> Result<Response, Problem> {
    let headers = mock.headers.iter();
    let answer = headers.fold(Response::head(mock.status), |answer, (name, value)| {
        answer.header(name, value)
    });
    let Some(body) = &mock.body else {
        return answer.empty();
    };
    let media_type = mock.media_type.as_deref().unwrap_or("application/json");
    if mock.binary {
        let bytes: Option<Vec<u8>> = body.as_str().map(latin_1).unwrap_or_default();
        return answer.stream(media_type, bytes.unwrap_or_default());
    }
    match body {
        Value::String(text) if !MediaType::parse(media_type).is_json() => {
            answer.text(media_type, text)
        }
        body => answer.json(media_type, body),
    }
}

/// Bytes that the contract has as a string of code points up to U+00FF; none for any other string.
fn latin_1(text: &str) -> Option<Vec<u8>> {
    let bytes = text.chars().map(|character| u8::try_from(character).ok());
    bytes.collect()
}

/// Accepts all credentials that have the form of their scheme.
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
}
