//! Event streams that continue after their connection has ended (WHATWG HTML, section 9.2.3).

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use http::header::RETRY_AFTER;
use http::StatusCode;
use tokio::time::{sleep, Instant};

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

/// The longest time between two attempts that fail, unless `retry` is longer.
const LONGEST_DELAY: Duration = Duration::from_secs(60);

/// A connection that has lasted this long has not failed, also if it had no event: proxies end those that are quiet.
const LONG_CONNECTION: Duration = Duration::from_secs(10);

/// How many attempts in a row may fail.
const ATTEMPTS: u32 = 10;

impl<T> ItemStream<T> {
    /// The same items, with those that follow after the connection has ended or failed: the rest is requested again, with
    /// the `id` of the last event as `Last-Event-ID`.
    ///
    /// It is for event streams that a client receives as the response to a `GET`; any other stream is left unchanged. The
    /// client waits for the time of the last `retry`, or 3 seconds. Where a request fails, its response is 408, 429, 500, 502,
    /// 503 or 504, or the connection ends within 10 seconds without an event, it waits twice as long each time, up to a
    /// minute, and yields the error after 10 of them in a row. A 429 or 503 can ask for a longer wait by seconds in `Retry-After`, up to a minute.
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
    /// How many attempts have failed since the last event: requests, and connections that ended without one.
    failures: u32,
    /// When the response has begun that is being read.
    start: Instant,
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
    /// It may succeed later, after this time at the earliest.
    Failed(BoxError, Duration),
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
            start: Instant::now(),
            state: State::Reading(items),
        }
    }

    /// Goes on after a connection has ended, with the error for a short one that had no event. The error is returned if it is one
    /// too many.
    fn end(&mut self, error: BoxError) -> Option<BoxError> {
        let has_event = self.progress.state().has_event;
        if !has_event && self.start.elapsed() < LONG_CONNECTION {
            return self.fail(error, Duration::ZERO);
        }
        self.failures = 0;
        self.reconnect(Duration::ZERO);
        None
    }

    /// Goes on after an attempt has failed. The error is returned if it is one too many.
    fn fail(&mut self, error: BoxError, least_delay: Duration) -> Option<BoxError> {
        self.failures += 1;
        if self.failures < ATTEMPTS {
            self.reconnect(least_delay);
            return None;
        }
        self.state = State::Over;
        Some(error)
    }

    /// Requests the rest, after some time.
    fn reconnect(&mut self, least_delay: Duration) {
        let Some(mut request) = self.request.repeated() else {
            self.state = State::Over;
            return;
        };
        let delay = {
            let mut state = self.progress.state();
            state.is_interrupted = false;
            state.has_event = false;
            request.set_last_event_id(&state.last_event_id);
            delay(state.retry, self.failures).max(least_delay)
        };
        let (framing, progress) = (self.framing, self.progress.clone());
        self.state = State::Requesting(Box::pin(async move {
            sleep(delay).await;
            let response = async { request.exchange().await?.response(is_event_stream).await };
            match response.await {
                Ok(response) => requested(response, framing, progress),
                Err(SendError::Request(error)) => Requested::Refused(error.into()),
                Err(SendError::Transport(error)) => Requested::Failed(error.into(), Duration::ZERO),
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
                    let error = match item {
                        Some(Err(error)) if is_interrupted => error,
                        Some(item) => return Poll::Ready(Some(item)),
                        None if is_complete => {
                            this.state = State::Over;
                            continue;
                        }
                        None => "the connection ended without an event".into(),
                    };
                    if let Some(error) = this.end(error) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                State::Requesting(requested) => {
                    let Poll::Ready(requested) = requested.as_mut().poll(context) else {
                        return Poll::Pending;
                    };
                    match requested {
                        Requested::Items(items) => {
                            this.start = Instant::now();
                            this.state = State::Reading(items);
                        }
                        Requested::End => this.state = State::Over,
                        Requested::Failed(error, least_delay) => {
                            if let Some(error) = this.fail(error, least_delay) {
                                return Poll::Ready(Some(Err(error)));
                            }
                        }
                        Requested::Refused(error) => {
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
    let least_delay = least_delay(&response);
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
        true => Requested::Failed(error, least_delay),
        false => Requested::Refused(error),
    }
}

/// Whether a response has the rest of the events.
fn is_event_stream(response: &Response) -> bool {
    response.status().is_success() && response.content_type() == "text/event-stream"
}

/// How long to wait at least after a response. A date in `Retry-After` is not read: documents without the header have no code
/// for dates.
fn least_delay(response: &Response) -> Duration {
    if !matches!(response.status().as_u16(), 429 | 503) {
        return Duration::ZERO;
    }
    let value = response.headers().get(RETRY_AFTER);
    let seconds = value.and_then(|value| value.to_str().ok()?.trim().parse().ok());
    Duration::from_secs(seconds.unwrap_or_default()).min(LONGEST_DELAY)
}

/// How long to wait before a request, given how many attempts have failed before it.
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
    use super::super::error::Endpoint;
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

    /// A stream of no events that is connected for the last time.
    fn last_attempt(items: Vec<Result<u64, BoxError>>) -> Reconnecting<u64> {
        let client = super::super::Client::new("http://127.0.0.1:1");
        let request = client.request(http::Method::GET, "/events");
        let items = ItemStream::from_stream(Listed(items.into_iter()));
        let (framing, progress) = (Framing::Events, Progress::default());
        let mut all = Reconnecting::new(request, framing, progress, items.items.unwrap());
        all.failures = ATTEMPTS - 1;
        all
    }

    struct Listed(std::vec::IntoIter<Result<u64, BoxError>>);

    impl Stream for Listed {
        type Item = Result<u64, BoxError>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.next())
        }
    }

    #[tokio::test]
    async fn the_last_connection_that_ends_without_an_event_is_an_error() {
        let mut all = ItemStream::from_stream(last_attempt(Vec::new()));
        let error = all.next().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "the connection ended without an event");
        assert!(all.next().await.is_none());

        let interrupted = last_attempt(vec![Err("reset".into())]);
        interrupted.progress.state().is_interrupted = true;
        let mut all = ItemStream::from_stream(interrupted);
        let error = all.next().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "reset");
        assert!(all.next().await.is_none());
    }

    #[test]
    fn a_connection_with_an_event_begins_the_count_again() {
        let mut all = last_attempt(Vec::new());
        all.progress.state().has_event = true;
        assert!(all.end("ended".into()).is_none());
        assert_eq!(all.failures, 0);
    }

    #[test]
    fn a_long_connection_begins_the_count_again() {
        let mut all = last_attempt(Vec::new());
        let long_ago = all.start.checked_sub(LONG_CONNECTION);
        all.start = long_ago.expect("the clock is that old");
        assert!(all.end("ended".into()).is_none());
        assert_eq!(all.failures, 0);
    }

    #[test]
    fn a_response_can_ask_for_a_longer_wait() {
        for (status, value, expected) in [
            (503, "7", 7),
            (429, " 7 ", 7),
            (503, "3600", 60),
            (500, "7", 0),
            (503, "Sun, 06 Nov 1994 08:49:37 GMT", 0),
            (503, "-7", 0),
        ] {
            let mut headers = http::HeaderMap::new();
            headers.insert(RETRY_AFTER, value.parse().unwrap());
            let endpoint = Endpoint {
                method: http::Method::GET,
                path: None,
                host: String::new(),
            };
            let status = StatusCode::from_u16(status).unwrap();
            let response = Response::new(status, headers, 0, endpoint.into());
            let delay = least_delay(&response);
            assert_eq!(delay, Duration::from_secs(expected), "{status} {value}");
        }
    }
}
