//! Event streams that continue after their connection has ended (WHATWG HTML, section 9.2.3).

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use http::StatusCode;
use tokio::time::sleep;

use super::super::items::event::Progress;
use super::super::items::{Framing, ItemResults, ItemStream};
use super::super::json::FromJson;
use super::super::stream::BoxError;
use super::error::{Error, SendError};
use super::request::RequestBuilder;
use super::response::Response;

/// How long to wait before the rest is requested, unless the server says otherwise by `retry`.
const DELAY: Duration = Duration::from_secs(3);

/// The shortest time between two requests.
const SHORTEST_DELAY: Duration = Duration::from_millis(100);

/// The longest time between two requests that fail, unless `retry` is longer.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// How many requests in a row may fail.
const ATTEMPTS: u32 = 10;

impl<T> ItemStream<T> {
    /// The same items, with those that follow after the connection has ended or failed: the rest is requested again, with
    /// the `id` of the last event as `Last-Event-ID`.
    ///
    /// It is for event streams that a client receives as the response to a `GET`; any other stream is left unchanged. The
    /// client waits for the time of the last `retry`, or 3 seconds. Where a request fails, or its response is 408, 429, 500,
    /// 502, 503 or 504, it waits twice as long each time, up to a minute, and yields the error after 10 of them in a row.
    ///
    /// The stream ends when the server responds with 204, or has sent `[DONE]` as data. Any other response is an error, after
    /// which the stream ends as well.
    #[must_use]
    pub fn reconnecting(mut self) -> Self {
        if let Some(reconnect) = self.reconnect.take() {
            self.items = self.items.take().map(reconnect);
        }
        self
    }
}

/// The items of all connections, one after the other.
pub(super) struct Reconnecting<T> {
    request: RequestBuilder,
    framing: Framing,
    progress: Progress,
    /// How many requests have failed since the last response.
    failures: u32,
    state: State<T>,
}

enum State<T> {
    Reading(ItemResults<T>),
    Requesting(Pin<Box<dyn Future<Output = Requested<T>> + Send>>),
    Over,
}

/// What a request for the rest leads to.
enum Requested<T> {
    Items(ItemResults<T>),
    /// There is no rest.
    End,
    /// It may succeed later.
    Failed(BoxError),
    /// It would fail again.
    Refused(BoxError),
}

impl<T: FromJson + 'static> Reconnecting<T> {
    pub fn new(
        request: RequestBuilder,
        framing: Framing,
        progress: Progress,
        items: ItemResults<T>,
    ) -> Self {
        Self {
            request,
            framing,
            progress,
            failures: 0,
            state: State::Reading(items),
        }
    }

    /// Requests the rest, after some time.
    fn reconnect(&mut self) {
        let Some(mut request) = self.request.repeated() else {
            self.state = State::Over;
            return;
        };
        let delay = {
            let mut state = self.progress.state();
            state.is_interrupted = false;
            request.set_last_event_id(&state.last_event_id);
            delay(state.retry, self.failures)
        };
        let (framing, progress) = (self.framing, self.progress.clone());
        self.state = State::Requesting(Box::pin(async move {
            sleep(delay).await;
            let response = async { request.exchange().await?.response(is_event_stream).await };
            match response.await {
                Ok(response) => requested(response, framing, progress),
                Err(SendError::Request(error)) => Requested::Refused(error.into()),
                Err(SendError::Transport(error)) => Requested::Failed(error.into()),
            }
        }));
    }
}

impl<T: FromJson + 'static> Stream for Reconnecting<T> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match &mut this.state {
                State::Reading(items) => {
                    let Poll::Ready(item) = items.as_mut().poll_next(context) else {
                        return Poll::Pending;
                    };
                    let is_interrupted = this.progress.state().is_interrupted;
                    let is_complete = this.progress.state().is_complete;
                    match item {
                        Some(Err(_)) if is_interrupted => this.reconnect(),
                        Some(item) => return Poll::Ready(Some(item)),
                        None if is_complete => this.state = State::Over,
                        None => this.reconnect(),
                    }
                }
                State::Requesting(requested) => {
                    let Poll::Ready(requested) = requested.as_mut().poll(context) else {
                        return Poll::Pending;
                    };
                    match requested {
                        Requested::Items(items) => {
                            this.failures = 0;
                            this.state = State::Reading(items);
                        }
                        Requested::End => this.state = State::Over,
                        Requested::Failed(_) if this.failures + 1 < ATTEMPTS => {
                            this.failures += 1;
                            this.reconnect();
                        }
                        Requested::Failed(error) | Requested::Refused(error) => {
                            this.state = State::Over;
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                }
                State::Over => return Poll::Ready(None),
            }
        }
    }
}

fn requested<T: FromJson + 'static>(
    response: Response,
    framing: Framing,
    progress: Progress,
) -> Requested<T> {
    let status = response.status();
    let is_temporary = matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504);
    let unexpected = match status {
        StatusCode::NO_CONTENT => return Requested::End,
        _ if is_event_stream(&response) => match response.sequence_on::<T, ()>(framing, progress) {
            Ok(ItemStream {
                items: Some(items), ..
            }) => return Requested::Items(items),
            Ok(_) => return Requested::End,
            Err(error) => error,
        },
        _ => response.unexpected::<()>(),
    };
    let error: BoxError = match unexpected {
        Error::Unexpected(response) => response,
        other => other.to_string().into(),
    };
    match is_temporary {
        true => Requested::Failed(error),
        false => Requested::Refused(error),
    }
}

/// Whether a response has the rest of the events.
fn is_event_stream(response: &Response) -> bool {
    response.status().is_success() && response.content_type() == "text/event-stream"
}

/// How long to wait before a request, given how many have failed before it.
fn delay(retry: Option<Duration>, failures: u32) -> Duration {
    let usual = retry.unwrap_or(DELAY).max(SHORTEST_DELAY);
    let longer = usual.saturating_mul(2u32.saturating_pow(failures));
    longer.min(LONGEST_DELAY.max(usual))
}

impl RequestBuilder {
    /// Adds the header by which a server knows what the client has already.
    fn set_last_event_id(&mut self, id: &str) {
        // An id that no header can hold is not sent, as none would be.
        if !id.is_empty() && self.add_header("last-event-id", id).is_err() {
            self.headers.remove("last-event-id");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_between_requests_doubles_up_to_a_minute() {
        let seconds = |retry: Option<u64>, failures| {
            let retry = retry.map(Duration::from_secs);
            delay(retry, failures).as_secs_f64()
        };
        assert_eq!(seconds(None, 0), 3.0);
        assert_eq!(seconds(None, 2), 12.0);
        assert_eq!(seconds(None, 9), 60.0);
        assert_eq!(seconds(Some(1), 0), 1.0);
        assert_eq!(seconds(Some(0), 0), 0.1);
        assert_eq!(seconds(Some(300), 0), 300.0);
        assert_eq!(seconds(Some(300), 40), 300.0);
    }
}
