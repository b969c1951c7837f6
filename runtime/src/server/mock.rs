//! Responses from the examples of the document, for operations without a handler.

use axum::http::header::VARY;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value};
use tracing::Span;

use super::super::headers::is_connection_header;
use super::super::media_type::MediaType;
use super::context::RequestContext;
use super::current::CurrentRequest;
use super::handler::HandlerFuture;
use super::input::Input;
use super::media;
use super::mock_reply::{MockReply, MockRequest};
use super::operation::{Mock, Operation};
use super::paired;
use super::preference::Preference;
use super::problem::{HandlerError, Problem};
use super::response::{Response, ResponseHead, JSON};
use super::security::{AuthError, Authenticate, Authenticated, Credentials};

/// A header of responses that the mock makes in a handler's place, so that nobody takes them for those of the handler.
const IN_PLACE_OF_HANDLER: (HeaderName, HeaderValue) = (
    HeaderName::from_static("x-mock"),
    HeaderValue::from_static("not-implemented"),
);

/// A header of responses of deprecated operations.
const DEPRECATED: (HeaderName, HeaderValue) = (
    HeaderName::from_static("deprecation"),
    HeaderValue::from_static("true"),
);

/// Authenticates and reads a request as for a handler, and responds with an example of the document.
pub(super) async fn respond(context: Box<RequestContext>) -> Result<Response, Problem> {
    let request = context.request.clone();
    let input = check(context).await?;
    let operation = request.contract_of_operation();
    let preference = Preference::of(&request);
    let mut response = match choose(&request, &preference) {
        Ok(Some(chosen)) => reply(&request, &preference, &chosen, &input)?,
        Ok(None) => return Err(HandlerError::not_implemented().into()),
        Err(problem) => unavailable(problem),
    };
    if operation.deprecated {
        let (name, value) = DEPRECATED;
        response.headers_mut().insert(name, value);
    }
    Ok(response)
}

/// The reply of the service's function, or else the example.
fn reply(
    request: &CurrentRequest,
    preference: &Preference,
    chosen: &Chosen<'_>,
    input: &Input,
) -> Result<Response, Problem> {
    let key = chosen.mock.key();
    // An example that is asked for by name is sent as it is.
    let replies = request.shared().mock_reply.as_ref();
    let replies = replies.filter(|_| preference.example.is_none());
    let body = input.body_value();
    let reply = replies.and_then(|reply| {
        reply(&MockRequest {
            request,
            body: body.as_ref(),
            preference,
            status: chosen.status,
            response: &key,
            media_type: chosen.content.as_ref().map(|content| content.media_type),
        })
    });
    let reply = reply.transpose()?;
    let is_dynamic = reply.as_ref().is_some_and(|reply| reply.is_dynamic);
    let mut response = match reply {
        Some(reply) => write_reply(chosen, reply)?,
        None => match paired(request, preference, input, body.as_ref()) {
            Some(paired) => write(&paired)?,
            None => write(chosen)?,
        },
    };
    if let Some((name, value)) = preference.applied(is_dynamic) {
        response.headers_mut().insert(name, value);
        let prefer = HeaderValue::from_static("prefer");
        response.headers_mut().append(VARY, prefer);
    }
    Ok(response)
}

/// The example of a response that belongs to the example of the request which a request equals, if it prefers no other.
fn paired<'m>(
    request: &'m CurrentRequest,
    preference: &Preference,
    input: &Input,
    body: Option<&Value>,
) -> Option<Chosen<'m>> {
    if preference.code.is_some() || preference.example.is_some() {
        return None;
    }
    let operation = request.contract_of_operation();
    let name = paired::equal_example(operation, input, body)?;
    let first = operation.mock.iter();
    first.chain(&operation.responses).find_map(|mock| {
        let content = named_content(mock, name, request.headers()).ok()?;
        Some(Chosen {
            mock,
            status: mock.status,
            content: Some(content),
        })
    })
}

/// The response where the document has not what is preferred. It has the standard body, since a documented one for the same
/// status would be about something else.
fn unavailable(problem: Problem) -> Response {
    if let Some(reason) = problem.reason_with_pointers() {
        Span::current().record("reason", reason);
    }
    problem.into_response()
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
    let preference = Preference::of(request);
    let mut response = match choose(request, &preference) {
        Ok(Some(chosen)) => write(&chosen)?,
        Ok(None) => return Err(problem),
        Err(problem) => unavailable(problem),
    };
    if let Some((name, value)) = preference.applied(false) {
        response.headers_mut().insert(name, value);
    }
    let (name, value) = IN_PLACE_OF_HANDLER;
    response.headers_mut().insert(name, value);
    Span::current().record("reason", "not implemented yet, so the mock responds");
    Ok(response)
}

/// Authenticates and reads a request; credentials need to be well-formed only.
async fn check(mut context: Box<RequestContext>) -> Result<Input, Problem> {
    context
        .optional_caller::<(), AnyCaller>(&())
        .await
        .map_err(Problem::with_example)?;
    context.read().await
}

/// A response of the mock for a request.
struct Chosen<'m> {
    mock: &'m Mock,
    status: u16,
    /// None if the response has no body.
    content: Option<ChosenContent<'m>>,
}

/// The body of a response, in one of the documented contents.
struct ChosenContent<'m> {
    media_type: &'m str,
    body: &'m Value,
    is_binary: bool,
}

/// The response and the content that a request prefers; none if the contract has no response.
///
/// # Errors
/// A problem (404) when the document has no such response, or the response no such example.
fn choose<'m>(
    request: &'m CurrentRequest,
    preference: &Preference,
) -> Result<Option<Chosen<'m>>, Problem> {
    let operation = request.contract_of_operation();
    let Some(first) = &operation.mock else {
        return Ok(None);
    };
    let (mock, status) = match &preference.code {
        None => (first, first.status),
        Some(code) => preferred_response(operation, first, code)?,
    };
    let headers = request.headers();
    let content = match &preference.example {
        None => preferred_content(mock, headers),
        Some(name) => Some(named_content(mock, name, headers)?),
    };
    Ok(Some(Chosen {
        mock,
        status,
        content,
    }))
}

/// The response for a status code: the one that is documented for it, or for its range, or the default.
fn preferred_response<'m>(
    operation: &'m Operation,
    first: &'m Mock,
    code: &str,
) -> Result<(&'m Mock, u16), Problem> {
    let all = || std::iter::once(first).chain(&operation.responses);
    // An interim status is none for the end of a request.
    let status = code
        .parse()
        .ok()
        .filter(|status| (200..1000).contains(status));
    let found = status.and_then(|status: u16| {
        let keys = [
            code.to_owned(),
            format!("{}XX", status / 100),
            "default".to_owned(),
        ];
        let mut keys = keys.iter();
        let mock = keys.find_map(|key| all().find(|mock| mock.key() == *key))?;
        Some((mock, status))
    });
    found.ok_or_else(|| {
        let keys: Vec<_> = all().map(Mock::key).collect();
        let detail = format!(
            "The document has no response {code} for this operation, only {}.",
            keys.join(", ")
        );
        Problem::refusal(StatusCode::NOT_FOUND, detail)
    })
}

/// The content that a request prefers.
fn preferred_content<'m>(mock: &'m Mock, request: &HeaderMap) -> Option<ChosenContent<'m>> {
    let all = contents(mock);
    let offered: Vec<&str> = all.iter().map(|(content, ..)| content.media_type).collect();
    let preferred = media::preferred(request, &offered);
    let number = offered.iter().position(|it| Some(*it) == preferred);
    let mut all = all.into_iter().map(|(content, ..)| content);
    all.nth(number.unwrap_or_default())
}

/// The example of that name, in the content that the request prefers among those that have it.
fn named_content<'m>(
    mock: &'m Mock,
    name: &str,
    request: &HeaderMap,
) -> Result<ChosenContent<'m>, Problem> {
    let mut named: Vec<ChosenContent> = contents(mock)
        .into_iter()
        .filter_map(|(content, example, examples)| {
            let is_own = example == Some(name);
            let body = match is_own {
                true => content.body,
                false => examples.get(name)?,
            };
            Some(ChosenContent { body, ..content })
        })
        .collect();
    let offered: Vec<&str> = named.iter().map(|content| content.media_type).collect();
    let preferred = media::preferred(request, &offered);
    let number = offered.iter().position(|it| Some(*it) == preferred);
    let key = mock.key();
    match number {
        Some(number) => return Ok(named.swap_remove(number)),
        None if offered.is_empty() => {}
        None => {
            let offered = offered.join(", ");
            let detail = format!(
                "The example {name} for the response {key} is {offered}, which the header Accept excludes."
            );
            return Err(Problem::refusal(StatusCode::NOT_FOUND, detail));
        }
    }
    let mut names: Vec<&str> = Vec::new();
    for (_, example, examples) in contents(mock) {
        let own = example.into_iter();
        names.extend(own.chain(examples.keys().map(String::as_str)));
    }
    names.sort_unstable();
    names.dedup();
    let known = match names.is_empty() {
        true => "which has no named examples".to_owned(),
        false => format!("only {}", names.join(", ")),
    };
    let detail = format!("The document has no example {name} for the response {key}, {known}.");
    Err(Problem::refusal(StatusCode::NOT_FOUND, detail))
}

/// A content, the name of the example that is its body, and its other examples.
type NamedContent<'m> = (ChosenContent<'m>, Option<&'m str>, &'m Map<String, Value>);

/// The contents of a response, the first one first.
fn contents(mock: &Mock) -> Vec<NamedContent<'_>> {
    let first = mock.body.as_ref().map(|body| {
        let content = ChosenContent {
            media_type: mock.media_type.as_deref().unwrap_or(JSON),
            body,
            is_binary: mock.binary,
        };
        (content, mock.example.as_deref(), &mock.examples)
    });
    let others = mock.others.iter().map(|other| {
        let content = ChosenContent {
            media_type: &other.media_type,
            body: &other.body,
            is_binary: other.binary,
        };
        (content, other.example.as_deref(), &other.examples)
    });
    first.into_iter().chain(others).collect()
}

/// Writes the document's example.
fn write(chosen: &Chosen) -> Result<Response, Problem> {
    let head = head(chosen, chosen.status, |_| true);
    let Some(ChosenContent {
        media_type,
        body,
        is_binary,
    }) = chosen.content
    else {
        return head.empty();
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

/// Writes a reply in place of the example.
fn write_reply(chosen: &Chosen, reply: MockReply) -> Result<Response, Problem> {
    let status = reply.status.unwrap_or(chosen.status);
    let replaced: Vec<_> = reply.headers.iter().map(|(name, _)| name.clone()).collect();
    let mut head = head(chosen, status, |name| {
        let mut left_out = replaced.iter().chain(&reply.without);
        !left_out.any(|other| other == name)
    });
    for (name, value) in reply.headers {
        head.headers_mut().append(name, value);
    }
    let media_type = chosen.content.as_ref().map(|content| content.media_type);
    match (reply.body, media_type) {
        (None, _) => head.empty(),
        (Some(body), Some(media_type)) if MediaType::parse(media_type).is_json() => {
            head.json(media_type, &body)
        }
        (Some(Value::String(text)), Some(media_type)) => head.text(media_type, &text),
        (Some(body), _) => head.json(JSON, &body),
    }
}

/// The status of a response, and those of its documented headers that are wanted.
fn head(chosen: &Chosen, status: u16, is_wanted: impl Fn(&str) -> bool) -> ResponseHead {
    // A document may list headers that the HTTP implementation sets.
    let headers = chosen.mock.headers.iter();
    let headers = headers.filter(|(name, _)| !is_connection_header(name) && is_wanted(name));
    headers.fold(Response::head(status), |head, (name, value)| {
        head.header(name, value)
    })
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
