//! Comments in event streams, so that no proxy or client takes a connection without events for a broken one.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use tokio::time::{sleep, Instant, Sleep};

use super::super::stream::{BoxError, ByteStream};
use super::context::EVENT_KEEP_ALIVE;
use super::current::current_request;
use super::service::Service;

impl<A: Send + Sync + 'static> Service<A> {
    /// How long an event stream may be without an event before a comment is sent, which clients ignore. The default is 15
    /// seconds; `None` sends none.
    pub fn event_keep_alive(mut self, interval: impl Into<Option<Duration>>) -> Self {
        self.setup.limits.event_keep_alive = interval.into();
        self
    }
}

/// The events of a response to the current request, with comments in between.
pub(super) fn kept_alive(events: ByteStream) -> ByteStream {
    let request = current_request();
    let interval = request.map_or(Some(EVENT_KEEP_ALIVE), |it| {
        it.shared().limits.event_keep_alive
    });
    match interval.filter(|interval| !interval.is_zero()) {
        Some(interval) => ByteStream::from_stream(KeepAlive {
            events,
            interval,
            sleep: None,
            end: *b"\n\n\n",
        }),
        None => events,
    }
}

struct KeepAlive {
    events: ByteStream,
    interval: Duration,
    /// Runs while an event is awaited.
    sleep: Option<Pin<Box<Sleep>>>,
    /// The last bytes that were sent; at the start, those of an empty line.
    end: [u8; 3],
}

impl Stream for KeepAlive {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(event) = Pin::new(&mut this.events).poll_next(context) {
            this.sleep = None;
            if let Some(Ok(bytes)) = &event {
                for byte in &bytes[bytes.len().saturating_sub(this.end.len())..] {
                    this.end.rotate_left(1);
                    this.end[2] = *byte;
                }
            }
            return Poll::Ready(event);
        }
        let interval = this.interval;
        let sleep = this.sleep.get_or_insert_with(|| Box::pin(sleep(interval)));
        if sleep.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        // Where bytes are sent as they come, the rest of an event may be missing.
        if !this.end.ends_with(b"\n\n") && this.end != *b"\n\r\n" {
            return Poll::Pending;
        }
        match Instant::now().checked_add(interval) {
            Some(next) => sleep.as_mut().reset(next),
            None => this.sleep = None,
        }
        Poll::Ready(Some(Ok(Bytes::from_static(b": keep-alive\n\n"))))
    }
}
