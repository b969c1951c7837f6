//! Connections with limits, over real sockets.

use std::future::pending;
use std::io::{ErrorKind, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request};
use axum::middleware::map_request;
use axum::Router;
use bytes::Bytes;
use specfirst_runtime::client::{Client, HttpClientBuilder, Method};
use specfirst_runtime::server::{Input, Response, Server, Service};
use specfirst_runtime::stream::ByteStream;
use tokio::net::TcpListener;

const CONTRACT: &str = r#"{"operation":"hello","method":"GET","path":"/hello","parameters":[{"name":"x-peer","in":"header","schema":{"type":"string"},"shape":"string"}]}
{"operation":"text","method":"POST","path":"/text","body":{"required":true,"content":{"text/plain":{"schema":{"type":"string"},"shape":"string"}}}}
{"operation":"endless","method":"GET","path":"/endless"}
{"operation":"large","method":"GET","path":"/large"}
{"operation":"empty","method":"GET","path":"/empty"}
{"operation":"same","method":"GET","path":"/same"}
{"operation":"slow","method":"GET","path":"/slow"}"#;

/// More than the buffers of two sockets hold.
const LARGE: usize = 32 * 1024 * 1024;

const TIMEOUT: Duration = Duration::from_millis(600);

/// A stream without end.
struct Endless;

impl futures_core::Stream for Endless {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(
        self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(Ok(Bytes::from_static(&[b'x'; 64 * 1024]))))
    }
}

fn service() -> Service<()> {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "hello",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let peer: Option<String> = input.header("x-peer")?;
            Ok(Response::head(200).text("text/plain", peer.unwrap_or_default())?)
        },
    );
    service.route("text", |input| Ok((input,)), |_: &(), input: Input| async move {
        Ok(Response::head(200).text("text/plain", input.text()?)?)
    });
    service.route(
        "endless",
        |_| Ok(()),
        |_: &()| async move {
            Ok(Response::head(200).stream("text/plain", ByteStream::from_stream(Endless))?)
        },
    );
    service.route(
        "slow",
        |_| Ok(()),
        |_: &()| async move {
            tokio::time::sleep(3 * TIMEOUT).await;
            Ok(Response::head(200).text("text/plain", "done")?)
        },
    );
    service.route(
        "empty",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    service.route(
        "same",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(304).empty()?) },
    );
    service.route(
        "large",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(200).text("text/plain", "x".repeat(LARGE))?) },
    );
    service
}

fn router() -> Router {
    service().router()
}

/// Starts a server, on a runtime of its own threads so that tests can block.
async fn start(server: Server) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(server.serve_until(listener, pending()));
    address
}

async fn blocking<T: Send + 'static>(test: impl FnOnce() -> T + Send + 'static) -> T {
    tokio::task::spawn_blocking(test).await.unwrap()
}

fn connect(address: SocketAddr) -> TcpStream {
    let stream = TcpStream::connect(address).unwrap();
    let timeout = Some(Duration::from_secs(10));
    stream.set_read_timeout(timeout).unwrap();
    stream.set_write_timeout(timeout).unwrap();
    stream
}

/// Everything until the server closes the connection, and how long that took.
fn read_to_close(stream: &mut TcpStream) -> (String, Duration) {
    let start = Instant::now();
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(error) if error.kind() == ErrorKind::ConnectionReset => {}
        Err(error) => panic!("the connection stays open: {error}"),
    }
    (
        String::from_utf8_lossy(&bytes).into_owned(),
        start.elapsed(),
    )
}

/// The payloads of all frames of HTTP/2 until the server closes the connection, and how long that took. Pings are
/// answered, as by a client that is alive.
fn read_frames_to_close(stream: &mut TcpStream) -> (String, Duration) {
    let start = Instant::now();
    let mut payloads = Vec::new();
    let mut head = [0; 9];
    // Pings would keep it open for ever.
    while start.elapsed() < Duration::from_secs(10) && stream.read_exact(&mut head).is_ok() {
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let mut payload = vec![0; length as usize];
        stream.read_exact(&mut payload).unwrap();
        let (kind, flags) = (head[3], head[4]);
        if (kind, flags) == (6, 0) {
            head[4] = 1;
            // The server may have closed the connection meanwhile.
            let _ = stream.write_all(&[&head[..], &payload].concat());
        }
        payloads.extend(payload);
    }
    (
        String::from_utf8_lossy(&payloads).into_owned(),
        start.elapsed(),
    )
}

fn exchange(address: SocketAddr, request: &str) -> String {
    let mut stream = connect(address);
    stream.write_all(request.as_bytes()).unwrap();
    read_to_close(&mut stream).0
}

const HELLO: &str = "GET /hello HTTP/1.1\r\nHost: t\r\n\r\n";
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
/// The head of a request, on stream 3, whose continuation does not come.
const HALF_HEAD: &[u8] = &[0, 0, 1, 1, 0, 0, 0, 0, 3, 0x82];

const HELLO_AND_CLOSE: &str = "GET /hello HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn idle_connections_and_unfinished_heads_are_closed_on_every_request() {
    let address = start(Server::new(router()).header_timeout(TIMEOUT)).await;
    blocking(move || {
        let half = "GET /hello HTTP/1.1\r\nHos";
        for (first, second) in [("", ""), (half, ""), (HELLO, ""), (HELLO, half)] {
            let mut stream = connect(address);
            stream.write_all(first.as_bytes()).unwrap();
            std::thread::sleep(Duration::from_millis(100));
            stream.write_all(second.as_bytes()).unwrap();
            let (text, time) = read_to_close(&mut stream);
            assert_eq!(
                text.contains("200 OK"),
                first == HELLO,
                "{first}{second}: {text}"
            );
            assert!(!text.contains("408"), "{text}");
            assert!(
                time > TIMEOUT / 2 && time < TIMEOUT * 4,
                "{first}{second}: {time:?}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_that_comes_byte_by_byte_is_timed_as_a_whole() {
    let address = start(Server::new(router()).header_timeout(TIMEOUT)).await;
    blocking(move || {
        let mut stream = connect(address);
        let start = Instant::now();
        while stream.write_all(b"G").is_ok() && start.elapsed() < Duration::from_secs(8) {
            std::thread::sleep(Duration::from_millis(50));
        }
        assert!(start.elapsed() < TIMEOUT * 4, "{:?}", start.elapsed());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bare_line_feeds_are_a_head_as_well() {
    let address = start(Server::new(router()).header_timeout(TIMEOUT)).await;
    let text = blocking(move || exchange(address, "GET /hello HTTP/1.1\nHost: t\n\n")).await;
    assert!(
        text.starts_with("HTTP/1.1 200") && !text.contains("408"),
        "{text}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn idle_http2_connections_are_closed() {
    let address = start(Server::new(router()).header_timeout(TIMEOUT)).await;
    blocking(move || {
        for rest in [&b""[..], SETTINGS, &[SETTINGS, HALF_HEAD].concat()] {
            for preface in [&PREFACE[..10], PREFACE] {
                let mut stream = connect(address);
                stream.write_all(&[preface, rest].concat()).unwrap();
                let (_, time) = read_to_close(&mut stream);
                assert!(time < TIMEOUT * 4, "{time:?}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_connections_are_closed_that_are_idle_after_a_request() {
    let address = start(Server::new(router()).header_timeout(TIMEOUT)).await;
    blocking(move || {
        // `GET /hello` with `x-peer: peer`, on stream 1.
        let head = b"\x82\x86\x04\x06/hello\x01\x01t\x00\x06x-peer\x04peer";
        let length = u8::try_from(head.len()).unwrap();
        let request = [&[0, 0, length, 1, 5, 0, 0, 0, 1][..], head].concat();
        for second in [&b""[..], HALF_HEAD] {
            let mut stream = connect(address);
            let first = [PREFACE, SETTINGS, &request].concat();
            stream.write_all(&first).unwrap();
            std::thread::sleep(Duration::from_millis(100));
            stream.write_all(second).unwrap();
            // Within a head there can be no answer to a ping.
            let (text, time) = match second {
                [] => read_frames_to_close(&mut stream),
                _ => read_to_close(&mut stream),
            };
            assert!(text.contains("peer"), "{text}");
            assert!(time > TIMEOUT / 2 && time < TIMEOUT * 4, "{time:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn at_the_limit_idle_and_stalled_connections_make_room() {
    let address = start(Server::new(router()).max_connections(3)).await;
    blocking(move || {
        let body = "POST /text HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n";
        for silent in ["", "GET /hel", HELLO, body] {
            let connections: Vec<_> = (0..3)
                .map(|_| {
                    let mut stream = connect(address);
                    stream.write_all(silent.as_bytes()).unwrap();
                    stream
                })
                .collect();
            std::thread::sleep(Duration::from_millis(200));
            let start = Instant::now();
            let text = exchange(address, HELLO_AND_CLOSE);
            assert!(text.starts_with("HTTP/1.1 200"), "{silent}: {text}");
            let time = start.elapsed();
            assert!(time < Duration::from_millis(1500), "{silent}: {time:?}");
            drop(connections);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_that_do_not_read_are_closed() {
    let address = start(Server::new(router()).write_timeout(TIMEOUT)).await;
    blocking(move || {
        let mut stream = connect(address);
        stream
            .write_all(b"GET /endless HTTP/1.1\r\nHost: t\r\n\r\n")
            .unwrap();
        std::thread::sleep(TIMEOUT * 3);
        // What the sockets hold comes, and then the end.
        read_to_close(&mut stream);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_is_not_idle_while_a_large_response_is_sent() {
    let address = start(Server::new(router()).header_timeout(TIMEOUT)).await;
    let received = blocking(move || {
        let mut stream = connect(address);
        stream
            .write_all(b"GET /large HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut received = 0;
        let mut buffer = vec![0; 1024 * 1024];
        while let Ok(length @ 1..) = stream.read(&mut buffer) {
            received += length;
            // At this rate it takes several times the header timeout.
            std::thread::sleep(Duration::from_millis(100).mul_f64(length as f64 / 1048576.0));
        }
        received
    })
    .await;
    assert!(received > LARGE, "{received} of {LARGE} bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn timeouts_may_be_as_long_as_a_duration_can_be() {
    let longest = Duration::MAX;
    let router = service()
        .read_timeout(longest)
        .stream_timeout(longest)
        .handler_timeout(longest)
        .router();
    let server = Server::new(router)
        .header_timeout(longest)
        .write_timeout(longest)
        .shutdown_timeout(longest);
    let address = start(server).await;
    let text = blocking(move || {
        let body = "x".repeat(20_000);
        let request = format!(
            "POST /text HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let (first, second) = request.split_at(request.len() - 10);
        let mut stream = connect(address);
        stream.write_all(first.as_bytes()).unwrap();
        // So that the server waits for the rest.
        std::thread::sleep(Duration::from_millis(100));
        stream.write_all(second.as_bytes()).unwrap();
        read_to_close(&mut stream).0
    })
    .await;
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
}

/// The head of a request that is refused.
fn refused(path: &str, length: usize, header: &str) -> String {
    format!("POST {path} HTTP/1.1\r\nHost: t\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n{header}\r\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn the_body_of_a_refused_request_is_discarded() {
    let address = start(Server::new(router())).await;
    blocking(move || {
        for (path, status) in [("/text", 415), ("/hello", 405), ("/nothing", 404)] {
            let body = vec![b'x'; 4 * 1024 * 1024];
            let mut stream = connect(address);
            let head = refused(path, body.len(), "");
            stream.write_all(head.as_bytes()).unwrap();
            // The response is not lost, and the connection is used on.
            stream.write_all(&body).expect("the body is received");
            stream.write_all(HELLO_AND_CLOSE.as_bytes()).unwrap();
            let (text, _) = read_to_close(&mut stream);
            assert!(text.starts_with(&format!("HTTP/1.1 {status}")), "{text}");
            assert!(text.contains("HTTP/1.1 200"), "{text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_body_that_is_long_or_not_sent_yet_is_not_waited_for() {
    let address = start(Server::new(router())).await;
    blocking(move || {
        for (length, header) in [(64 * 1024 * 1024 + 1, ""), (5, "Expect: 100-continue\r\n")] {
            let mut stream = connect(address);
            let head = refused("/text", length, header);
            stream.write_all(head.as_bytes()).unwrap();
            let (text, time) = read_to_close(&mut stream);
            assert!(text.starts_with("HTTP/1.1 415"), "{header}: {text}");
            assert!(time < Duration::from_secs(5), "{header}: {time:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_one_host() {
    let address = start(Server::new(router())).await;
    blocking(move || {
        let two = "Host: a\r\nHost: b\r\n";
        for (version, hosts, status) in [
            ("1.1", "", 400),
            ("1.1", "Host: a\r\n", 200),
            ("1.1", two, 400),
            // A client of HTTP/1.0 need not send one.
            ("1.0", "", 200),
            ("1.0", "Host: a\r\n", 200),
            ("1.0", two, 400),
        ] {
            let request = format!("GET /hello HTTP/{version}\r\n{hosts}Connection: close\r\n\r\n");
            let text = exchange(address, &request);
            let line = format!("HTTP/{version} {status}");
            assert!(text.starts_with(&line), "{version} {hosts}: {text}");
            let is_problem = text.contains("application/problem+json");
            assert_eq!(is_problem, status == 400, "{version} {hosts}: {text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_without_host_is_refused_after_its_body_is_read() {
    let address = start(Server::new(router())).await;
    blocking(move || {
        let body = "x".repeat(8 * 1024 * 1024);
        let length = body.len();
        let request = format!(
            "POST /text HTTP/1.1\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        );
        // Writing fails if the connection is reset.
        let text = exchange(address, &request);
        assert!(text.starts_with("HTTP/1.1 400"), "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn ambiguous_framing_is_not_read_twice() {
    let address = start(Server::new(router())).await;
    blocking(move || {
        for framing in [
            "Content-Length: 5\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nContent-Length: 5",
            "Content-Length: 5\r\nContent-Length: 6",
        ] {
            let smuggled = "0\r\n\r\nGET /hello HTTP/1.1\r\nHost: t\r\n\r\n";
            let request = format!(
                "POST /text HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\n{framing}\r\n\r\n{smuggled}"
            );
            let mut stream = connect(address);
            stream.write_all(request.as_bytes()).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let (text, _) = read_to_close(&mut stream);
            assert!(text.matches("HTTP/1.1 ").count() <= 1, "{framing}: {text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_the_client_is_an_extension() {
    let layer = map_request(|mut request: Request| async move {
        let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
        let peer = peer.unwrap().0.ip().to_string();
        request
            .headers_mut()
            .insert("x-peer", peer.parse().unwrap());
        request
    });
    let address = start(Server::new(router().layer(layer))).await;
    let text = blocking(move || exchange(address, HELLO_AND_CLOSE)).await;
    assert!(text.ends_with("127.0.0.1"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn head_of_a_stream_has_no_length() {
    let address = start(Server::new(router())).await;
    let text = blocking(move || {
        exchange(
            address,
            "HEAD /endless HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n",
        )
    })
    .await;
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    assert!(!text.to_lowercase().contains("content-length"), "{text}");
    assert!(text.ends_with("\r\n\r\n"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn head_of_a_stream_has_no_length_in_http2_either() {
    let address = start(Server::new(router())).await;
    let http = HttpClientBuilder::new().http2_prior_knowledge();
    let client = Client::new(format!("http://{address}")).with_http(http);
    let large = LARGE.to_string();
    for (path, length) in [("/endless", None), ("/large", Some(large.as_str()))] {
        let response = client.request(Method::HEAD, path).response().await;
        let response = response.unwrap();
        assert_eq!(response.status(), 200);
        let header = response.headers().get("content-length");
        let found = header.map(|value| value.to_str().unwrap());
        assert_eq!(found, length, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_without_content_has_no_length() {
    let address = start(Server::new(router())).await;
    let base = format!("http://{address}");
    let http = HttpClientBuilder::new().http2_prior_knowledge();
    for client in [
        Client::new(base.as_str()),
        Client::new(base.as_str()).with_http(http),
    ] {
        for (path, status) in [("/empty", 204), ("/same", 304)] {
            let response = client.request(Method::GET, path).response().await;
            let response = response.unwrap();
            assert_eq!(response.status(), status);
            assert_eq!(response.headers().get("content-length"), None, "{status}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn http2_has_limits_of_headers_and_of_what_is_sent_ahead() {
    let address = start(Server::new(router())).await;
    let sent = blocking(move || {
        let mut stream = connect(address);
        stream.write_all(&[PREFACE, SETTINGS].concat()).unwrap();
        // The frames SETTINGS and WINDOW_UPDATE come first.
        let mut sent = Vec::new();
        let mut head = [0; 9];
        while !sent.contains(&(0, 8)) {
            stream.read_exact(&mut head).unwrap();
            let mut payload = vec![0; usize::from(head[2])];
            stream.read_exact(&mut payload).unwrap();
            let number = |bytes: &[u8]| {
                bytes
                    .iter()
                    .fold(0, |sum, byte| sum << 8 | u32::from(*byte))
            };
            match head[3] {
                4 => sent.extend(
                    payload
                        .chunks(6)
                        .map(|it| (number(&it[..2]), number(&it[2..]))),
                ),
                // The connection's window is 65535 bytes before.
                8 => sent.extend([(0, 8), (8, number(&payload) + 65535)]),
                _ => {}
            }
        }
        sent
    })
    .await;
    let setting = |id: u32| {
        sent.iter()
            .find(|(key, _)| *key == id)
            .map(|(_, value)| *value)
    };
    assert_eq!(setting(6), Some(32 * 1024), "headers: {sent:?}");
    assert_eq!(setting(4), Some(64 * 1024), "stream: {sent:?}");
    assert_eq!(setting(8), Some(1024 * 1024), "connection: {sent:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_of_a_request_may_have_64_kib() {
    let address = start(Server::new(router())).await;
    blocking(move || {
        for (length, status) in [(60, 200), (80, 431)] {
            let header = "x".repeat(length * 1024);
            let text = exchange(
                address,
                &format!("GET /hello HTTP/1.1\r\nHost: t\r\nConnection: close\r\nX-Other: {header}\r\n\r\n"),
            );
            assert!(text.starts_with(&format!("HTTP/1.1 {status}")), "{text}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stop_closes_idle_connections_and_ends_slow_requests_after_the_timeout() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let server = Server::new(router()).shutdown_timeout(TIMEOUT);
    let server = tokio::spawn(server.serve_until(listener, async move {
        let _ = stopped.await;
    }));
    let streams = blocking(move || {
        let mut idle = connect(address);
        idle.write_all(HELLO.as_bytes()).unwrap();
        let mut slow = connect(address);
        slow.write_all(b"GET /endless HTTP/1.1\r\nHost: t\r\n\r\n")
            .unwrap();
        std::thread::sleep(Duration::from_millis(200));
        (idle, slow)
    })
    .await;
    let start = Instant::now();
    stop.send(()).unwrap();
    server.await.unwrap().unwrap();
    assert!(start.elapsed() >= TIMEOUT && start.elapsed() < TIMEOUT * 4);
    blocking(move || {
        let (mut idle, mut slow) = streams;
        read_to_close(&mut idle);
        read_to_close(&mut slow);
        assert!(TcpStream::connect(address).is_err());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn responses_and_requests_of_known_length_are_known_to_be() {
    let address = start(Server::new(router())).await;
    blocking(move || {
        let length = |method: &str, path: &str| {
            let text = format!(
                "{method} {path} HTTP/1.1\r\nHost: t\r\nX-Peer: abc\r\nConnection: close\r\n\r\n"
            );
            let response = exchange(address, &text);
            let head = response.split("\r\n\r\n").next().unwrap().to_lowercase();
            let mut lines = head.lines().map(str::to_owned);
            lines.find(|line| line.starts_with("content-length"))
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(length("GET", "/hello"), some("content-length: 3"));
        assert_eq!(length("HEAD", "/hello"), some("content-length: 3"));
        assert_eq!(length("HEAD", "/large"), Some(format!("content-length: {LARGE}")));
        assert_eq!(length("GET", "/large"), Some(format!("content-length: {LARGE}")));
        // A body that is announced to be too long is refused before it is sent.
        let start = Instant::now();
        let text = exchange(
            address,
            "POST /text HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: 99999999\r\n\r\nx",
        );
        assert!(text.starts_with("HTTP/1.1 413"), "{text}");
        assert!(start.elapsed() < Duration::from_secs(5));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_at_work_does_not_make_its_connection_idle() {
    let server = Server::new(router())
        .header_timeout(TIMEOUT)
        .write_timeout(TIMEOUT)
        .max_connections(1);
    let address = start(server).await;
    let slow = "GET /slow HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
    blocking(move || {
        let waiting = std::thread::spawn(move || {
            // Until then the only connection is taken, and its time under pressure begins.
            std::thread::sleep(TIMEOUT / 2);
            let start = Instant::now();
            (exchange(address, HELLO_AND_CLOSE), start.elapsed())
        });
        let text = exchange(address, slow);
        assert!(text.ends_with("\r\n\r\ndone"), "{text}");
        let (text, time) = waiting.join().unwrap();
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        assert!(time > TIMEOUT, "there is a second connection: {time:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_reads_keeps_its_connection_while_others_wait() {
    let server = Server::new(router()).max_connections(1);
    let address = start(server).await;
    blocking(move || {
        let mut reading = connect(address);
        reading
            .write_all(b"GET /endless HTTP/1.1\r\nHost: t\r\n\r\n")
            .unwrap();
        let mut piece = vec![0; 1024 * 1024];
        reading.read_exact(&mut piece).unwrap();
        let waiting = std::thread::spawn(move || exchange(address, HELLO_AND_CLOSE));
        let start = Instant::now();
        while start.elapsed() < 3 * TIMEOUT {
            reading.read_exact(&mut piece).unwrap();
            std::thread::sleep(Duration::from_millis(20));
        }
        drop(reading);
        let text = waiting.join().unwrap();
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_keeps_its_connection_while_others_wait() {
    let server = Server::new(router()).max_connections(1);
    let address = start(server).await;
    blocking(move || {
        let piece = "x".repeat(40 * 1024);
        let pieces = 18;
        let mut sending = connect(address);
        let head = format!(
            "POST /text HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: {}\r\n\r\n",
            pieces * piece.len()
        );
        sending.write_all(head.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
        let waiting = std::thread::spawn(move || exchange(address, HELLO_AND_CLOSE));
        for _ in 0..pieces {
            std::thread::sleep(Duration::from_millis(100));
            sending.write_all(piece.as_bytes()).unwrap();
        }
        let (text, _) = read_to_close(&mut sending);
        assert!(text.starts_with("HTTP/1.1 200"), "{text:.100}");
        let text = waiting.join().unwrap();
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_that_is_sent_is_not_waited_for_during_the_next_request() {
    let address = start(Server::new(router()).write_timeout(TIMEOUT)).await;
    let text = blocking(move || {
        let slow = "GET /slow HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n";
        let hello = "GET /hello HTTP/1.1\r\nHost: t\r\nX-Peer: abc\r\n\r\n";
        exchange(address, &format!("{hello}{slow}"))
    })
    .await;
    assert!(text.contains("abc") && text.ends_with("done"), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_without_the_router_has_a_length() {
    let address = start(Server::new(router())).await;
    let text =
        blocking(move || exchange(address, "GET /hello HTTP/1.1\r\nConnection: close\r\n\r\n"))
            .await;
    assert!(text.starts_with("HTTP/1.1 400"), "{text}");
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(body.contains("Host"), "{text}");
    let length = format!("content-length: {}", body.len());
    assert!(head.to_lowercase().contains(&length), "{text}");
}
