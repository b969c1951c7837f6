//! Reading what a client sends: with a limit, against the clock, and to the end.

use std::error::Error;
use std::fmt;
use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::http::header::{CONNECTION, EXPECT};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::time::Instant;
use tokio::time::{sleep, Sleep};

use super::super::stream::BoxError;
use super::super::stream::ByteStream;
use super::problem::Problem;

/// What is read and thrown away of a body that nobody wanted, so that the client gets to read the answer.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// The body of a request that is being received.
pub(super) struct Incoming {
    data: BodyDataStream,
    length: Option<u64>,
    is_over: bool,
    drains: bool,
    timeout: Duration,
    waiting: Waiting,
}

/// Whether the request's handler waits for the client, which is not held against the handler.
#[derive(Clone, Default)]
pub(super) struct Waiting(Arc<AtomicBool>);

impl Waiting {
    pub fn is_on(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    fn set(&self, on: bool) {
        self.0.store(on, Ordering::Relaxed);
    }
}

impl Incoming {
    pub fn new(body: Body, headers: &HeaderMap, timeout: Duration) -> Self {
        Self {
            length: body.size_hint().exact(),
            is_over: body.is_end_stream(),
            data: body.into_data_stream(),
            // A client that waits for leave to send must not get it.
            drains: !headers.contains_key(EXPECT),
            timeout,
            waiting: Waiting::default(),
        }
    }

    pub fn waiting(&self) -> Waiting {
        self.waiting.clone()
    }

    /// There are no bytes, as far as is known without reading.
    pub fn is_empty(&self) -> bool {
        self.is_over
    }

    /// It is known beforehand how long the body is.
    pub fn is_known(&self) -> bool {
        self.length.is_some()
    }

    /// The whole body.
    pub async fn collect(mut self, limit: usize) -> Result<Bytes, BodyError> {
        if self.length.is_some_and(|length| length > limit as u64) {
            return Err(BodyError::TooLarge { limit });
        }
        let mut deadline = Box::pin(sleep(self.timeout));
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next(&mut deadline).await {
            let piece = piece?;
            if piece.len() > limit - whole.len() {
                return Err(BodyError::TooLarge { limit });
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// The body piece by piece; the clock starts anew with each of them.
    pub fn stream(self, limit: usize) -> ByteStream {
        let deadline = Box::pin(sleep(self.timeout));
        ByteStream::from_stream(Streamed {
            body: self,
            deadline,
            limit,
            read: 0,
        })
    }

    async fn next(&mut self, deadline: &mut Pin<Box<Sleep>>) -> Option<Result<Bytes, BodyError>> {
        poll_fn(|context| self.poll_next(deadline, context)).await
    }

    fn poll_next(
        &mut self,
        deadline: &mut Pin<Box<Sleep>>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let next = match Pin::new(&mut self.data).poll_next(context) {
            Poll::Ready(next) => {
                next.map(|piece| piece.map_err(|error| BodyError::Broken(error.into())))
            }
            Poll::Pending if deadline.as_mut().poll(context).is_ready() => {
                Some(Err(BodyError::TooSlow))
            }
            Poll::Pending => {
                self.waiting.set(true);
                return Poll::Pending;
            }
        };
        self.waiting.set(false);
        self.is_over = matches!(next, None | Some(Err(BodyError::Broken(_))));
        Poll::Ready(next)
    }
}

impl Drop for Incoming {
    /// A connection that is closed with bytes unread is reset, and the client may never see the answer.
    fn drop(&mut self) {
        self.waiting.set(false);
        if self.is_over
            || !self.drains
            || self
                .length
                .is_some_and(|length| length > DRAIN_BYTES as u64)
        {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let rest = std::mem::replace(&mut self.data, Body::empty().into_data_stream());
            runtime.spawn(drain(rest));
        }
    }
}

async fn drain(mut rest: BodyDataStream) {
    let reading = async {
        let mut bytes = 0;
        while let Some(Ok(piece)) = poll_fn(|context| Pin::new(&mut rest).poll_next(context)).await
        {
            bytes += piece.len();
            if bytes > DRAIN_BYTES {
                return;
            }
        }
    };
    // Whether it came to an end doesn't matter to anyone.
    let _ = tokio::time::timeout(DRAIN_TIME, reading).await;
}

struct Streamed {
    body: Incoming,
    deadline: Pin<Box<Sleep>>,
    limit: usize,
    read: usize,
}

impl Stream for Streamed {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let next = this.body.poll_next(&mut this.deadline, context);
        let Poll::Ready(Some(Ok(piece))) = &next else {
            return next;
        };
        this.read = this.read.saturating_add(piece.len());
        if this.read > this.limit {
            return Poll::Ready(Some(Err(BodyError::TooLarge { limit: this.limit })));
        }
        this.deadline
            .as_mut()
            .reset(Instant::now() + this.body.timeout);
        next
    }
}

/// Why a body could not be read.
#[derive(Debug)]
pub(super) enum BodyError {
    TooLarge { limit: usize },
    TooSlow,
    Broken(BoxError),
}

impl BodyError {
    /// The one that an error is, or was caused by.
    pub fn within<'a>(error: &'a (dyn Error + Send + Sync + 'static)) -> Option<&'a Self> {
        let mut error: Option<&'a (dyn Error + 'static)> = Some(error);
        while let Some(cause) = error {
            if let Some(body) = cause.downcast_ref() {
                return Some(body);
            }
            error = cause.source();
        }
        None
    }

    pub fn problem(&self) -> Problem {
        let status = match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::Broken(_) => StatusCode::BAD_REQUEST,
        };
        let problem = Problem::new(status, self.to_string());
        match self {
            Self::TooSlow => problem.with_header(CONNECTION, HeaderValue::from_static("close")),
            _ => problem,
        }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => write!(f, "The body is longer than {limit} bytes."),
            Self::TooSlow => f.write_str("The body did not arrive in time."),
            Self::Broken(_) => f.write_str("The body broke off."),
        }
    }
}

impl Error for BodyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Broken(cause) => Some(&**cause),
            _ => None,
        }
    }
}
