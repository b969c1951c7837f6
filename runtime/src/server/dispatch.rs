//! From a request to its response: route it, run the handler, and record the outcome.

use std::borrow::Cow;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ACCEPT_RANGES, ALLOW, CONTENT_RANGE, ETAG, LAST_MODIFIED, VARY};
use axum::http::{self, HeaderValue, Method, StatusCode, Uri};
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::answer::{Answer, Answering, ResponseFuture};
use super::base_path::BasePath;
use super::body::Incoming;
use super::context::{RequestContext, Shared};
use super::current::CurrentRequest;
use super::handler::{panic_message, Handler, TimedHandler};
use super::layers::{Captured, Layers};
use super::mock;
use super::operation::Operation;
use super::parameter;
use super::percent;
use super::preference::Preference;
use super::problem::{HandlerError, Problem};
use super::resource::StaticResource;
use super::response::Response;
use super::route::{Captures, RouteMatch, Routes};

/// Makes the response for a problem.
pub(super) type ProblemResponse = Box<dyn Fn(Problem) -> Response + Send + Sync>;

/// A running service.
pub(super) struct Dispatch {
    pub base_path: BasePath,
    pub shared: Arc<Shared>,
    pub routes: Routes,
    /// By the number of the operation.
    pub handlers: Vec<Option<Handler>>,
    /// Their routes are numbered on from those of the operations.
    pub resources: Vec<StaticResource>,
    pub problem_response: ProblemResponse,
}

/// What a request is for.
enum Routed<'a> {
    Resource(&'a StaticResource),
    Operation {
        number: usize,
        operation: &'a Arc<Operation>,
        captures: Captures,
    },
    /// `OPTIONS` where no operation has that method.
    Options(HeaderValue),
}

/// What the router calls for each request.
#[derive(Clone)]
pub(super) struct Responder {
    pub dispatch: Arc<Dispatch>,
    pub layers: Layers,
}

/// It is no async function, since axum would move the request several times before it.
impl axum::handler::Handler<(Request,), ()> for Responder {
    type Future = ResponseFuture;

    fn call(self, request: Request, (): ()) -> ResponseFuture {
        self.respond(request)
    }
}

impl Responder {
    /// Responds to a request, within a span that has operation, status and latency for the log.
    fn respond(self, request: Request) -> ResponseFuture {
        let dispatch = self.dispatch;
        let (mut head, body) = request.into_parts();
        if dispatch.shared.is_mock {
            Preference::take_from_query(&mut head);
        }
        // The URI with the base path, where there is one.
        let mut sent = None;
        let mut routed = match dispatch.relative(&head.uri) {
            Some(Cow::Owned(uri)) => {
                sent = Some(std::mem::replace(&mut head.uri, uri));
                dispatch.route(&head)
            }
            Some(Cow::Borrowed(_)) => dispatch.route(&head),
            None => Err(not_found()),
        };
        // The paths of the document may begin with the base path as well.
        let is_missing = |problem: &Problem| problem.status == StatusCode::NOT_FOUND;
        if dispatch.base_path.is_optional && routed.as_ref().is_err_and(is_missing) {
            if let Some(uri) = sent.take() {
                head.uri = uri;
            }
            routed = dispatch.route(&head);
        }
        let number = match &routed {
            Ok(Routed::Operation { number, .. }) => Some(*number),
            _ => None,
        };
        let entry = number.and_then(|number| dispatch.shared.contract.entries.get(number));
        let span = tracing::info_span!(
            "request",
            method = head.method.as_str(),
            path = sent.as_ref().unwrap_or(&head.uri).path(),
            operation = entry.map(|entry| entry.name.as_str()),
            status = Empty,
            latency_ms = Empty,
            reason = Empty,
        );
        let layered = number.and_then(|number| self.layers.get(number));
        let is_head = head.method == Method::HEAD;
        match (layered, routed) {
            (
                Some(layered),
                Ok(Routed::Operation {
                    number, captures, ..
                }),
            ) => {
                let layered = Arc::clone(layered);
                let request = Request::from_parts(head, body);
                let response = async move { layered.call(number, captures, request).await };
                ResponseFuture::Boxed(Box::pin(logged(response).instrument(span)))
            }
            // Without a log there is nothing to be measured for it.
            (_, routed) if span.is_disabled() => {
                let state = dispatch.start(routed, head, body);
                ResponseFuture::Plain(Answer::new(dispatch, is_head, state))
            }
            (_, routed) => {
                let state = span.in_scope(|| dispatch.start(routed, head, body));
                let answer = Answer::new(dispatch, is_head, state);
                ResponseFuture::Boxed(Box::pin(logged(answer).instrument(span)))
            }
        }
    }
}

/// Logs a response with the time that it has taken, within the span of its request. It is no async function, so that the time
/// counts from the call on.
fn logged(
    response: impl Future<Output = http::Response<Body>>,
) -> impl Future<Output = http::Response<Body>> {
    let start = Instant::now();
    async move {
        let response = response.await;
        let span = Span::current();
        span.record("status", response.status().as_u16());
        span.record("latency_ms", milliseconds(start.elapsed()));
        tracing::info!("finished");
        response
    }
}

impl Dispatch {
    /// Responds to a request that the layers of its operation have let through.
    pub async fn respond_layered(self: Arc<Self>, mut request: Request) -> http::Response<Body> {
        let captured = request.extensions_mut().remove::<Captured>();
        let (head, body) = request.into_parts();
        let mut span = Span::current();
        let routed = captured.and_then(|captured| {
            span = captured.span;
            Some(Routed::Operation {
                number: captured.number,
                operation: self.shared.contract.operation(captured.number)?,
                captures: captured.captures,
            })
        });
        let missing = "a layer has removed the extension that names the operation";
        let routed = routed.ok_or_else(|| Problem::internal(missing));
        let is_head = head.method == Method::HEAD;
        let state = span.in_scope(|| self.start(routed, head, body));
        let answer = Answer::new(Arc::clone(&self), is_head, state);
        answer.instrument(span).await
    }

    /// The response for what a handler has returned.
    pub fn handled(&self, request: &CurrentRequest, result: Result<Response, Problem>) -> Response {
        let operation = request.contract_of_operation();
        let result = match result {
            Err(problem) if self.shared.mocks_missing && problem.is_unimplemented() => {
                mock::respond_instead(request, problem)
            }
            result => result,
        };
        let mut response = result.unwrap_or_else(|problem| {
            // The function that makes responses for problems may ask for the request.
            request.scope(|| self.problem_response(problem.of(operation)))
        });
        for (name, value) in request.take_response_headers() {
            // A response can have only one of these; its own has precedence. They are about a file, which an error is not.
            let is_of_file = matches!(name, ACCEPT_RANGES | CONTENT_RANGE | ETAG | LAST_MODIFIED);
            let status = response.status();
            let has_file = match name {
                CONTENT_RANGE => status == StatusCode::PARTIAL_CONTENT,
                _ => status.is_success() || status.is_redirection(),
            };
            if !is_of_file || has_file && !response.headers_mut().contains_key(&name) {
                response.headers_mut().append(name, value);
            }
        }
        if operation.negotiates {
            let accept = HeaderValue::from_static("accept");
            response.headers_mut().append(VARY, accept);
        }
        match response.forbidden_header() {
            None => response,
            Some(_) => request.scope(|| self.checked(response)),
        }
    }

    /// The URI without the base path; that of a resource may lack it.
    fn relative<'a>(&self, uri: &'a Uri) -> Option<Cow<'a, Uri>> {
        let is_resource = |resource: &StaticResource| resource.path == uri.path();
        let is_some = || self.resources.iter().any(is_resource);
        let resource = || is_some().then_some(Cow::Borrowed(uri));
        self.base_path.relative(uri).or_else(resource)
    }

    fn route(&self, head: &http::request::Parts) -> Result<Routed<'_>, Problem> {
        let Some(decoded) = percent::decode(head.uri.path()) else {
            let detail = "The path is not percent-encoded UTF-8.";
            return Err(Problem::refusal(StatusCode::BAD_REQUEST, detail));
        };
        let is_encoded = matches!(decoded, Cow::Owned(_));
        let (number, captures) = match self.routes.find(head, is_encoded) {
            RouteMatch::Route { id, captures } => (id, captures),
            RouteMatch::OtherMethods(methods) => return other_method(&head.method, &methods),
            RouteMatch::None => return Err(not_found()),
        };
        let resource = number.checked_sub(self.handlers.len());
        if let Some(resource) = resource.and_then(|number| self.resources.get(number)) {
            return Ok(Routed::Resource(resource));
        }
        match self.shared.contract.operation(number) {
            Some(operation) => {
                let path = self.shared.contract.entries.get(number);
                let path = path.map_or("", |entry| entry.path.as_str());
                if !parameter::may_be_empty(operation, path, &captures) {
                    return Err(not_found());
                }
                Ok(Routed::Operation {
                    number,
                    operation,
                    captures,
                })
            }
            None => Err(Problem::internal(
                "the contract of the operation cannot be parsed",
            )),
        }
    }

    /// Starts to answer a request that has been routed.
    fn start(
        &self,
        routed: Result<Routed<'_>, Problem>,
        head: http::request::Parts,
        body: Body,
    ) -> Answering {
        // Also where the request is refused, the rest of its body is discarded.
        let body = Incoming::new(body, &head.headers, self.shared.limits.read);
        let started = routed.and_then(|routed| self.prepare(routed, head, body));
        started.unwrap_or_else(|problem| {
            let response = self.problem_response(problem);
            Answering::Response(self.checked(response))
        })
    }

    /// Prepares the handler of an operation, or responds without one.
    fn prepare(
        &self,
        routed: Routed<'_>,
        head: http::request::Parts,
        body: Incoming,
    ) -> Result<Answering, Problem> {
        let (number, operation, captures) = match routed {
            Routed::Resource(resource) => {
                return resource.response(&head.headers).map(Answering::Response);
            }
            Routed::Options(allow) => {
                let mut response = Response::head(204);
                response.headers_mut().insert(ALLOW, allow);
                return response.empty().map(Answering::Response);
            }
            Routed::Operation {
                number,
                operation,
                captures,
            } => (number, operation, captures),
        };
        if self.handler(number).is_none() {
            let problem = Problem::from(HandlerError::not_implemented());
            return Err(problem.of(operation));
        }
        let wait = body.wait();
        let (shared, operation) = (Arc::clone(&self.shared), Arc::clone(operation));
        let request = CurrentRequest::new(head, shared, operation, number);
        let context = Box::new(RequestContext {
            body: Some(body),
            request,
            captures,
            is_authenticated: false,
        });
        let handler = TimedHandler::new(context, wait, self.shared.limits.handler);
        Ok(Answering::Handler(handler))
    }

    pub fn handler(&self, number: usize) -> Option<&Handler> {
        self.handlers.get(number)?.as_ref()
    }

    fn problem_response(&self, problem: Problem) -> Response {
        if let Some(cause) = problem.cause() {
            tracing::error!(cause = %chain(cause), "the request failed");
        }
        let reason = match self.shared.is_mock {
            true => problem.reason_with_pointers(),
            false => problem.reason(),
        };
        if let Some(reason) = reason {
            Span::current().record("reason", reason);
        }
        let status = problem.status;
        let response = catch_unwind(AssertUnwindSafe(|| (self.problem_response)(problem)));
        response.unwrap_or_else(|panic| {
            let cause = panic_message(&*panic);
            tracing::error!(cause, "making the response for a problem panicked");
            Problem::new(status, "The server failed to respond.").into_response()
        })
    }

    /// The response, or a 500 if it has headers that only the HTTP implementation may set.
    fn checked(&self, response: Response) -> Response {
        let Some(name) = response.forbidden_header() else {
            return response;
        };
        let cause = format!("the response has the header {name}, which the server sets itself");
        let response = self.problem_response(Problem::internal(cause.clone()));
        match response.forbidden_header() {
            None => response,
            Some(_) => Problem::internal(cause).into_response(),
        }
    }
}

fn other_method(method: &Method, allowed: &[String]) -> Result<Routed<'static>, Problem> {
    let allow = HeaderValue::from_str(&allowed.join(", ")).map_err(Problem::internal)?;
    if method == Method::OPTIONS {
        return Ok(Routed::Options(allow));
    }
    let detail = format!(
        "There is no {method} at this address, only {}.",
        allowed.join(", ")
    );
    Err(Problem::refusal(StatusCode::METHOD_NOT_ALLOWED, detail).with_header(ALLOW, allow))
}

/// The milliseconds of a time, to a microsecond.
fn milliseconds(time: Duration) -> f64 {
    time.as_micros() as f64 / 1000.0
}

/// An error with its causes.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        next = cause.source();
    }
    text
}

fn not_found() -> Problem {
    Problem::refusal(StatusCode::NOT_FOUND, "There is nothing at this address.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_are_exact_to_a_microsecond() {
        assert_eq!(milliseconds(Duration::from_nanos(2_001_500_900)), 2001.5);
    }

    #[test]
    fn an_error_is_logged_with_its_causes() {
        #[derive(Debug)]
        struct Outer(std::num::ParseIntError);

        impl std::fmt::Display for Outer {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("outer")
            }
        }

        impl std::error::Error for Outer {
            fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
                Some(&self.0)
            }
        }

        let error = "x".parse::<i32>().unwrap_err();
        assert_eq!(chain(&Outer(error)), "outer: invalid digit found in string");
    }
}
