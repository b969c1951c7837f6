//! The statuses of the responses to requests that are not as documented.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::petshop::server::service;
use super::wire::{Heard, Server};

const JSON: (&str, &str) = ("Content-Type", "application/json");
const KEY: (&str, &str) = ("X-Key", "good");

fn assert_problem(heard: &Heard, status: u16) {
    assert_eq!(heard.status, status, "{heard:?}");
    assert_eq!(
        heard.header("content-type"),
        Some("application/problem+json")
    );
    let problem = heard.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], "about:blank");
    assert!(problem["title"]
        .as_str()
        .is_some_and(|title| !title.is_empty()));
    assert!(problem["detail"]
        .as_str()
        .is_some_and(|detail| !detail.is_empty()));
}

#[tokio::test]
async fn no_such_path_is_404() {
    let server = Server::petshop().await;
    for path in [
        "/",
        "/nowhere",
        "/pets/1/toys",
        "//pets",
        "/pets/",
        "/pet",
        "/do?Action=Other",
    ] {
        let method = if path.starts_with("/do") {
            "POST"
        } else {
            "GET"
        };
        assert_problem(&server.send(method, path, &[], "").await, 404);
    }
}

#[tokio::test]
async fn other_methods_are_405_and_allow_says_which_would_do() {
    let server = Server::petshop().await;
    let heard = server.send("PATCH", "/pets/1", &[], "").await;
    assert_problem(&heard, 405);
    assert_eq!(heard.header("allow"), Some("GET, HEAD, DELETE, OPTIONS"));
    assert_eq!(
        server.send("DELETE", "/pets/mine", &[], "").await.status,
        405
    );
    assert_eq!(
        server
            .send("BREW", "/search", &[], "")
            .await
            .header("allow"),
        Some("QUERY, OPTIONS")
    );
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let server = Server::petshop().await;
    let (get, head) = (
        server.get("/pets/7").await,
        server.send("HEAD", "/pets/7", &[], "").await,
    );
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(
        head.header("content-length"),
        Some(get.body.len().to_string().as_str())
    );
    assert_eq!(head.header("content-type"), get.header("content-type"));
    let missing = server.send("HEAD", "/pets/x", &[], "").await;
    assert_eq!((missing.status, missing.body.as_str()), (400, ""));
}

#[tokio::test]
async fn options_lists_the_methods_unless_documented() {
    let server = Server::petshop().await;
    let heard = server.send("OPTIONS", "/pets", &[], "").await;
    assert_eq!((heard.status, heard.body.as_str()), (204, ""));
    assert_eq!(heard.header("allow"), Some("GET, HEAD, POST, OPTIONS"));
    assert_eq!(
        server.send("OPTIONS", "/options", &[], "").await.body,
        "options"
    );
}

#[tokio::test]
async fn media_types_that_are_not_documented_are_415() {
    let server = Server::petshop().await;
    let heard = server
        .send(
            "POST",
            "/pets",
            &[KEY, ("Content-Type", "text/xml")],
            "<pet/>",
        )
        .await;
    assert_problem(&heard, 415);
    assert!(heard.json()["detail"]
        .as_str()
        .unwrap()
        .contains("text/xml"));
    assert_problem(&server.send("POST", "/pets", &[KEY], "{}").await, 415);
    assert_problem(
        &server
            .send("PUT", "/files/a.b", &[("Content-Type", "text/plain")], "x")
            .await,
        415,
    );
    let zipped = server
        .send(
            "POST",
            "/pets",
            &[KEY, JSON, ("Content-Encoding", "gzip")],
            "x",
        )
        .await;
    assert_problem(&zipped, 415);
}

#[tokio::test]
async fn media_types_are_matched_as_http_has_them() {
    let server = Server::petshop().await;
    let pet = r#"{"id":1,"name":"Rex"}"#;
    for media_type in [
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/json;x=y",
    ] {
        let heard = server
            .send("POST", "/pets", &[KEY, ("Content-Type", media_type)], pet)
            .await;
        assert_eq!(
            (heard.status, heard.header("x-content")),
            (201, Some("application/json"))
        );
    }
    let image = server
        .send("PUT", "/files/a.b", &[("Content-Type", "image/webp")], "x")
        .await;
    assert_eq!(
        (image.status, image.header("x-content")),
        (200, Some("image/*"))
    );
    for (media_type, body) in [
        ("application/vnd.a+json; version=2", "2"),
        ("application/vnd.a+json;version=1", "1"),
    ] {
        assert_eq!(
            server
                .send("POST", "/exact", &[("Content-Type", media_type)], body)
                .await
                .status,
            200
        );
    }
}

#[tokio::test]
async fn accept_that_nothing_fits_is_406() {
    let server = Server::petshop().await;
    for accept in [
        "text/html",
        "application/json;q=0",
        "*/*, application/json;q=0.0",
        "image/*",
    ] {
        assert_problem(
            &server
                .send("GET", "/pets/1", &[("Accept", accept)], "")
                .await,
            406,
        );
    }
    for accept in [
        "*/*",
        "application/*",
        "text/html, application/json;q=0.1",
        "",
        "APPLICATION/json; charset=utf-8",
    ] {
        assert_eq!(
            server
                .send("GET", "/pets/1", &[("Accept", accept)], "")
                .await
                .status,
            200,
            "{accept}"
        );
    }
    assert_eq!(
        server
            .send("GET", "/files/a", &[("Accept", "image/png")], "")
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn what_cannot_be_parsed_is_400() {
    let server = Server::petshop().await;
    for body in ["{", "{\"id\":1,}", "[1] 2", "\u{feff}{}"] {
        let heard = server.json("POST", "/pets", body).await;
        assert_problem(&heard, 400);
        assert_eq!(heard.problems(), ["body  parse"]);
    }
    let heard = server.get("/pets/abc").await;
    assert_problem(&heard, 400);
    assert_eq!(heard.json()["errors"][0]["name"], "petId");
    let head = "POST /pets HTTP/1.1\r\nHost: t\r\nConnection: close\r\nX-Key: good\r\nContent-Type: application/json\r\n";
    let heard = server
        .raw(
            [head.as_bytes(), b"Content-Length: 3\r\n\r\n\"\xff\""]
                .concat()
                .as_slice(),
        )
        .await;
    assert_problem(&heard, 400);
}

#[tokio::test]
async fn what_is_against_its_schema_is_422_with_everything() {
    let server = Server::petshop().await;
    let heard = server
        .json(
            "POST",
            "/pets",
            r#"{"name":"Maximilian the Second","toys":[],"tags":[1]}"#,
        )
        .await;
    assert_problem(&heard, 422);
    assert_eq!(
        heard.problems(),
        [
            "body /id required",
            "body /name maxLength",
            "body /tags/0 type",
            "body /toys additionalProperties"
        ]
    );
    let heard = server.get("/pets?limit=0").await;
    assert_problem(&heard, 422);
    assert_eq!(heard.problems(), ["query limit minimum"]);
    let heard = server.send("GET", "/fails", &[], "").await;
    assert_eq!(
        (heard.status, heard.problems()),
        (422, vec!["query how required".to_owned()])
    );
}

#[tokio::test]
async fn violations_of_both_kinds_are_400_with_all_of_them() {
    let server = Server::petshop().await;
    let heard = server
        .send(
            "GET",
            "/pets?limit=1000",
            &[("X-Trace", "x"), ("Cookie", "theme=blue")],
            "",
        )
        .await;
    assert_problem(&heard, 400);
    let codes: Vec<_> = heard.problems();
    assert_eq!(
        codes,
        [
            "cookie theme enum",
            "header X-Trace parse",
            "query limit maximum"
        ]
    );
}

#[tokio::test]
async fn absent_bodies() {
    let server = Server::petshop().await;
    let heard = server.send("POST", "/pets", &[KEY], "").await;
    assert_eq!(
        (heard.status, heard.problems()),
        (422, vec!["body  required".to_owned()])
    );
    assert_eq!(
        server.send("POST", "/pets", &[KEY, JSON], "").await.status,
        400
    );
    for headers in [&[][..], &[JSON]] {
        let heard = server.send("POST", "/items", headers, "").await;
        assert_eq!((heard.status, heard.body.as_str()), (200, "null"));
    }
    let chunked = "POST /items HTTP/1.1\r\nHost: t\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assert_eq!(server.raw(chunked.as_bytes()).await.body, "null");
}

#[tokio::test]
async fn long_bodies_are_413() {
    let server = Server::petshop().await;
    let long = format!("\"{}\"", "x".repeat(3 * 1024 * 1024));
    assert_problem(&server.json("POST", "/pets", &long).await, 413);
    let head = "POST /pets HTTP/1.1\r\nHost: t\r\nConnection: close\r\nX-Key: good\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunked = format!("{head}{:x}\r\n{long}\r\n0\r\n\r\n", long.len());
    assert_problem(&server.raw(chunked.as_bytes()).await, 413);
    let small = Server::start(service().body_limit(10).stream_limit(5).router()).await;
    assert_problem(&small.json("POST", "/pets", r#"{"id":12345}"#).await, 413);
    let head = [("Content-Type", "image/png")];
    assert_eq!(
        small.send("PUT", "/files/a.b", &head, "12345").await.status,
        200
    );
    assert_problem(&small.send("PUT", "/files/a.b", &head, "123456").await, 413);
}

#[tokio::test]
async fn slow_bodies_are_408() {
    let server = Server::start(service().read_timeout(Duration::from_millis(200)).router()).await;
    for path in ["POST /pets", "PUT /files/a.png"] {
        let content = if path.starts_with("PUT") {
            "image/png"
        } else {
            "application/json"
        };
        let head = format!(
            "{path} HTTP/1.1\r\nHost: t\r\nX-Key: good\r\nContent-Type: {content}\r\nContent-Length: 50\r\n\r\n{{"
        );
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut answer = [0; 2048];
        let length = tokio::time::timeout(Duration::from_secs(5), stream.read(&mut answer))
            .await
            .unwrap()
            .unwrap();
        let answer = String::from_utf8_lossy(&answer[..length]).into_owned();
        assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
        assert!(answer.contains("problem+json"));
    }
}

#[tokio::test]
async fn time_spent_waiting_for_the_client_is_not_the_handlers() {
    let service = service()
        .handler_timeout(Duration::from_millis(300))
        .read_timeout(Duration::from_secs(5));
    let server = Server::start(service.router()).await;
    for (path, content) in [
        ("POST /items", "application/json"),
        ("PUT /files/a.png", "image/png"),
    ] {
        let head = format!(
            "{path} HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: {content}\r\nContent-Length: 4\r\n\r\n"
        );
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(head.as_bytes()).await.unwrap();
        for byte in ["t", "r", "u", "e"] {
            tokio::time::sleep(Duration::from_millis(200)).await;
            stream.write_all(byte.as_bytes()).await.unwrap();
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(!answer.starts_with("HTTP/1.1 503"), "{answer}");
    }
}

#[tokio::test]
async fn slow_handlers_are_503() {
    let server = Server::start(
        service()
            .handler_timeout(Duration::from_millis(100))
            .router(),
    )
    .await;
    assert_problem(&server.get("/fails?how=slow").await, 503);
}

#[tokio::test]
async fn failures_and_panics_are_500_and_say_nothing() {
    let server = Server::petshop().await;
    for how in ["error", "text", "panic"] {
        let heard = server.get(&format!("/fails?how={how}")).await;
        assert_problem(&heard, 500);
        for secret in ["digit", "only a text", "secret"] {
            assert!(!heard.body.contains(secret), "{heard:?}");
        }
    }
    assert_eq!(server.get("/fails?how=no").await.status, 204);
}

#[tokio::test]
async fn handlers_that_are_not_written_are_501() {
    let server = Server::petshop().await;
    assert_problem(&server.get("/unwritten").await, 501);
    assert_problem(&server.get("/fails?how=unwritten").await, 501);
}

#[tokio::test]
async fn a_problem_that_a_handler_raises_keeps_its_status() {
    let server = Server::petshop().await;
    let heard = server.get("/fails?how=problem").await;
    assert_problem(&heard, 409);
    assert_eq!(heard.json()["detail"], "Somebody was faster.");
}
