//! From a request to its answer: route, run the handler, and make an answer of whatever comes of it.

use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::ALLOW;
use axum::http::{self, HeaderValue, StatusCode};
use tokio::time::{sleep, Instant, Sleep};

use super::body::{Incoming, Waiting};
use super::call::{Call, Limits};
use super::contract::Contract;
use super::mock;
use super::operation::Operation;
use super::parameter;
use super::problem::{HandlerError, Problem};
use super::response::Response;
use super::route::{Found, Routes};

/// A handler with its type forgotten.
pub(super) type Handler<A> = Box<dyn Fn(Arc<A>, Call) -> Answering + Send + Sync>;
pub(super) type Answering = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;
pub(super) type Shape = Box<dyn Fn(Problem) -> Response + Send + Sync>;

/// A service that is running.
pub(super) struct Dispatch<A> {
    pub api: Option<Arc<A>>,
    pub contract: Arc<Contract>,
    pub routes: Routes,
    /// By the number of the operation.
    pub handlers: Vec<Option<Handler<A>>>,
    /// Numbered on from the operations.
    pub pages: Vec<Page>,
    pub limits: Limits,
    pub shape: Shape,
}

/// A text that is served as it is.
pub(super) struct Page {
    pub path: &'static str,
    pub media_type: &'static str,
    pub text: &'static str,
}

impl<A: Send + Sync + 'static> Dispatch<A> {
    /// Answers a request, whatever it is.
    pub async fn answer(&self, request: Request) -> http::Response<Body> {
        let start = Instant::now();
        let method = request.method().clone();
        let path = request.uri().path().to_owned();
        let head_only = method == "HEAD";
        let answer = match self.find(request).await {
            Ok(answer) => answer,
            Err(problem) => self.tell(problem),
        };
        let response = answer.into_http(head_only);
        let milliseconds = start.elapsed().as_millis();
        tracing::info!(%method, path, status = response.status().as_u16(), milliseconds, "request");
        response
    }

    async fn find(&self, request: Request) -> Result<Response, Problem> {
        let (head, body) = request.into_parts();
        let (id, captures) = match self.routes.find(&head) {
            Found::Target { target, captures } => (target.id, captures),
            Found::OtherMethods(methods) => {
                return Self::other_method(head.method.as_str(), &methods);
            }
            Found::Nothing => return Err(Call::not_found()),
        };
        if let Some(page) = id
            .checked_sub(self.handlers.len())
            .and_then(|page| self.pages.get(page))
        {
            return Response::head(200).stream(page.media_type, page.text);
        }
        let Some(operation) = self.contract.operation(id) else {
            return Err(Problem::internal("the contract of the operation is broken"));
        };
        if !parameter::takes_empty(operation, &self.contract, &captures) {
            return Err(Call::not_found());
        }
        let call = Call {
            body: Incoming::new(body, &head.headers, self.limits.read),
            head,
            captures: captures.into_iter().collect(),
            operation: Arc::clone(operation),
            contract: Arc::clone(&self.contract),
            limits: self.limits,
            is_admitted: false,
        };
        self.run(id, operation, call)
            .await
            .map_err(|problem| problem.of(operation))
    }

    fn other_method(method: &str, known: &[String]) -> Result<Response, Problem> {
        let allow = HeaderValue::from_str(&known.join(", ")).map_err(Problem::internal)?;
        if method == "OPTIONS" {
            let mut answer = Response::head(204);
            answer.headers_mut().insert(ALLOW, allow);
            return answer.empty();
        }
        let detail = format!(
            "There is no {method} at this address, only {}.",
            known.join(", ")
        );
        Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, detail).with_header(ALLOW, allow))
    }

    async fn run(&self, id: usize, operation: &Operation, call: Call) -> Result<Response, Problem> {
        let waiting = call.body.waiting();
        let handler = self.handlers.get(id).and_then(Option::as_ref);
        let answering = catch_unwind(AssertUnwindSafe(|| -> Option<Answering> {
            match (&self.api, handler) {
                (None, _) => Some(Box::pin(mock::answer(call))),
                (Some(api), Some(handler)) => Some(handler(Arc::clone(api), call)),
                (Some(_), None) => None,
            }
        }));
        let ended = match answering {
            Ok(Some(answering)) => Watched::new(answering, waiting, self.limits).await,
            Ok(None) => return Err(HandlerError::not_implemented().into()),
            Err(panic) => End::Panicked(told(&*panic)),
        };
        match ended {
            End::Answered(answer) => *answer,
            End::Panicked(message) => Err(Problem::internal(format!(
                "the handler panicked: {message}"
            ))),
            End::TooSlow => {
                tracing::error!(operation = operation.name, "the handler took too long");
                Err(Problem::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "The server could not answer in time.",
                ))
            }
        }
    }

    fn tell(&self, problem: Problem) -> Response {
        if let Some(cause) = problem.cause() {
            tracing::error!(operation = problem.operation(), cause = %chain(cause), "a request failed");
        }
        let status = problem.status;
        catch_unwind(AssertUnwindSafe(|| (self.shape)(problem))).unwrap_or_else(|panic| {
            tracing::error!(cause = told(&*panic), "shaping an error answer panicked");
            Problem::new(status, "The server failed to answer this request.").into_response()
        })
    }
}

/// How a handler came to its end.
enum End {
    Answered(Box<Result<Response, Problem>>),
    Panicked(String),
    TooSlow,
}

/// A handler that may panic or take too long. Time that it spends waiting for the client's body doesn't count.
struct Watched {
    answering: Answering,
    waiting: Waiting,
    has_waited: bool,
    deadline: Pin<Box<Sleep>>,
    limits: Limits,
}

impl Watched {
    fn new(answering: Answering, waiting: Waiting, limits: Limits) -> Self {
        Self {
            answering,
            waiting,
            has_waited: false,
            deadline: Box::pin(sleep(limits.handler)),
            limits,
        }
    }
}

impl Future for Watched {
    type Output = End;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<End> {
        match catch_unwind(AssertUnwindSafe(|| self.answering.as_mut().poll(context))) {
            Ok(Poll::Ready(answer)) => return Poll::Ready(End::Answered(Box::new(answer))),
            Ok(Poll::Pending) => {}
            Err(panic) => return Poll::Ready(End::Panicked(told(&*panic))),
        }
        if self.waiting.is_on() {
            self.has_waited = true;
            return Poll::Pending;
        }
        if std::mem::take(&mut self.has_waited) {
            let deadline = Instant::now() + self.limits.handler;
            self.deadline.as_mut().reset(deadline);
        }
        self.deadline.as_mut().poll(context).map(|()| End::TooSlow)
    }
}

/// What a panic says.
fn told(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
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
