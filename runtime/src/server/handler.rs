//! Running a handler, which may panic or take too long.

use std::any::Any;
use std::future::Future;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{ready, Context, Poll};
use std::time::Duration;

use axum::http::StatusCode;
use tokio::time::Instant;

use super::body::ClientWait;
use super::context::RequestContext;
use super::current::CurrentRequest;
use super::deadline::Deadline;
use super::input::Input;
use super::memory::Reservation;
use super::mock;
use super::problem::{HandlerError, Problem};
use super::response::{IntoResponse, Response};
use super::security::Authenticate;

/// The handler of an operation, from the routed request to the response. Its types are erased. The request is boxed, since
/// each future that passes it on has room for it.
pub(super) type Handler = Box<dyn Fn(Box<RequestContext>) -> HandlerFuture + Send + Sync>;
pub(super) type HandlerFuture = Pin<Box<dyn Future<Output = Result<Response, Problem>> + Send>>;

/// A handler of the API's, for a request that has been read.
type OpenHandler = Arc<dyn Fn(Input) -> HandlerFuture + Send + Sync>;
/// A handler of the API's, for a caller `C`.
type SecuredHandler<A, C> = Arc<dyn Fn(Arc<A>, C, Input) -> HandlerFuture + Send + Sync>;

/// Reads the request, and calls the handler.
pub(super) fn open(handler: OpenHandler) -> Handler {
    Box::new(move |context| {
        // There is nothing to wait for, so that no future is needed.
        if !context.has_body() {
            return match (*context).read_head() {
                Ok(input) => handler(input),
                Err(problem) => Box::pin(std::future::ready(Err(problem))),
            };
        }
        let handler = Arc::clone(&handler);
        Box::pin(async move { handler(context.read().await?).await })
    })
}

/// Authenticates the caller, reads the request, and calls the handler.
pub(super) fn secured<A, C>(api: Arc<A>, handler: SecuredHandler<A, C::Caller>) -> Handler
where
    A: Send + Sync + 'static,
    C: Authenticate<A>,
{
    Box::new(move |mut context| {
        let (api, handler) = (Arc::clone(&api), Arc::clone(&handler));
        Box::pin(async move {
            let caller = match context.caller::<A, C>(&api).await {
                Ok(caller) => caller,
                Err(problem) => return unauthenticated(context, problem).await,
            };
            handler(api, caller, read(context).await?).await
        })
    })
}

/// Authenticates the caller, if the request has credentials, reads the request, and calls the handler.
pub(super) fn optionally_secured<A, C>(
    api: Arc<A>,
    handler: SecuredHandler<A, Option<C::Caller>>,
) -> Handler
where
    A: Send + Sync + 'static,
    C: Authenticate<A>,
{
    Box::new(move |mut context| {
        let (api, handler) = (Arc::clone(&api), Arc::clone(&handler));
        Box::pin(async move {
            let caller = match context.optional_caller::<A, C>(&api).await {
                Ok(caller) => caller,
                Err(problem) => return unauthenticated(context, problem).await,
            };
            handler(api, caller, read(context).await?).await
        })
    })
}

/// The problem of a caller that is not authenticated. Where the mock responds in place of what is not implemented, and
/// authentication is not, the request is checked further, since no handler will see it.
fn unauthenticated(context: Box<RequestContext>, problem: Problem) -> HandlerFuture {
    match context.shared().mocks_missing && problem.is_unimplemented() {
        true => mock::unimplemented(context),
        false => Box::pin(std::future::ready(Err(problem))),
    }
}

/// Reads a request. Erased, the future is compiled with the runtime; otherwise with every API.
fn read(
    context: Box<RequestContext>,
) -> Pin<Box<dyn Future<Output = Result<Input, Problem>> + Send>> {
    Box::pin(context.read())
}

/// A method of an API that handles an operation: a function of the API and of these arguments, a tuple.
///
/// The generated code names the method itself (`A::show_pet`) instead of writing a closure with an async block for each
/// operation, which took the compiler a quarter of a whole crate's `cargo check`.
pub trait Method<'a, A, Arguments>: Clone + Send + Sync + 'static {
    /// What the method returns.
    type Response: IntoResponse;

    /// Completes with what the method returns.
    type Future: Future<Output = Result<Self::Response, HandlerError>> + Send;

    /// Calls the method.
    fn call(&self, api: &'a A, arguments: Arguments) -> Self::Future;
}

macro_rules! methods {
    ($(($($argument:ident)*))*) => {
        $(
            impl<'a, A, M, F, R, $($argument),*> Method<'a, A, ($($argument,)*)> for M
            where
                A: 'a,
                M: Fn(&'a A, $($argument),*) -> F + Clone + Send + Sync + 'static,
                F: Future<Output = Result<R, HandlerError>> + Send,
                R: IntoResponse,
            {
                type Response = R;
                type Future = F;

                #[allow(non_snake_case, reason = "the names of the types are those of the arguments")]
                fn call(&self, api: &'a A, ($($argument,)*): ($($argument,)*)) -> F {
                    self(api, $($argument),*)
                }
            }
        )*
    };
}

// The caller, four parameters of the path, the struct of the others, and the body.
methods! {
    ()
    (B)
    (B C)
    (B C D)
    (B C D E)
    (B C D E G)
    (B C D E G H)
    (B C D E G H I)
}

/// Calls the method with the arguments that are read from the request, if they can be. What the request occupies in memory is
/// released after the method has returned.
pub(super) fn call<A, P, M>(
    api: Arc<A>,
    arguments: Result<P, Problem>,
    method: M,
    reservation: Option<Reservation>,
) -> HandlerFuture
where
    A: Send + Sync + 'static,
    P: Send + 'static,
    M: for<'a> Method<'a, A, P>,
{
    match arguments {
        Ok(arguments) => Box::pin(async move {
            let result = method.call(&api, arguments).await;
            drop(reservation);
            result?.into_response()
        }),
        Err(problem) => Box::pin(std::future::ready(Err(problem))),
    }
}

/// A handler with a time limit, which counts from its first wait, since computing cannot be interrupted: most handlers never
/// wait, and need no clock. Time in which it waits for the client does not count.
pub(super) struct TimedHandler {
    request: CurrentRequest,
    /// Until the handler is called.
    context: Option<Box<RequestContext>>,
    future: Option<HandlerFuture>,
    wait: ClientWait,
    has_waited: bool,
    /// From the first wait on.
    deadline: Option<Deadline>,
    limit: Duration,
}

impl TimedHandler {
    pub fn new(context: Box<RequestContext>, wait: ClientWait, limit: Duration) -> Self {
        Self {
            request: context.request.clone(),
            context: Some(context),
            future: None,
            wait,
            has_waited: false,
            deadline: None,
            limit,
        }
    }

    /// The request that it answers.
    pub fn request(&self) -> &CurrentRequest {
        &self.request
    }

    /// The deadline, moved: the limit counts from the end of the last wait for the client.
    fn deadline(&mut self) -> &mut Deadline {
        let limit = self.limit;
        let begin = || Deadline::after(Instant::now(), limit);
        let deadline = self.deadline.get_or_insert_with(begin);
        let start = match self.wait.until() {
            Some(until) => {
                self.has_waited = true;
                Some(until)
            }
            None => std::mem::take(&mut self.has_waited).then(Instant::now),
        };
        if let Some(moved) = start.and_then(|start| start.checked_add(limit)) {
            deadline.reset(moved);
        }
        deadline
    }

    /// Ends the handler before a response is made for its result, so that it holds nothing any more.
    fn ended(&mut self, result: Result<Response, Problem>) -> Poll<Result<Response, Problem>> {
        self.future = None;
        Poll::Ready(result)
    }

    /// Calls the handler, or goes on with it. The handler is the same at each call.
    pub fn poll(
        &mut self,
        handler: &Handler,
        task: &mut Context<'_>,
    ) -> Poll<Result<Response, Problem>> {
        let (context, future) = (&mut self.context, &mut self.future);
        let mut go_on = || {
            if let Some(context) = context.take() {
                *future = Some(handler(context));
            }
            match future {
                Some(future) => future.as_mut().poll(task),
                None => Poll::Pending,
            }
        };
        let poll = || self.request.scope(&mut go_on);
        match catch_unwind(AssertUnwindSafe(poll)) {
            Ok(Poll::Ready(result)) => return self.ended(result),
            Ok(Poll::Pending) => {}
            Err(panic) => {
                let cause = format!("the handler panicked: {}", panic_message(&*panic));
                return self.ended(Err(Problem::internal(cause)));
            }
        }
        ready!(self.deadline().poll(task));
        tracing::error!("the handler took too long");
        let detail = "The server could not respond in time.";
        self.ended(Err(Problem::refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            detail,
        )))
    }
}

/// The message of a panic.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_of_a_panic_is_its_text() {
        assert_eq!(panic_message(&"static"), "static");
        assert_eq!(panic_message(&"formatted".to_owned()), "formatted");
        assert_eq!(panic_message(&5), "no message");
    }
}
