//! Answers out of the document, for operations that nobody has written yet.

#[cfg(feature = "base64")]
use base64::Engine as _;
use serde_json::Value;

use super::answer::Answer;
use super::call::Call;
use super::fault::{Failure, Fault};
use super::operation::Mock;
#[cfg(feature = "security")]
use super::security::{Authenticate, Credentials, Denied, Grant};

/// Takes a request as a handler would, and answers with the document's example.
pub(super) async fn answer(call: Call) -> Result<Answer, Fault> {
    #[cfg(feature = "security")]
    let call = admitted(call).await?;
    let operation = call.operation.clone();
    call.read().await?;
    match &operation.mock {
        Some(mock) => write(mock),
        None => Err(Failure::not_implemented().into()),
    }
}

#[cfg(feature = "security")]
async fn admitted(mut call: Call) -> Result<Call, Fault> {
    if call.operation.is_guarded() {
        call.caller(&AnyCaller).await?;
    } else {
        call.optional_caller(&AnyCaller).await?;
    }
    Ok(call)
}

fn write(mock: &Mock) -> Result<Answer, Fault> {
    let headers = mock.headers.iter();
    let answer = headers.fold(Answer::head(mock.status), |answer, (name, value)| {
        answer.header(name, value)
    });
    let Some(body) = &mock.body else {
        return answer.empty();
    };
    let media_type = mock.media_type.as_deref().unwrap_or("application/json");
    #[cfg(feature = "items")]
    if mock.items {
        let items = body.as_array().cloned().unwrap_or_default();
        return answer.items(media_type, items);
    }
    #[cfg(feature = "base64")]
    if mock.binary {
        let text = body
            .get("base64")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let bytes = base64::engine::general_purpose::STANDARD
            .decode(text)
            .map_err(Fault::internal)?;
        return answer.stream(media_type, bytes);
    }
    match body {
        Value::String(text) if !super::media::MediaType::parse(media_type).is_json() => {
            answer.text(media_type, text)
        }
        body => answer.json(media_type, body),
    }
}

/// Takes whatever is written as its scheme wants.
#[cfg(feature = "security")]
struct AnyCaller;

#[cfg(feature = "security")]
impl Authenticate for AnyCaller {
    type Caller = ();

    async fn authenticate(
        &self,
        _scheme: &str,
        credentials: Credentials,
    ) -> Result<Grant<()>, Denied> {
        match credentials.are_well_formed() {
            true => Ok(Grant::with_every_scope(())),
            false => Err(Denied::Unauthorized),
        }
    }
}
