//! The limits of the client: time and size.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::Router;
use serde_json::Value;
use specfirst_runtime::client::{Client, Error, Method, SendError, TransportError};
use specfirst_runtime::items::ItemStream;
use specfirst_runtime::operation;
use specfirst_runtime::stream::{BoxError, ByteStream};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::time::sleep;

use super::petshop::client;
use super::wire::Server;

/// The time limit of the clients, and a longer and a shorter time.
const LIMIT: Duration = Duration::from_millis(1000);
const LONGER: Duration = Duration::from_millis(2000);
const SHORTER: Duration = Duration::from_millis(300);

#[expect(
    dead_code,
    reason = "the client returns the content of the only success"
)]
#[derive(Debug)]
enum Lines {
    Ok(ItemStream<Value>),
}
operation::responses!(streaming Lines -> ItemStream<Value> { 200 => Ok(items "application/jsonl") });

/// Chunks of text with some time between them. Then the stream ends, or stalls.
fn chunks(count: usize, stalls: bool) -> Chunks {
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        for _ in 0..count {
            sleep(SHORTER).await;
            let _ = sender.send(Bytes::from_static(b"\"chunk\"\n")).await;
        }
        if stalls {
            sleep(Duration::from_secs(60)).await;
        }
    });
    Chunks(receiver)
}

struct Chunks(mpsc::Receiver<Bytes>);

impl futures_core::Stream for Chunks {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|chunk| chunk.map(Ok))
    }
}

/// A client of a server that always sends such a response.
async fn answering<F, R>(response: F) -> Client
where
    F: Fn() -> R + Clone + Send + Sync + 'static,
    R: IntoResponse,
{
    let router = Router::new().fallback(move || {
        let response = response().into_response();
        async move { response }
    });
    Client::new(Server::start(router).await.base()).with_timeout(LIMIT)
}

fn body(status: u16, media_type: &'static str, body: impl Into<Body>) -> Response {
    let status = StatusCode::from_u16(status).unwrap();
    (status, [(CONTENT_TYPE, media_type)], body.into()).into_response()
}

fn transport(error: &BoxError) -> &TransportError {
    error.downcast_ref().unwrap()
}

#[tokio::test]
async fn a_streaming_call_waits_for_the_head_no_longer_than_the_limit() {
    let router = Router::new().fallback(|| async { sleep(Duration::from_secs(60)).await });
    let client = Client::new(Server::start(router).await.base()).with_timeout(LIMIT);
    let error = client::download(&client, "x").await.unwrap_err();
    let Error::Transport(error) = error else {
        panic!("{error}");
    };
    assert!(error.is_timeout() && error.status().is_none(), "{error}");
    assert!(
        error
            .to_string()
            .ends_with("nothing was sent or received for 1s"),
        "{error}"
    );
}

#[tokio::test]
async fn a_streamed_response_has_a_limit_for_each_chunk() {
    // All of them together take longer.
    let client = answering(|| body(200, "image/png", Body::from_stream(chunks(6, false)))).await;
    let stream = client::download(&client, "x").await.unwrap();
    assert_eq!(stream.bytes().await.unwrap().len(), 6 * 8);

    let client = answering(|| body(200, "image/png", Body::from_stream(chunks(2, true)))).await;
    let mut stream = client::download(&client, "x").await.unwrap();
    for _ in 0..2 {
        assert_eq!(stream.next().await.unwrap().unwrap(), "\"chunk\"\n");
    }
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(transport(&error).is_timeout(), "{error}");
    assert_eq!(transport(&error).status().unwrap(), 200);
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn the_time_between_reads_of_the_caller_does_not_count() {
    let client = answering(|| body(200, "image/png", Body::from_stream(chunks(3, false)))).await;
    let mut stream = client::download(&client, "x").await.unwrap();
    for _ in 0..3 {
        sleep(LONGER).await;
        assert!(stream.next().await.unwrap().is_ok());
    }
    assert!(stream.next().await.is_none());
}

#[tokio::test]
async fn the_body_of_an_error_has_a_limit_in_a_streaming_call() {
    let client = answering(|| body(404, "text/plain", Body::from_stream(chunks(1, true)))).await;
    let error = client::download(&client, "x").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 404);
    assert!(
        matches!(&error, Error::Transport(error) if error.is_timeout()),
        "{error}"
    );
}

#[tokio::test]
async fn a_plain_call_has_a_limit_for_the_whole() {
    let client = answering(|| body(200, "text/plain", Body::from_stream(chunks(6, false)))).await;
    let error = client::compare(&client, "a", "b").await.unwrap_err();
    assert_eq!(error.status().unwrap(), 200);
    assert!(
        matches!(&error, Error::Transport(error) if error.is_timeout()),
        "{error}"
    );
    let client = client.with_timeout(None);
    let text = client::compare(&client, "a", "b").await.unwrap();
    assert_eq!(text.len(), 6 * 8);
}

#[tokio::test]
async fn a_streamed_request_has_a_limit_for_each_chunk() {
    let server = Server::petshop().await;
    let client = Client::new(server.base()).with_timeout(LIMIT);
    let stream = ByteStream::from_stream(chunks(6, false));
    let told = client::upload(&client, "a", "png", stream).await.unwrap();
    assert_eq!(told, "a png 48");
    let stream = ByteStream::from_stream(chunks(2, true));
    let error = client::upload(&client, "a", "png", stream)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.is_timeout()),
        "{error}"
    );
}

/// A server that reads the body of one request at a low rate, or not at all, and returns the head.
async fn slow_reader(length: Option<usize>) -> (Client, tokio::task::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::new(format!("http://{}", listener.local_addr().unwrap()));
    let task = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(socket.read_u8().await.unwrap());
        }
        let Some(length) = length else {
            sleep(Duration::from_secs(60)).await;
            return String::new();
        };
        let mut left = length;
        let mut buffer = vec![0; 1024 * 1024];
        while left > 0 {
            sleep(Duration::from_millis(50)).await;
            let part = left.min(buffer.len());
            socket.read_exact(&mut buffer[..part]).await.unwrap();
            left -= part;
        }
        let response = b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 0\r\n\r\n";
        socket.write_all(response).await.unwrap();
        sleep(LONGER).await;
        String::from_utf8(head).unwrap()
    });
    (client.with_timeout(LIMIT), task)
}

#[tokio::test]
async fn a_server_that_reads_slowly_makes_progress() {
    const LENGTH: usize = 32 * 1024 * 1024;
    let (client, server) = slow_reader(Some(LENGTH)).await;
    // In memory, so it is one chunk for the caller.
    let stream = ByteStream::from(vec![7; LENGTH]);
    let told = client::upload(&client, "a", "png", stream).await.unwrap();
    assert_eq!(told, "");
    let head = server.await.unwrap().to_lowercase();
    assert!(
        head.contains(&format!("content-length: {LENGTH}\r\n")),
        "{head}"
    );
    assert!(!head.contains("transfer-encoding"), "{head}");
}

#[tokio::test]
async fn a_server_that_does_not_read_is_given_up() {
    let (client, _server) = slow_reader(None).await;
    let stream = ByteStream::from(vec![7; 64 * 1024 * 1024]);
    let error = client::upload(&client, "a", "png", stream)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Transport(error) if error.is_timeout()),
        "{error}"
    );
}

#[tokio::test]
async fn a_body_over_the_limit_is_an_error() {
    for status in [200, 404] {
        for is_chunked in [false, true] {
            let client = answering(move || match is_chunked {
                true => body(status, "text/plain", Body::from_stream(chunks(2, false))),
                false => body(status, "text/plain", "a".repeat(16)),
            });
            let client = client.await.with_timeout(None);
            let request = |limit| {
                let client = client.clone().with_response_limit(limit);
                async move { client.request(Method::GET, "/").response().await }
            };
            assert_eq!(request(16).await.unwrap().bytes().len(), 16);
            let error = request(15).await.unwrap_err();
            let SendError::Transport(error) = error else {
                panic!("{error}");
            };
            assert!(error.is_response_limit() && !error.is_timeout());
            assert_eq!(error.status().unwrap(), status);
            let text = error.to_string();
            assert!(
                text.ends_with("is longer than the limit of 15 bytes"),
                "{text}"
            );
        }
    }
}

#[tokio::test]
async fn the_default_limit_of_a_body_is_64_mib() {
    const DEFAULT: usize = 64 * 1024 * 1024;
    let zeros = |length: usize| vec![b'0'; length];
    let client = answering(move || body(200, "text/plain", zeros(DEFAULT + 1))).await;
    let client = client.with_timeout(Duration::from_secs(60));
    let error = client
        .request(Method::GET, "/")
        .response()
        .await
        .unwrap_err();
    assert!(
        matches!(&error, SendError::Transport(error) if error.is_response_limit()),
        "{error}"
    );
    let client = answering(move || body(200, "text/plain", zeros(DEFAULT))).await;
    let client = client.with_timeout(Duration::from_secs(60));
    let response = client.request(Method::GET, "/").response().await.unwrap();
    assert_eq!(response.bytes().len(), DEFAULT);
}

#[tokio::test]
async fn items_have_the_limit_each_and_bytes_have_none() {
    let lines = || {
        body(
            200,
            "application/jsonl",
            "\"123456\"\n\"123456\"\n\"1234567\"",
        )
    };
    let client = answering(lines).await.with_response_limit(8);
    let request = client.request(Method::GET, "/");
    let mut items = request.send_streaming::<Lines>().await.unwrap();
    for _ in 0..2 {
        assert_eq!(items.next().await.unwrap().unwrap(), "123456");
    }
    let error = items.next().await.unwrap().unwrap_err();
    assert!(
        error
            .to_string()
            .contains("item of the response is longer than 8 bytes"),
        "{error}"
    );

    let client = answering(|| body(200, "image/png", "123456789")).await;
    let client = client.with_response_limit(8);
    let stream = client::download(&client, "x").await.unwrap();
    assert_eq!(stream.bytes().await.unwrap(), "123456789");
}
