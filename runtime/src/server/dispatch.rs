//! From a request to its response: route it, run the handler, and record the outcome.

use std::borrow::Cow;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{ALLOW, VARY};
use axum::http::{self, HeaderMap, HeaderValue, Method, StatusCode, Uri};
use tokio::time::Instant;
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::base_path::BasePath;
use super::body::Incoming;
use super::context::{Limits, RequestContext};
use super::contract::Contract;
use super::current::CurrentRequest;
use super::handler::{panic_message, Handler, TimedHandler};
use super::layers::{Captured, Layers};
use super::memory::BodyMemory;
use super::mock;
use super::operation::Operation;
use super::parameter;
use super::percent;
use super::problem::{HandlerError, Problem};
use super::response::Response;
use super::route::{Capture, RouteMatch, Routes};

/// Makes the response for a problem.
pub(super) type ProblemResponse = Box<dyn Fn(Problem) -> Response + Send + Sync>;

/// A running service.
pub(super) struct Dispatch {
    pub base_path: BasePath,
    pub contract: Arc<Contract>,
    pub routes: Routes,
    /// By the number of the operation.
    pub handlers: Vec<Option<Handler>>,
    /// Their routes are numbered on from those of the operations.
    pub resources: Vec<StaticResource>,
    pub limits: Limits,
    pub memory: Arc<BodyMemory>,
    pub problem_response: ProblemResponse,
    /// Whether the mock responds in place of what is not implemented.
    pub mocks_missing: bool,
}

/// A text that is served unchanged.
pub(super) struct StaticResource {
    pub path: &'static str,
    pub media_type: &'static str,
    pub text: &'static str,
}

/// What a request is for.
enum Routed<'a> {
    Resource(&'a StaticResource),
    Operation {
        number: usize,
        operation: &'a Arc<Operation>,
        captures: Vec<Capture>,
    },
    /// `OPTIONS` where no operation has that method.
    Options(HeaderValue),
}

/// What a request leads to.
enum Started {
    Handler(TimedHandler),
    Response(Response),
}

impl Dispatch {
    /// Responds to a request, within a span that has operation, status and latency for the log.
    pub async fn respond(&self, request: Request, layers: &Layers) -> http::Response<Body> {
        let start = Instant::now();
        let (mut head, body) = request.into_parts();
        // The URI with the base path, where there is one.
        let mut sent = None;
        let mut routed = match self.relative(&head.uri) {
            Some(Cow::Owned(uri)) => {
                sent = Some(std::mem::replace(&mut head.uri, uri));
                self.route(&head)
            }
            Some(Cow::Borrowed(_)) => self.route(&head),
            None => Err(not_found()),
        };
        // The paths of the document may begin with the base path as well.
        let is_missing = |problem: &Problem| problem.status == StatusCode::NOT_FOUND;
        if self.base_path.is_optional && routed.as_ref().is_err_and(is_missing) {
            if let Some(uri) = sent.take() {
                head.uri = uri;
            }
            routed = self.route(&head);
        }
        let operation = match &routed {
            Ok(Routed::Operation { operation, .. }) => Some(*operation),
            _ => None,
        };
        let span = tracing::info_span!(
            "request",
            method = head.method.as_str(),
            path = sent.as_ref().unwrap_or(&head.uri).path(),
            operation = operation.map(|operation| operation.name.as_str()),
            status = Empty,
            latency_ms = Empty,
            reason = Empty,
        );
        let response = async {
            let layered = match &routed {
                Ok(Routed::Operation { number, .. }) => layers.get(*number),
                _ => None,
            };
            let response = match (layered, routed) {
                (
                    Some(layered),
                    Ok(Routed::Operation {
                        number, captures, ..
                    }),
                ) => {
                    let request = Request::from_parts(head, body);
                    layered.call(number, captures, request).await
                }
                (_, routed) => self.answer(routed, head, body).await,
            };
            let span = Span::current();
            span.record("status", response.status().as_u16());
            span.record("latency_ms", milliseconds(start.elapsed()));
            tracing::info!("finished");
            response
        };
        response.instrument(span).await
    }

    /// Responds to a request that the layers of its operation have let through.
    pub async fn respond_layered(&self, mut request: Request) -> http::Response<Body> {
        let captured = request.extensions_mut().remove::<Captured>();
        let (head, body) = request.into_parts();
        let mut span = Span::current();
        let routed = captured.and_then(|captured| {
            span = captured.span;
            Some(Routed::Operation {
                number: captured.number,
                operation: self.contract.operation(captured.number)?,
                captures: captured.captures,
            })
        });
        let missing = "a layer has removed the extension that names the operation";
        let routed = routed.ok_or_else(|| Problem::internal(missing));
        self.answer(routed, head, body).instrument(span).await
    }

    /// The response to a request that has been routed.
    async fn answer(
        &self,
        routed: Result<Routed<'_>, Problem>,
        head: http::request::Parts,
        body: Body,
    ) -> http::Response<Body> {
        let is_head = head.method == Method::HEAD;
        let operation = match &routed {
            Ok(Routed::Operation { operation, .. }) => Some(*operation),
            _ => None,
        };
        // Also where the request is refused, the rest of its body is discarded.
        let body = Incoming::new(body, &head.headers, self.limits.read);
        let mut request = None;
        let result = match routed.and_then(|routed| self.start(routed, head, body)) {
            Ok(Started::Handler(mut handler)) => {
                let result = (&mut handler).await;
                request = Some(handler.request().clone());
                result
            }
            Ok(Started::Response(response)) => Ok(response),
            Err(problem) => Err(problem),
        };
        let respond = || {
            let result = match (result, operation) {
                (Err(problem), Some(operation))
                    if self.mocks_missing && problem.is_unimplemented() =>
                {
                    mock::respond_instead(operation, problem)
                }
                (result, _) => result,
            };
            let mut response = result.unwrap_or_else(|problem| {
                self.problem_response(match operation {
                    Some(operation) => problem.of(operation, &self.contract),
                    None => problem,
                })
            });
            if let Some(request) = &request {
                append(response.headers_mut(), request.take_response_headers());
            }
            if operation.is_some_and(|operation| operation.negotiates) {
                let accept = HeaderValue::from_static("accept");
                response.headers_mut().append(VARY, accept);
            }
            self.checked(response)
        };
        let response = match &request {
            Some(request) => request.scope(respond),
            None => respond(),
        };
        response.into_http(is_head)
    }

    /// The URI without the base path; that of a resource may lack it.
    fn relative<'a>(&self, uri: &'a Uri) -> Option<Cow<'a, Uri>> {
        let is_resource = |resource: &StaticResource| resource.path == uri.path();
        let is_some = || self.resources.iter().any(is_resource);
        let resource = || is_some().then_some(Cow::Borrowed(uri));
        self.base_path.relative(uri).or_else(resource)
    }

    fn route(&self, head: &http::request::Parts) -> Result<Routed<'_>, Problem> {
        if !percent::is_valid(head.uri.path()) {
            let detail = "The path is not percent-encoded UTF-8.";
            return Err(Problem::refusal(StatusCode::BAD_REQUEST, detail));
        }
        let (number, captures) = match self.routes.find(head) {
            RouteMatch::Route { id, captures } => (id, captures),
            RouteMatch::OtherMethods(methods) => return other_method(&head.method, &methods),
            RouteMatch::None => return Err(not_found()),
        };
        let resource = number.checked_sub(self.handlers.len());
        if let Some(resource) = resource.and_then(|number| self.resources.get(number)) {
            return Ok(Routed::Resource(resource));
        }
        match self.contract.operation(number) {
            Some(operation) => {
                let path = self.contract.entries.get(number);
                let path = path.map_or("", |entry| entry.path.as_str());
                if !parameter::may_be_empty(operation, &self.contract, path, &captures) {
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

    /// Calls the handler of an operation. It is not async, so that a request is moved as little as possible.
    fn start(
        &self,
        routed: Routed<'_>,
        head: http::request::Parts,
        body: Incoming,
    ) -> Result<Started, Problem> {
        let (number, operation, captures) = match routed {
            Routed::Resource(resource) => {
                let response = Response::head(200).stream(resource.media_type, resource.text);
                return response.map(Started::Response);
            }
            Routed::Options(allow) => {
                let mut response = Response::head(204);
                response.headers_mut().insert(ALLOW, allow);
                return response.empty().map(Started::Response);
            }
            Routed::Operation {
                number,
                operation,
                captures,
            } => (number, operation, captures),
        };
        let Some(handler) = self.handlers.get(number).and_then(Option::as_ref) else {
            return Err(HandlerError::not_implemented().into());
        };
        let wait = body.wait();
        let contract = Arc::clone(&self.contract);
        let request = CurrentRequest::new(head, Arc::clone(operation), contract, number);
        let handler = handler(Box::new(RequestContext {
            body: Some(body),
            request: request.clone(),
            captures,
            operation: Arc::clone(operation),
            contract: Arc::clone(&self.contract),
            limits: self.limits,
            memory: Arc::clone(&self.memory),
            is_authenticated: false,
            mocks_missing: self.mocks_missing,
        }));
        let handler = TimedHandler::new(request, handler, wait, self.limits.handler);
        Ok(Started::Handler(handler))
    }

    fn problem_response(&self, problem: Problem) -> Response {
        if let Some(cause) = problem.cause() {
            tracing::error!(cause = %chain(cause), "the request failed");
        }
        if let Some(reason) = problem.reason() {
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

/// Appends headers to others.
fn append(headers: &mut HeaderMap, added: HeaderMap) {
    let mut last = None;
    for (name, value) in added {
        // Of several values of one name, only the first has it.
        last = name.or(last);
        if let Some(name) = &last {
            headers.append(name, value);
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
