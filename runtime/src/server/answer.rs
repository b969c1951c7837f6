//! The answer to a request, as a future that axum boxes: an async function would be moved into it several times.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{ready, Context, Poll};

use axum::body::Body;
use axum::http;

use super::dispatch::Dispatch;
use super::handler::TimedHandler;
use super::problem::Problem;
use super::response::Response;

/// A request that is being answered.
pub(super) struct Answer {
    dispatch: Arc<Dispatch>,
    is_head: bool,
    state: Answering,
}

/// How far an answer is.
pub(super) enum Answering {
    Handler(TimedHandler),
    Response(Response),
    Sent,
}

/// The answer to a request, with what its operation's layers and the log add.
pub(super) enum ResponseFuture {
    Plain(Answer),
    Boxed(Pin<Box<dyn Future<Output = http::Response<Body>> + Send>>),
}

impl Future for ResponseFuture {
    type Output = http::Response<Body>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Self::Plain(answer) => Pin::new(answer).poll(task),
            Self::Boxed(response) => response.as_mut().poll(task),
        }
    }
}

impl Answer {
    pub fn new(dispatch: Arc<Dispatch>, is_head: bool, state: Answering) -> Self {
        Self {
            dispatch,
            is_head,
            state,
        }
    }
}

impl Future for Answer {
    type Output = http::Response<Body>;

    fn poll(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Self::Output> {
        let Self {
            dispatch, state, ..
        } = &mut *self;
        let response = match state {
            Answering::Handler(handler) => {
                let number = handler.request().number();
                let result = match dispatch.handler(number) {
                    Some(function) => ready!(handler.poll(function, task)),
                    None => Err(Problem::internal("the operation has no handler")),
                };
                dispatch.handled(handler.request(), result)
            }
            state => match std::mem::replace(state, Answering::Sent) {
                Answering::Response(response) => response,
                // A future is not polled after it is ready.
                _ => return Poll::Pending,
            },
        };
        Poll::Ready(response.into_http(self.is_head))
    }
}
