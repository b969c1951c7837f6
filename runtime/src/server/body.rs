//! The body of a request: read within limits of size and time, and to its end.

use std::future::{poll_fn, Future};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, BodyDataStream, HttpBody};
use axum::http::header::EXPECT;
use axum::http::HeaderMap;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use tokio::time::{sleep, timeout, Instant};

use super::super::stream::ByteStream;
use super::body_error::BodyError;
use super::deadline::{after, Deadline};
use super::memory::{BodyMemory, Reservation};

/// How much of an unread body is read and discarded, so that the client reads the response instead of a reset.
const DRAIN_BYTES: usize = 64 * 1024 * 1024;
const DRAIN_TIME: Duration = Duration::from_secs(10);

/// Bodies up to this length need no reservation, so that small requests never wait for large ones.
pub(super) const UNRESERVED_BYTES: usize = 16 * 1024;

/// A body that has reserved memory while others wait for some has to arrive at this rate, in bytes per second.
const CONTENDED_RATE: f64 = 256.0 * 1024.0;
const CONTENDED_CHECK: Duration = Duration::from_millis(250);

/// The body of a request that is being received.
pub(super) struct Incoming {
    data: BodyDataStream,
    length: Option<u64>,
    is_over: bool,
    drains: bool,
    timeout: Duration,
    wait: ClientWait,
    /// The memory that it occupies, where it has been read before.
    reservation: Option<Reservation>,
}

/// A body that has been read as a whole, and the memory that it occupies.
pub(super) struct Buffered {
    pub bytes: Bytes,
    pub reservation: Option<Reservation>,
}

/// Until when a request's handler may wait for the client, which does not count as the handler's own time.
///
/// It is a deadline and no flag: a handler that stops reading leaves it behind, and is timed out after it.
///
/// There is none for a request without a body.
#[derive(Clone, Default)]
pub(super) struct ClientWait(Option<Arc<Mutex<Option<Instant>>>>);

impl ClientWait {
    fn new() -> Self {
        Self(Some(Arc::default()))
    }

    pub fn until(&self) -> Option<Instant> {
        let until = self.0.as_ref()?.lock();
        *until.unwrap_or_else(PoisonError::into_inner)
    }

    pub fn set(&self, until: Option<Instant>) {
        if let Some(wait) = &self.0 {
            *wait.lock().unwrap_or_else(PoisonError::into_inner) = until;
        }
    }
}

impl Incoming {
    pub fn new(body: Body, headers: &HeaderMap, timeout: Duration) -> Self {
        let is_over = body.is_end_stream();
        Self {
            length: body.size_hint().exact(),
            is_over,
            data: body.into_data_stream(),
            // A client that waits for `100 Continue` must not get it for a body that is discarded.
            drains: !headers.contains_key(EXPECT),
            timeout,
            wait: match is_over {
                true => ClientWait::default(),
                false => ClientWait::new(),
            },
            reservation: None,
        }
    }

    /// A body that has been read as a whole, to be read again.
    #[allow(
        dead_code,
        reason = "only signed bodies are read before they are parsed"
    )]
    pub fn received(body: Buffered, timeout: Duration) -> Self {
        let mut incoming = Self::new(Body::from(body.bytes), &HeaderMap::new(), timeout);
        incoming.reservation = body.reservation;
        incoming.drains = false;
        incoming
    }

    pub fn wait(&self) -> ClientWait {
        self.wait.clone()
    }

    /// Whether there are no bytes, as far as is known without reading.
    pub fn is_empty(&self) -> bool {
        self.is_over
    }

    /// Whether the length is known in advance.
    pub fn has_known_length(&self) -> bool {
        self.length.is_some()
    }

    /// The length, if it is known in advance.
    #[cfg(feature = "multipart")]
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Reads the whole body.
    pub async fn collect(
        mut self,
        limit: usize,
        memory: &BodyMemory,
    ) -> Result<Buffered, BodyError> {
        let length = match self.length.map(usize::try_from) {
            Some(Ok(length)) if length <= limit => length,
            Some(_) => return Err(BodyError::TooLarge { limit }),
            None => limit,
        };
        let mut whole = BytesMut::new();
        let mut reservation = self.reservation.take();
        let mut start = Instant::now();
        let mut deadline = Deadline::after(start, self.timeout);
        while let Some(piece) = self
            .next_in_time(&mut deadline, start, whole.len(), memory)
            .await
        {
            let piece = piece?;
            if piece.len() > limit.saturating_sub(whole.len()) {
                return Err(BodyError::TooLarge { limit });
            }
            // Only now, so that a client has to send something before it occupies memory.
            if reservation.is_none() && whole.len() + piece.len() > UNRESERVED_BYTES {
                reservation = Some(self.reserve(length, memory).await?);
                // Nothing was read meanwhile, which is no fault of the client's.
                start = Instant::now();
                deadline.reset(after(start, self.timeout));
            }
            whole.extend_from_slice(&piece);
        }
        Ok(Buffered {
            bytes: whole.freeze(),
            reservation,
        })
    }

    async fn reserve(
        &mut self,
        bytes: usize,
        memory: &BodyMemory,
    ) -> Result<Reservation, BodyError> {
        let deadline = after(Instant::now(), self.timeout);
        self.wait.set(Some(deadline));
        let reservation = memory.reserve(bytes, deadline).await;
        self.wait.set(None);
        reservation.ok_or(BodyError::NoMemory)
    }

    /// The next piece of a body that is read as a whole. One that arrives slowly must not keep others from memory.
    async fn next_in_time(
        &mut self,
        deadline: &mut Deadline,
        start: Instant,
        received: usize,
        memory: &BodyMemory,
    ) -> Option<Result<Bytes, BodyError>> {
        loop {
            let mut check = None;
            let next = poll_fn(|context| {
                if let Poll::Ready(next) = self.poll_next(deadline, context) {
                    return Poll::Ready(Some(next));
                }
                let check = check.get_or_insert_with(|| Box::pin(sleep(CONTENDED_CHECK)));
                check.as_mut().poll(context).map(|()| None)
            });
            if let Some(next) = next.await {
                return next;
            }
            if memory.is_contended() && is_too_slow(received, start.elapsed()) {
                return Some(Err(BodyError::TooSlow));
            }
        }
    }

    /// Streams the body. Each piece has the read timeout, all of them together have `time`.
    pub fn stream(self, limit: usize, time: Duration) -> ByteStream {
        let now = Instant::now();
        let end = after(now, time);
        let deadline = Deadline::new(after(now, self.timeout).min(end));
        ByteStream::from_stream(Streamed {
            body: self,
            deadline,
            end,
            limit,
            received: 0,
        })
    }

    fn poll_next(
        &mut self,
        deadline: &mut Deadline,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, BodyError>>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let next = match Pin::new(&mut self.data).poll_next(context) {
            Poll::Ready(next) => {
                next.map(|piece| piece.map_err(|error| BodyError::Broken(error.into())))
            }
            Poll::Pending if deadline.poll(context).is_ready() => Some(Err(BodyError::TooSlow)),
            Poll::Pending => {
                self.wait.set(Some(deadline.at()));
                return Poll::Pending;
            }
        };
        self.wait.set(None);
        self.is_over = matches!(next, None | Some(Err(BodyError::Broken(_))));
        Poll::Ready(next)
    }
}

impl Drop for Incoming {
    /// Discards the rest: a connection that is closed with bytes unread is reset, and the client may lose the response.
    fn drop(&mut self) {
        self.wait.set(None);
        let is_long = self
            .length
            .is_some_and(|length| length > DRAIN_BYTES as u64);
        if self.is_over || !self.drains || is_long {
            return;
        }
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let rest = std::mem::replace(&mut self.data, Body::empty().into_data_stream());
            runtime.spawn(drain(rest));
        }
    }
}

/// Reads a body that is not used.
pub(super) fn discard(body: Body, headers: &HeaderMap) {
    drop(Incoming::new(body, headers, DRAIN_TIME));
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
    // The response is sent whether or not the rest of the body has arrived.
    let _ = timeout(DRAIN_TIME, reading).await;
}

struct Streamed {
    body: Incoming,
    deadline: Deadline,
    /// The end of the time for the whole body.
    end: Instant,
    limit: usize,
    received: usize,
}

impl Stream for Streamed {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let now = Instant::now();
        if this.end <= now {
            return Poll::Ready(Some(Err(BodyError::TooSlow)));
        }
        let next = this.body.poll_next(&mut this.deadline, context);
        let Poll::Ready(Some(Ok(piece))) = &next else {
            return next;
        };
        this.received = this.received.saturating_add(piece.len());
        if this.received > this.limit {
            return Poll::Ready(Some(Err(BodyError::TooLarge { limit: this.limit })));
        }
        let deadline = after(now, this.body.timeout).min(this.end);
        this.deadline.reset(deadline);
        next
    }
}

/// Whether so many bytes in that time are too few while others wait for memory.
fn is_too_slow(received: usize, time: Duration) -> bool {
    (received as f64) < time.as_secs_f64() * CONTENDED_RATE
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[tokio::test]
    async fn a_body_reserves_memory_with_the_piece_that_makes_it_large() {
        for (length, is_reserved) in [(16 * 1024, false), (16 * 1024 + 1, true)] {
            let body = Body::from(vec![b'x'; length]);
            let body = Incoming::new(body, &HeaderMap::new(), Duration::from_secs(60));
            let memory = BodyMemory::new(2 * length);
            let buffered = body.collect(length, &memory).await.unwrap();
            assert_eq!(buffered.bytes.len(), length);
            assert_eq!(buffered.reservation.is_some(), is_reserved, "{length}");
        }
    }

    #[test]
    fn the_rate_of_a_body_is_256_kib_a_second_while_others_wait() {
        let time = Duration::from_secs(2);
        assert!(!is_too_slow(512 * 1024, time));
        assert!(is_too_slow(512 * 1024 - 1, time));
    }

    /// Pieces of 1 MiB, and how many of them were read.
    struct Pieces {
        left: usize,
        read: Arc<AtomicUsize>,
    }

    impl Stream for Pieces {
        type Item = Result<Bytes, BodyError>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            const PIECE: &[u8] = &[b'x'; 1024 * 1024];
            if self.left == 0 {
                return Poll::Ready(None);
            }
            self.left -= 1;
            self.read.fetch_add(1, Ordering::Relaxed);
            Poll::Ready(Some(Ok(Bytes::from_static(PIECE))))
        }
    }

    #[tokio::test]
    async fn no_more_than_64_mib_of_a_body_are_discarded() {
        for (left, discarded) in [(0, 0), (64, 64), (100, 65)] {
            let read = Arc::default();
            let pieces = Pieces {
                left,
                read: Arc::clone(&read),
            };
            drain(Body::from_stream(pieces).into_data_stream()).await;
            assert_eq!(read.load(Ordering::Relaxed), discarded, "{left}");
        }
    }

    #[tokio::test]
    async fn a_body_of_more_than_64_mib_is_not_discarded() {
        for (length, discarded) in [(64 * 1024 * 1024, 64), (64 * 1024 * 1024 + 1, 0)] {
            let mut read = Arc::default();
            let pieces = Pieces {
                left: 64,
                read: Arc::clone(&read),
            };
            let mut body = Incoming::new(
                Body::from_stream(pieces),
                &HeaderMap::new(),
                Duration::from_secs(60),
            );
            body.length = Some(length);
            drop(body);
            // Until the body is dropped.
            while Arc::get_mut(&mut read).is_none() {
                tokio::task::yield_now().await;
            }
            assert_eq!(read.load(Ordering::Relaxed), discarded, "{length}");
        }
    }
}
