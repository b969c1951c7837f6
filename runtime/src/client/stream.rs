//! Bodies that are sent and received in chunks.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;

use super::super::stream::{BoxError, ByteStream, Source};
use super::error::{Cause, Endpoint, TransportError};
use super::timeout::{Activity, IdleTimeout};

impl From<ByteStream> for reqwest::Body {
    fn from(stream: ByteStream) -> Self {
        match stream.source {
            Source::Empty => Self::from(Bytes::new()),
            Source::Whole(bytes) => Self::from(bytes),
            Source::Chunks(chunks) => Self::wrap_stream(chunks),
        }
    }
}

/// The body of a request. Each chunk that is sent counts as progress.
pub(super) struct RequestChunks {
    body: ByteStream,
    /// The rest of a chunk.
    rest: Bytes,
    activity: Activity,
}

impl RequestChunks {
    /// Longer chunks are split, so that a large body in memory counts as progress while it is sent.
    const LENGTH: usize = 64 * 1024;

    pub fn new(body: ByteStream, activity: Activity) -> Self {
        Self {
            body,
            rest: Bytes::new(),
            activity,
        }
    }
}

impl Stream for RequestChunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.rest.is_empty() {
            match Pin::new(&mut this.body).poll_next(context) {
                Poll::Ready(Some(Ok(chunk))) => this.rest = chunk,
                other => return other,
            }
        }
        this.activity.record();
        let length = this.rest.len().min(Self::LENGTH);
        Poll::Ready(Some(Ok(this.rest.split_to(length))))
    }
}

/// The body of a response, with a time limit for each chunk.
pub(super) struct ResponseChunks {
    /// `None` after the end or an error.
    body: Option<Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send>>>,
    timeout: Option<IdleTimeout>,
    /// Whether the caller waits for a chunk. The time in which it does something else does not count.
    is_waiting: bool,
    endpoint: Arc<Endpoint>,
    status: StatusCode,
}

impl ResponseChunks {
    pub fn new(
        response: reqwest::Response,
        timeout: Option<IdleTimeout>,
        endpoint: Arc<Endpoint>,
    ) -> Self {
        Self {
            status: response.status(),
            body: Some(Box::pin(response.bytes_stream())),
            timeout,
            is_waiting: false,
            endpoint,
        }
    }

    fn fail(&mut self, cause: Cause) -> Option<Result<Bytes, BoxError>> {
        self.body = None;
        let error = TransportError::new(&self.endpoint, Some(self.status), cause);
        Some(Err(error.into()))
    }
}

impl Stream for ResponseChunks {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(body) = &mut this.body else {
            return Poll::Ready(None);
        };
        match body.as_mut().poll_next(context) {
            Poll::Ready(chunk) => {
                this.is_waiting = false;
                Poll::Ready(match chunk {
                    Some(Ok(chunk)) => Some(Ok(chunk)),
                    Some(Err(error)) => this.fail(error.into()),
                    None => {
                        this.body = None;
                        None
                    }
                })
            }
            Poll::Pending => {
                let Some(timeout) = &mut this.timeout else {
                    return Poll::Pending;
                };
                if !std::mem::replace(&mut this.is_waiting, true) {
                    timeout.activity().record();
                }
                let cause = Cause::Idle(timeout.timeout());
                match timeout.poll_elapsed(context) {
                    Poll::Ready(()) => Poll::Ready(this.fail(cause)),
                    Poll::Pending => Poll::Pending,
                }
            }
        }
    }
}
