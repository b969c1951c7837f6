//! Bodies that are sent and read piece by piece.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Bytes;
use specfirst_runtime::client::{self, Client, Error, FromResponse, HttpClientBuilder, Streaming};
use specfirst_runtime::server::{Response, Service};
use specfirst_runtime::stream::ByteStream;

use super::petshop::client as petshop;
use super::wire::Server;

/// Pieces of 64 KiB, counted as they are taken.
struct Pieces {
    left: usize,
    taken: Arc<AtomicUsize>,
}

impl futures_core::Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        self.taken.fetch_add(1, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Bytes::from_static(&[7; 64 * 1024]))))
    }
}

#[tokio::test]
async fn uploads_are_streamed_beyond_the_limit_of_other_bodies() {
    let server = Server::petshop().await;
    let pieces = ByteStream::from_stream(Pieces {
        left: 256,
        taken: Arc::default(),
    });
    let client = Client::new(server.base());
    let told = petshop::upload(&client, "a.b", "png", pieces)
        .await
        .unwrap();
    assert_eq!(told, format!("a.b png {}", 256 * 64 * 1024));
}

#[tokio::test]
async fn downloads_are_streamed_and_not_made_before_they_are_read() {
    let taken: Arc<AtomicUsize> = Arc::default();
    let counted = Arc::clone(&taken);
    let contract = r#"{"operation":"endless","method":"GET","path":"/files/{name}","parameters":[],"produces":["image/*"]}"#;
    let mut service = Service::new((), contract);
    service.route("endless", |_| Ok(()), move |_: &()| {
        let pieces = Pieces {
            left: usize::MAX,
            taken: Arc::clone(&counted),
        };
        async move { Ok(Response::head(200).stream("image/png", ByteStream::from_stream(pieces))?) }
    });
    let server = Server::start(service.router()).await;
    let client = Client::new(server.base()).with_timeout(std::time::Duration::from_millis(500));
    let mut stream = petshop::download(&client, "x").await.unwrap();
    let mut bytes = 0;
    while bytes < 8 * 1024 * 1024 {
        bytes += stream.next().await.unwrap().unwrap().len();
    }
    // What the sockets hold beyond what was read is far less than what was read.
    assert!(taken.load(Ordering::Relaxed) * 64 * 1024 < bytes + 32 * 1024 * 1024);
}

#[tokio::test]
async fn a_stream_that_breaks_off_breaks_the_response_off() {
    let server = Server::petshop().await;
    let broken: Vec<Result<&'static str, std::io::Error>> =
        vec![Ok("a"), Err(std::io::Error::other("lost"))];
    let stream = ByteStream::from_stream(Listed(broken.into_iter()));
    let told = petshop::upload(&Client::new(server.base()), "a", "png", stream).await;
    assert!(told.is_err());
}

#[tokio::test]
async fn a_body_of_another_length_than_was_stated_is_an_error_in_each_version_of_http() {
    let contract = r#"{"operation":"file","method":"GET","path":"/files/{name}","parameters":[],"produces":["image/*"]}"#;
    for (length, expected) in [(4, Some("abcd")), (3, None), (2, None), (5, None)] {
        let mut service = Service::new((), contract);
        service.route(
            "file",
            |_| Ok(()),
            move |_: &()| async move {
                let chunks = Listed(vec![Ok("ab"), Ok("cd")].into_iter());
                let body = ByteStream::from_stream(chunks).with_length(length);
                Ok(Response::head(200).stream("image/png", body)?)
            },
        );
        let server = Server::start(service.router()).await;
        let http2 = HttpClientBuilder::new().http2_prior_knowledge();
        for http in [HttpClientBuilder::new(), http2] {
            let client = Client::new(server.base()).with_http(http);
            let body = match petshop::download(&client, "x").await {
                Ok(body) => body.bytes().await.ok(),
                Err(_) => None,
            };
            assert_eq!(body.as_deref(), expected.map(str::as_bytes), "{length}");
        }
    }
}

struct Listed(std::vec::IntoIter<Result<&'static str, std::io::Error>>);

impl futures_core::Stream for Listed {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(|item| item.map(Bytes::from)))
    }
}

#[tokio::test]
async fn streams_at_hand() {
    assert_eq!(ByteStream::from("abc").bytes().await.unwrap(), "abc");
    assert_eq!(ByteStream::default().bytes().await.unwrap(), "");
    let bytes = ByteStream::from(&b"abc"[..]);
    assert_eq!(bytes.bytes().await.unwrap(), "abc");
    // There are no empty chunks: it is at its end at once.
    assert!(ByteStream::from("").next().await.is_none());
    assert_eq!(ByteStream::from(vec![1, 2]).length(), Some(2));
    let pieces = || ByteStream::from_stream(Listed(vec![Ok("ab"), Ok("cd")].into_iter()));
    assert_eq!(pieces().bytes().await.unwrap(), "abcd");
    assert_eq!(pieces().bytes_up_to(4).await.unwrap(), "abcd");
    assert!(pieces().bytes_up_to(3).await.is_err());
    assert_eq!(
        format!("{:?} {:?}", pieces(), ByteStream::from("ab")),
        "ByteStream(..) ByteStream(2 bytes)"
    );
}

/// The pieces that are sent to a channel.
struct Received(tokio::sync::mpsc::Receiver<&'static str>);

impl futures_core::Stream for Received {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let received = self.0.poll_recv(context);
        received.map(|piece| piece.map(|piece| Ok(Bytes::from_static(piece.as_bytes()))))
    }
}

/// The only response: events as bytes.
#[derive(Debug)]
struct Watch;

impl FromResponse for Watch {
    type Success = ByteStream;

    fn from_response(response: client::Response) -> Result<ByteStream, Error<Self>> {
        response.stream()
    }
}

impl Streaming for Watch {
    fn is_streamed(_: &client::Response) -> bool {
        true
    }
}

#[tokio::test]
async fn comments_are_sent_between_events_that_are_bytes_and_not_inside_of_them() {
    const COMMENT: &str = ": keep-alive\n\n";
    let contract =
        r#"{"operation":"watch","method":"GET","path":"/events","produces":["text/event-stream"]}"#;
    let mut service = Service::new((), contract);
    service.route(
        "watch",
        |_| Ok(()),
        |_: &()| async {
            let (sender, receiver) = tokio::sync::mpsc::channel(1);
            tokio::spawn(async move {
                for piece in ["data: a\n", "\n", "data: b\r\n\r\n", "data: c"] {
                    sender.send(piece).await.unwrap();
                    tokio::time::sleep(Duration::from_millis(300)).await;
                }
            });
            let body = ByteStream::from_stream(Received(receiver));
            Ok(Response::event_bytes("text/event-stream", 200, body)?)
        },
    );
    let service = service.event_keep_alive(Duration::from_millis(100));
    let server = Server::start(service.router()).await;
    let call = Client::new(server.base()).request("GET", "/events");
    let body = call
        .send_streaming::<Watch>()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    let body = String::from_utf8(body.to_vec()).unwrap();
    assert_eq!(
        body.replace(COMMENT, ""),
        "data: a\n\ndata: b\r\n\r\ndata: c"
    );
    assert!(
        body.starts_with(&format!("data: a\n\n{COMMENT}")),
        "{body:?}"
    );
    assert!(
        body.contains(&format!("data: b\r\n\r\n{COMMENT}")),
        "{body:?}"
    );
    assert!(body.ends_with("data: c"), "{body:?}");
}
