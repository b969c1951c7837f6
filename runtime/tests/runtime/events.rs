//! Event streams that a client requests again.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use serde_json::Value;
use specfirst_runtime::client::{Client, Error, FromResponse, Response, StatusCode, Streaming};
use specfirst_runtime::items::ItemStream;

use super::wire::Server;

/// The only response: a stream of events.
#[derive(Debug)]
struct Watch;

impl FromResponse for Watch {
    type Success = ItemStream<Value>;

    fn from_response(response: Response) -> Result<Self::Success, Error<Self>> {
        response.items()
    }
}

impl Streaming for Watch {
    fn is_streamed(_: &Response) -> bool {
        true
    }
}

/// How often a client requests a stream that says `retry: 0` within two seconds, if each response has this text as well.
async fn requests(text: &'static str, retry_after: Option<&'static str>) -> usize {
    let count: Arc<AtomicUsize> = Arc::default();
    let counted = Arc::clone(&count);
    let respond = move || async move {
        let is_first = counted.fetch_add(1, Ordering::Relaxed) == 0;
        let media_type = [("Content-Type", "text/event-stream")];
        let response = (media_type, format!("retry: 0\n\n{text}"));
        match retry_after.filter(|_| !is_first) {
            None => Ok(response),
            Some(seconds) => Err((StatusCode::SERVICE_UNAVAILABLE, [("Retry-After", seconds)])),
        }
    };
    let server = Server::start(Router::new().fallback(respond)).await;
    let call = Client::new(server.base()).request("GET", "/events");
    let items = call.accept("text/event-stream").send_streaming::<Watch>();
    let mut items = items.await.unwrap().reconnecting();
    let read = async { while let Some(Ok(_)) = items.next().await {} };
    let is_over = tokio::time::timeout(Duration::from_secs(2), read).await;
    assert!(is_over.is_err());
    count.load(Ordering::Relaxed)
}

/// After 0, 0.2, 0.6 and 1.4 seconds.
#[tokio::test]
async fn connections_without_events_are_further_and_further_apart() {
    let requests = requests("", None).await;
    assert!((2..=4).contains(&requests), "{requests}");
}

#[tokio::test]
async fn connections_with_events_are_as_far_apart_as_the_server_says() {
    let requests = requests("data: 1\n\n", None).await;
    assert!(requests > 5, "{requests}");
}

#[tokio::test]
async fn a_request_waits_as_long_as_retry_after_says() {
    assert_eq!(requests("data: 1\n\n", Some("30")).await, 2);
}
