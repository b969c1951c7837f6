//! Requests and responses that are refused, since readers could differ in what they take them for.

use std::sync::Arc;
use std::time::Duration;

use specfirst_runtime::schema::pattern;
use specfirst_runtime::server::{Contract, Input, Problem, Response, Service};
use specfirst_runtime::stream::ByteStream;
use tokio::task::JoinSet;

use super::wire::Server;

const JSON: (&str, &str) = ("Content-Type", "application/json");

#[tokio::test]
async fn escapes_that_are_not_utf8_are_400() {
    let server = Server::petshop().await;
    for query in ["limit=%zz", "x=%FF", "%4=1", "limit=5&tags=%"] {
        let heard = server.get(&format!("/pets?{query}")).await;
        assert_eq!(heard.status, 400, "{query}");
        assert_eq!(heard.problems().len(), 1, "{query}");
    }
    let form = [
        ("X-Key", "good"),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    for body in ["id=1&name=%zz", "id=1&name=a&x=%FF"] {
        let heard = server.send("POST", "/pets", &form, body).await;
        assert_eq!(heard.status, 400, "{body}");
    }
    // A key that cannot be read is none.
    assert_eq!(server.get("/guarded?key=good%zz").await.status, 401);
}

#[tokio::test]
async fn charsets_other_than_utf8_are_415() {
    let server = Server::petshop().await;
    for (charset, status) in [
        ("utf-8", 200),
        ("UTF-8", 200),
        ("\"utf-8\"", 200),
        ("us-ascii", 200),
        ("utf-16", 415),
        ("iso-8859-1", 415),
    ] {
        let media_type = format!("text/plain; charset={charset}");
        let headers = [("Content-Type", media_type.as_str())];
        let heard = server.send("QUERY", "/search", &headers, "abc").await;
        assert_eq!(heard.status, status, "{charset}");
        let media_type = format!("application/json; charset={charset}");
        let headers = [("Content-Type", media_type.as_str())];
        let body = r#"{"name":"a","price":1}"#;
        let heard = server.send("POST", "/items", &headers, body).await;
        assert_eq!(heard.status == 415, status == 415, "{charset}: {heard:?}");
    }
}

#[tokio::test]
async fn two_media_types_are_400() {
    let server = Server::petshop().await;
    let text = ("Content-Type", "text/plain");
    let list = ("Content-Type", "text/plain, application/json");
    for headers in [&[text, JSON][..], &[text, text], &[list]] {
        let heard = server.send("QUERY", "/search", headers, "abc").await;
        assert_eq!(heard.status, 400, "{headers:?}");
    }
}

#[tokio::test]
async fn one_of_several_json_values_is_not_preferred() {
    let contract = r#"{"operation":"find","method":"GET","path":"/find","parameters":[{"name":"filter","in":"query","content":"application/json","schema":{"type":"integer"}},{"name":"X-Filter","in":"header","content":"application/json","schema":{"type":"integer"}}]}"#;
    let mut service = Service::new((), contract);
    service.route(
        "find",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let (one, two) = (("X-Filter", "1"), ("X-Filter", "2"));
    for (path, headers, status) in [
        ("/find?filter=1", &[one][..], 204),
        ("/find?filter=1&filter=2", &[one], 400),
        ("/find?filter=1", &[one, two], 400),
    ] {
        let heard = server.send("GET", path, headers, "").await;
        assert_eq!(heard.status, status, "{path} {headers:?}");
    }
}

#[tokio::test]
async fn each_line_of_the_content_encoding_counts() {
    let server = Server::petshop().await;
    let (identity, gzip) = (
        ("Content-Encoding", "identity"),
        ("Content-Encoding", "gzip"),
    );
    for (encodings, status) in [
        (&[identity][..], 200),
        (&[gzip], 415),
        (&[identity, gzip], 415),
    ] {
        let headers = [&[("Content-Type", "text/plain")][..], encodings].concat();
        let heard = server.send("QUERY", "/search", &headers, "abc").await;
        assert_eq!(heard.status, status, "{encodings:?}");
    }
}

#[tokio::test]
async fn parameters_of_media_types_are_compared_with_their_case() {
    let server = Server::petshop().await;
    for (parameter, body, status) in [
        ("version=1", "1", 200),
        ("Version=\"1\"", "1", 200),
        ("version=2", "1", 422),
        ("version=3", "1", 415),
    ] {
        let media_type = format!("application/vnd.A+json; {parameter}");
        let headers = [("Content-Type", media_type.as_str())];
        let heard = server.send("POST", "/exact", &headers, body).await;
        assert_eq!(heard.status, status, "{parameter}");
    }
}

#[tokio::test]
async fn framing_headers_of_handlers_are_refused() {
    let contract = r#"{"operation":"get","method":"GET","path":"/{name}","parameters":[{"name":"name","in":"path","required":true,"schema":{"type":"string"},"shape":"string"}]}"#;
    let mut service = Service::new((), contract);
    service.route(
        "get",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let name: String = input.path("name")?;
            if let Some(name) = name.strip_prefix("problem-") {
                let name = axum::http::HeaderName::from_bytes(name.as_bytes())?;
                let problem = Problem::new(axum::http::StatusCode::CONFLICT, "no");
                return Err(problem.with_header(name, "1".parse()?).into());
            }
            let head = Response::head(200).header(&name, "1");
            Ok(head.stream("text/plain", ByteStream::from("abc"))?)
        },
    );
    let server = Server::start(service.router()).await;
    for name in [
        "Content-Length",
        "Transfer-Encoding",
        "Connection",
        "Keep-Alive",
        "Upgrade",
        "Proxy-Connection",
        "TE",
        "Trailer",
        "Host",
        "HTTP2-Settings",
    ] {
        for path in [format!("/{name}"), format!("/problem-{name}")] {
            let heard = server.get(&path).await;
            assert_eq!(heard.status, 500, "{path}");
            let length = heard.body.len().to_string();
            assert_eq!(
                heard.header("content-length"),
                Some(length.as_str()),
                "{path}"
            );
            assert!(heard
                .header("content-type")
                .unwrap()
                .contains("problem+json"));
        }
    }
    assert_eq!(server.get("/X-Good").await.status, 200);
}

#[tokio::test]
async fn the_mock_leaves_framing_headers_out() {
    let contract = r#"{"operation":"get","method":"GET","path":"/","mock":{"status":200,"headers":{"Content-Length":1,"Transfer-Encoding":"gzip","Connection":"x","X-Good":1},"type":"application/json","body":[1,2]}}"#;
    let server = Server::start(Service::mock(contract).router()).await;
    let heard = server.get("/").await;
    assert_eq!((heard.status, heard.body.as_str()), (200, "[1,2]"));
    assert_eq!(heard.header("x-good"), Some("1"));
    assert_eq!(heard.header("content-length"), Some("5"));
    assert_eq!(heard.header("transfer-encoding"), None);
}

/// Texts of eleven `a` match after going back a thousand times; those of 23 need more than a request may.
const PATTERNS: &str = r#"{"operation":"put","method":"PUT","path":"/","parameters":[{"name":"text","in":"query","explode":true,"schema":{"type":"array","items":{"type":"string","pattern":"^(?:(a+)+(?<!a)|a*)$"}},"shape":{"items":"string"}}],"body":{"content":{"application/json":{"schema":{"items":{"pattern":"^(?:(a+)+(?<!a)|a*)$"}}}}}}"#;

#[tokio::test]
async fn patterns_of_parameters_and_body_share_the_budget_of_the_request() {
    let contract = Contract::from(PATTERNS).with_patterns(pattern::compile);
    let mut service = Service::new((), contract);
    service.route(
        "put",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let text = "a".repeat(11);
    let send = async |parameters: usize, items: usize, text: &str| {
        let query = vec![format!("text={text}"); parameters].join("&");
        let body = serde_json::json!(vec![text; items]).to_string();
        server
            .send("PUT", &format!("/?{query}"), &[JSON], &body)
            .await
    };
    for (parameters, items, status) in [
        (1, 0, 204),
        (10, 0, 204),
        (0, 10, 204),
        (10, 10, 422),
        (30, 0, 422),
        (0, 30, 422),
    ] {
        let heard = send(parameters, items, &text).await;
        assert_eq!(heard.status, status, "{parameters} {items}: {heard:?}");
        let is_said = heard
            .body
            .contains("is too long to be checked against the pattern");
        assert_eq!(is_said, status == 422, "{heard:?}");
    }
    // A longer request may take more steps.
    let body = serde_json::json!(vec![text; 30]).to_string() + &" ".repeat(100_000);
    let heard = server.send("PUT", "/", &[JSON], &body).await;
    assert_eq!(heard.status, 204, "{heard:?}");
    let heard = send(1, 0, &"a".repeat(23)).await;
    assert_eq!(heard.status, 422);
    assert_eq!(heard.problems(), ["query text/0 pattern"]);
    assert!(
        heard.body.contains("is too long to be checked"),
        "{heard:?}"
    );
}

const UPLOAD: &str = r#"{"operation":"upload","method":"POST","path":"/upload","body":{"required":true,"content":{"*/*":{"stream":true}}}}
{"operation":"text","method":"POST","path":"/text","body":{"required":true,"content":{"text/plain":{"schema":{"type":"string"},"shape":"string"}}}}"#;

/// The head of a request whose body does not come as announced, and some of it.
fn half(path: &str, length: usize, sent: usize) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nContent-Length: {length}\r\n\r\n"
    );
    [head.into_bytes(), vec![b'x'; sent]].concat()
}

#[tokio::test]
async fn a_handler_that_stops_reading_is_timed_out() {
    let mut service = Service::new((), UPLOAD)
        .read_timeout(Duration::from_millis(300))
        .handler_timeout(Duration::from_millis(300));
    service.route(
        "upload",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let mut body = input.stream()?;
            // One poll that is pending, then never again.
            let _ = tokio::time::timeout(Duration::from_millis(50), async {
                while body.next().await.is_some() {}
            })
            .await;
            std::future::pending::<()>().await;
            Ok(Response::head(204).empty()?)
        },
    );
    let server = Server::start(service.router()).await;
    let heard = server.raw(&half("/upload", 10, 5)).await;
    assert_eq!(heard.status, 503);
}

#[tokio::test]
async fn a_body_may_have_as_many_bytes_as_its_limit() {
    let mut service = Service::new((), UPLOAD)
        .body_limit(1000)
        .read_timeout(Duration::from_secs(1));
    service.route(
        "text",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            Ok(Response::head(200).text("text/plain", input.text()?.len().to_string())?)
        },
    );
    let server = Server::start(service.router()).await;
    let text = [("Content-Type", "text/plain")];
    for (length, status) in [(1000, 200), (1001, 413)] {
        let body = "x".repeat(length);
        let heard = server.send("POST", "/text", &text, &body).await;
        assert_eq!(heard.status, status, "{length}");
        for chunks in [&[length][..], &[600, length - 600]] {
            let heard = server.raw(&chunked("/text", chunks)).await;
            assert_eq!(heard.status, status, "{chunks:?}");
        }
    }
    // One that is announced to be longer is not waited for.
    let heard = server.raw(&half("/text", 1001, 0)).await;
    assert_eq!(heard.status, 413);
    let heard = server.raw(&half("/text", 1000, 0)).await;
    assert_eq!(
        (heard.status, heard.header("connection")),
        (408, Some("close"))
    );
}

#[tokio::test]
async fn an_optional_body_without_chunks_is_absent_unless_it_has_a_media_type() {
    let server = Server::petshop().await;
    for (content_type, status) in [("", 200), ("Content-Type: text/plain\r\n", 415)] {
        let request = format!(
            "POST /items HTTP/1.1\r\nHost: t\r\n{content_type}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
        );
        let heard = server.raw(request.as_bytes()).await;
        assert_eq!(heard.status, status, "{content_type}");
    }
}

/// A request whose body has an unknown length: chunks of these lengths.
fn chunked(path: &str, chunks: &[usize]) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nHost: t\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"
    );
    for length in chunks {
        request.push_str(&format!("{length:x}\r\n{}\r\n", "x".repeat(*length)));
    }
    request.push_str("0\r\n\r\n");
    request.into_bytes()
}

#[tokio::test]
async fn streamed_bodies_have_limits_of_bytes_and_time() {
    let mut service = Service::new((), UPLOAD)
        .stream_limit(1000)
        .stream_timeout(Duration::from_millis(500));
    service.route(
        "upload",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let body = input.stream()?.bytes().await?;
            Ok(Response::head(200).text("text/plain", body.len().to_string())?)
        },
    );
    let server = Server::start(service.router()).await;
    let text = [("Content-Type", "text/plain")];
    let send = async |length: usize| {
        let body = "x".repeat(length);
        server.send("POST", "/upload", &text, &body).await.status
    };
    assert_eq!(send(1000).await, 200);
    assert_eq!(send(1001).await, 413);
    // A piece every 50 ms keeps within the read timeout, but not within that of the stream.
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(server.address)
        .await
        .unwrap();
    stream.write_all(&half("/upload", 900, 0)).await.unwrap();
    let (mut read, mut write) = stream.split();
    let dripping = async {
        while write.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let mut text = [0; 12];
    let reading = tokio::time::timeout(Duration::from_secs(10), read.read_exact(&mut text));
    tokio::select! {
        () = dripping => panic!("the connection is closed without a response"),
        read = reading => { read.unwrap().unwrap(); }
    }
    assert_eq!(&text, b"HTTP/1.1 408");
}

#[tokio::test]
async fn bodies_share_a_limit_of_memory() {
    let mut service = Service::new((), UPLOAD)
        .body_memory(100 * 1024)
        .read_timeout(Duration::from_secs(2));
    service.route(
        "text",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let text = input.text()?;
            if text.starts_with('y') {
                tokio::time::sleep(Duration::from_secs(3)).await;
            }
            Ok(Response::head(200).text("text/plain", text.len().to_string())?)
        },
    );
    let server = Server::start(service.router()).await;
    let text = [("Content-Type", "text/plain")];
    let send = async |body: String| server.send("POST", "/text", &text, &body).await;
    // A body that does not come makes room for others.
    let (stalled, large) = tokio::join!(
        server.raw_owned(half("/text", 100 * 1024, 20 * 1024)),
        async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            send("x".repeat(90 * 1024)).await
        }
    );
    assert_eq!((stalled.status, large.status), (408, 200));
    // One that a handler holds does not, and small ones need none.
    let (slow, large, small) = tokio::join!(
        send("y".repeat(90 * 1024)),
        async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            send("x".repeat(90 * 1024)).await
        },
        async {
            tokio::time::sleep(Duration::from_millis(400)).await;
            let start = std::time::Instant::now();
            (send("x".repeat(1000)).await, start.elapsed())
        }
    );
    assert_eq!((slow.status, large.status, small.0.status), (200, 503, 200));
    assert_eq!(large.header("retry-after"), Some("1"));
    assert!(small.1 < Duration::from_secs(1));
}

#[tokio::test]
async fn a_body_that_waits_for_memory_is_not_late() {
    let mut service = Service::new((), UPLOAD)
        .body_memory(100 * 1024)
        .read_timeout(Duration::from_secs(3));
    service.route(
        "text",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            if input.text()?.starts_with('y') {
                tokio::time::sleep(Duration::from_secs(2)).await;
            }
            Ok(Response::head(204).empty()?)
        },
    );
    let server = Server::start(service.router()).await;
    let text = [("Content-Type", "text/plain")];
    let first = "y".repeat(90 * 1024);
    let (first, second) = tokio::join!(server.send("POST", "/text", &text, &first), async {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        tokio::time::sleep(Duration::from_millis(300)).await;
        let stream = tokio::net::TcpStream::connect(server.address).await;
        let mut stream = stream.unwrap();
        let started = half("/text", 90 * 1024, 80 * 1024);
        stream.write_all(&started).await.unwrap();
        // Two seconds after there is memory, and four after the start.
        tokio::time::sleep(Duration::from_millis(3900)).await;
        stream.write_all(&[b'x'; 10 * 1024]).await.unwrap();
        let mut status = [0; 12];
        stream.read_exact(&mut status).await.unwrap();
        String::from_utf8_lossy(&status).into_owned()
    });
    assert_eq!((first.status, second.as_str()), (204, "HTTP/1.1 204"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_handler_that_has_taken_a_large_body_does_not_keep_others_from_theirs() {
    let mut service = Service::new((), UPLOAD);
    service.route(
        "text",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let _text = input.text()?;
            tokio::time::sleep(Duration::from_secs(2)).await;
            Ok(Response::head(204).empty()?)
        },
    );
    let server = Arc::new(Server::start(service.router()).await);
    let body = "x".repeat(100 * 1024);
    // More than are parsed at the same time.
    let processors = std::thread::available_parallelism().unwrap().get();
    let start = std::time::Instant::now();
    let mut requests = JoinSet::new();
    for _ in 0..=processors {
        let (server, body) = (Arc::clone(&server), body.clone());
        requests.spawn(async move {
            let text = [("Content-Type", "text/plain")];
            server.send("POST", "/text", &text, &body).await.status
        });
    }
    while let Some(status) = requests.join_next().await {
        assert_eq!(status.unwrap(), 204);
    }
    assert!(start.elapsed() < Duration::from_millis(3900));
}

#[tokio::test]
async fn a_slow_body_is_given_up_only_while_others_wait_for_its_memory() {
    let mut service = Service::new((), UPLOAD)
        .body_memory(100 * 1024)
        .read_timeout(Duration::from_secs(4));
    service.route(
        "text",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let text = input.text()?;
            Ok(Response::head(200).text("text/plain", text.len().to_string())?)
        },
    );
    let server = Server::start(service.router()).await;
    let text = [("Content-Type", "text/plain")];
    let start = std::time::Instant::now();
    let (slow, large) = tokio::join!(
        server.raw_owned(half("/text", 100 * 1024, 20 * 1024)),
        async {
            tokio::time::sleep(Duration::from_millis(200)).await;
            let body = "x".repeat(90 * 1024);
            server.send("POST", "/text", &text, &body).await
        }
    );
    assert_eq!((slow.status, large.status), (408, 200));
    assert!(start.elapsed() < Duration::from_secs(3));
    let start = std::time::Instant::now();
    let alone = server.raw_owned(half("/text", 100 * 1024, 20 * 1024)).await;
    assert_eq!(alone.status, 408);
    assert!(start.elapsed() >= Duration::from_secs(4));
}

/// A request in two parts, with some time between them. The beginning of the response.
async fn in_two_parts(server: &Server, first: &[u8], second: &[u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let stream = tokio::net::TcpStream::connect(server.address).await;
    let mut stream = stream.unwrap();
    stream.write_all(first).await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    stream.write_all(second).await.unwrap();
    let mut status = [0; 12];
    let reading = stream.read_exact(&mut status);
    let reading = tokio::time::timeout(Duration::from_secs(20), reading).await;
    reading.expect("a response in time").unwrap();
    String::from_utf8_lossy(&status).into_owned()
}

#[tokio::test]
async fn a_handler_that_does_little_at_a_time_is_timed_out() {
    let mut service = Service::new((), UPLOAD).handler_timeout(Duration::from_millis(500));
    service.route(
        "upload",
        |_| Ok(()),
        |_: &()| async move {
            for _ in 0..100 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Ok(Response::head(204).empty()?)
        },
    );
    let server = Server::start(service.router()).await;
    let text = [("Content-Type", "text/plain")];
    let heard = server.send("POST", "/upload", &text, "x").await;
    assert_eq!(heard.status, 503);
}

#[tokio::test]
async fn the_time_of_a_handler_begins_when_the_body_it_waits_for_arrives() {
    let mut service = Service::new((), UPLOAD)
        .read_timeout(Duration::from_secs(60))
        .handler_timeout(Duration::from_millis(500));
    service.route(
        "upload",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            input.stream()?.bytes().await?;
            std::future::pending::<()>().await;
            Ok(Response::head(204).empty()?)
        },
    );
    let server = Server::start(service.router()).await;
    let status = in_two_parts(&server, &half("/upload", 10, 5), b"xxxxx").await;
    assert_eq!(status, "HTTP/1.1 503");
}

#[tokio::test]
async fn bodies_of_a_megabyte_do_not_wait_for_each_other() {
    const LENGTH: usize = 1024 * 1024;
    let mut service = Service::new((), UPLOAD);
    service.route(
        "text",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            Ok(Response::head(200).text("text/plain", input.text()?.len().to_string())?)
        },
    );
    let server = Server::start(service.router()).await;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let stream = tokio::net::TcpStream::connect(server.address).await;
    let mut stream = stream.unwrap();
    let started = half("/text", LENGTH, LENGTH - 1);
    stream.write_all(&started).await.unwrap();
    // Meanwhile another one is received as a whole.
    let text = [("Content-Type", "text/plain")];
    let body = "x".repeat(LENGTH);
    assert_eq!(server.send("POST", "/text", &text, &body).await.status, 200);
    stream.write_all(b"x").await.unwrap();
    let mut status = [0; 12];
    stream.read_exact(&mut status).await.unwrap();
    assert_eq!(&status, b"HTTP/1.1 200");
}

#[tokio::test]
async fn a_body_without_media_type_is_refused_before_it_is_read() {
    let server = Server::petshop().await;
    let request = "POST /items HTTP/1.1\r\nHost: t\r\nContent-Length: 99999999\r\n\r\nx";
    let heard = server.raw(request.as_bytes()).await;
    assert_eq!(heard.status, 415);
}

#[tokio::test]
async fn a_body_of_no_chunks_is_absent_where_it_is_optional_and_has_no_media_type() {
    let contract = r#"{"operation":"optional","method":"POST","path":"/optional","body":{"required":false,"content":{"*/*":{"json":true,"schema":{"type":"integer"}}}}}
{"operation":"required","method":"POST","path":"/required","body":{"required":true,"content":{"*/*":{"json":true,"schema":{"type":"integer"}}}}}"#;
    let mut service = Service::new((), contract);
    for operation in ["optional", "required"] {
        service.route(
            operation,
            |input| Ok((input,)),
            |_: &(), input: Input| async move {
                let number: Option<i64> = input.optional_json()?;
                Ok(Response::head(200).text("text/plain", format!("{number:?}"))?)
            },
        );
    }
    let server = Server::start(service.router()).await;
    let send = async |path: &str, header: &str, chunks: &str| {
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\n{header}Transfer-Encoding: chunked\r\n\r\n{chunks}0\r\n\r\n"
        );
        let heard = server.raw(request.as_bytes()).await;
        (heard.status == 200)
            .then_some(heard.body)
            .ok_or(heard.status)
    };
    let json = "Content-Type: application/json\r\n";
    let ok = |text: &str| Ok(text.to_owned());
    assert_eq!(send("/optional", "", "").await, ok("None"));
    assert_eq!(send("/optional", "", "1\r\n5\r\n").await, ok("Some(5)"));
    assert_eq!(send("/optional", json, "").await, Err(400));
    assert_eq!(send("/required", "", "").await, Err(422));
    assert_eq!(send("/required", json, "").await, Err(400));
    assert_eq!(send("/required", "", "1\r\n5\r\n").await, ok("Some(5)"));
}

/// Types of enums hold any value, so nothing behind the validator would refuse it.
#[tokio::test]
async fn values_that_an_enum_does_not_list_are_422_wherever_they_are() {
    let contract = r##"{"operation":"add","method":"POST","path":"/readings/{source}","parameters":[{"name":"source","in":"path","style":"simple","explode":false,"required":true,"schema":{"$ref":"Source"},"shape":"string"},{"name":"level","in":"query","style":"form","explode":true,"schema":{"type":"integer","enum":[-1,1]},"shape":"integer"},{"name":"X-Source","in":"header","style":"simple","explode":false,"schema":{"$ref":"Source"},"shape":"string"},{"name":"source","in":"cookie","style":"form","explode":true,"schema":{"$ref":"Source"},"shape":"string"}],"body":{"required":true,"content":{"application/json":{"schema":{"$ref":"Reading"}},"application/x-www-form-urlencoded":{"schema":{"$ref":"Reading"},"shape":{"members":{"source":"string"}}},"text/plain":{"schema":{"$ref":"Source"},"shape":"string"}}}}
{"schema":"Reading","is":{"type":"object","properties":{"source":{"$ref":"Source"}}}}
{"schema":"Source","is":{"type":"string","enum":["probe","station"]}}"##;
    let mut service = Service::new((), contract);
    service.route(
        "add",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(204).empty()?) },
    );
    let server = Server::start(service.router()).await;
    let text = ("Content-Type", "text/plain");
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    for (path, headers, body, status) in [
        ("/readings/probe?level=1", &[text][..], "station", 204),
        ("/readings/satellite", &[text], "station", 422),
        ("/readings/probe?level=0", &[text], "station", 422),
        (
            "/readings/probe",
            &[text, ("X-Source", "probe")],
            "probe",
            204,
        ),
        (
            "/readings/probe",
            &[text, ("X-Source", "Probe")],
            "probe",
            422,
        ),
        (
            "/readings/probe",
            &[text, ("Cookie", "source=probe")],
            "probe",
            204,
        ),
        (
            "/readings/probe",
            &[text, ("Cookie", "source=other")],
            "probe",
            422,
        ),
        ("/readings/probe", &[text], "satellite", 422),
        ("/readings/probe", &[form], "source=station", 204),
        ("/readings/probe", &[form], "source=satellite", 422),
        ("/readings/probe", &[JSON], r#"{"source":"station"}"#, 204),
        ("/readings/probe", &[JSON], r#"{"source":"satellite"}"#, 422),
    ] {
        let heard = server.send("POST", path, headers, body).await;
        assert_eq!(heard.status, status, "{path} {headers:?} {body}");
    }
}
