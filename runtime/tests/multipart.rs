//! Bodies of `multipart/form-data`, over a socket.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use serde_json::{json, Value};
use specfirst_runtime::client::Client;
use specfirst_runtime::multipart::{File, Files, RawMultipart};
use specfirst_runtime::operation;
use specfirst_runtime::server::{Input, Response, Service};
use specfirst_runtime::stream::ByteStream;
use tokio::net::TcpListener;
use tokio::sync::Notify;

const CONTRACT: &str = r#"{"operation":"upload","method":"POST","path":"/","body":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object","required":["title","file"],"properties":{"title":{"type":"string","maxLength":40},"count":{"type":"integer"},"labels":{"type":"array","items":{"type":"string"}},"point":{"type":"object","properties":{"x":{"type":"integer"}}},"meta":{"type":"object","required":["author"]},"file":{"type":"string","maxLength":5000000},"pictures":{"type":"array","maxItems":2,"items":{"type":"string"}},"avatar":{"type":"string"}}},"shape":{"members":{"title":"string","count":"integer","labels":{"items":"string"},"point":{"members":{"x":"integer"}},"meta":"object","file":"string","pictures":{"items":"string"},"avatar":"string"}},"encoding":{"meta":{"contentType":"application/json"},"point":{"style":"deepObject","explode":true}},"parts":{"title":null,"count":null,"labels":null,"point":null,"meta":null,"file":[],"pictures":[],"avatar":["image/png","image/*"]}}}}}
{"operation":"closed","method":"POST","path":"/closed","body":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false},"shape":{"members":{"a":"integer"}},"parts":{"a":null}}}}}
{"operation":"headers","method":"POST","path":"/headers","body":{"required":true,"content":{"multipart/mixed":{"schema":{"type":"object","properties":{"json":{"type":"string"},"file":{"type":"string"}}},"shape":{"members":{"json":"string","file":"string"}},"parts":{"json":null,"file":[]},"lengths":{"file":[100000,200000]},"lists":{},"headers":{"file":[{"name":"X-Sum","in":"header","required":true,"schema":{"type":"integer"},"shape":"integer"},{"name":"X-Tags","in":"header","schema":{"type":"array","items":{"type":"string","maxLength":3}},"shape":{"items":"string"}}]}}}}}
{"operation":"list","method":"POST","path":"/list","body":{"required":true,"content":{"multipart/form-data":{"schema":{"type":"object","required":["name","files"],"properties":{"name":{"type":"string"},"files":{"type":"array","minItems":2,"maxItems":3,"items":{"type":"string","maxLength":200000}}}},"shape":{"members":{"name":"string","files":{"items":"string"}}},"parts":{"name":null,"files":["image/*"]},"lengths":{"files":[0,200000]},"lists":{"files":[2,3]}}}}}
{"operation":"raw","method":"POST","path":"/raw","body":{"required":true,"content":{"multipart/*":{"stream":true}}}}"#;

#[derive(Debug)]
struct Upload {
    title: String,
    count: Option<i64>,
    labels: Option<Vec<String>>,
    point: Option<BTreeMap<String, i64>>,
    meta: Option<Value>,
    file: File,
    pictures: Files,
    avatar: Option<File>,
}
operation::multipart!(Upload {
    title: text("title"),
    count: text("count"),
    labels: text("labels"),
    point: styled("point", operation::Style::DeepObject, true),
    meta: json("meta"),
    file: file("file"),
    pictures: files("pictures"),
    avatar: file("avatar", "image/png"),
});

#[derive(Debug)]
struct List {
    name: String,
    files: Files,
}
operation::multipart!(List {
    name: text("name"),
    files: files("files", "image/png")
});

#[derive(Debug)]
struct Headers {
    json: Option<String>,
    sum: Option<i64>,
    tags: Option<Vec<String>>,
    file: Option<File>,
}
operation::multipart!(Headers {
    json: text("json", "application/json"),
    sum: header("file", "X-Sum", false),
    tags: header("file", "X-Tags", false),
    file: file("file"),
});

impl Upload {
    fn new(title: &str, file: File) -> Self {
        Self {
            title: title.to_owned(),
            count: None,
            labels: None,
            point: None,
            meta: None,
            file,
            pictures: Files::default(),
            avatar: None,
        }
    }
}

/// What is in a file, and whether it was in memory.
async fn shown(file: File) -> Result<Value, specfirst_runtime::server::HandlerError> {
    let in_memory = file.content.length().is_some();
    let mut content = file.content;
    let (mut length, mut start) = (0, Vec::new());
    while let Some(piece) = content.next().await {
        let piece = piece?;
        length += piece.len();
        start.extend(piece.iter().take(10_usize.saturating_sub(start.len())));
    }
    let start = String::from_utf8_lossy(&start).into_owned();
    Ok(json!([
        file.file_name,
        file.media_type,
        length,
        start,
        in_memory
    ]))
}

/// A server with a limit of 64 KiB for bodies, which sends back what it got.
async fn start() -> String {
    let mut service = Service::new((), CONTRACT);
    service.route("upload", |input| Ok((input,)), |_: &(), input: Input| async move {
        let upload: Upload = input.multipart()?;
        let file = shown(upload.file).await?;
        let mut pictures = Vec::new();
        let mut files = upload.pictures;
        while let Some(picture) = files.next().await {
            pictures.push(shown(picture?).await?);
        }
        let avatar = match upload.avatar {
            Some(avatar) => Some(shown(avatar).await?),
            None => None,
        };
        let got = json!({
            "title": upload.title, "count": upload.count, "labels": upload.labels, "point": upload.point,
            "meta": upload.meta, "file": file, "pictures": pictures, "avatar": avatar,
        });
        Response::head(200).json("application/json", &got).map_err(Into::into)
    });
    service.route(
        "closed",
        |_| Ok(()),
        |_: &()| async move { Ok(Response::head(200).text("text/plain", "done")?) },
    );
    service.route(
        "headers",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let upload: Headers = input.multipart()?;
            let file = match upload.file {
                Some(file) => shown(file).await?,
                None => Value::Null,
            };
            let got = json!([upload.json, upload.sum, upload.tags, file]);
            Response::head(200)
                .json("application/json", &got)
                .map_err(Into::into)
        },
    );
    service.route(
        "list",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let List { name, mut files } = input.multipart()?;
            let mut got = vec![json!(name)];
            while let Some(file) = files.next().await {
                got.push(shown(file?).await?[2].clone());
            }
            Response::head(200)
                .json("application/json", &got)
                .map_err(Into::into)
        },
    );
    service.route(
        "raw",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let body: RawMultipart = input.raw_multipart()?;
            Response::raw_multipart("multipart/*", 200, body).map_err(Into::into)
        },
    );
    serve(service.body_limit(64 * 1024).router()).await
}

async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn send(base: &str, upload: Upload) -> (u16, Value) {
    let client = Client::new(base).with_timeout(Duration::from_secs(20));
    let request = client
        .request(http::Method::POST, "/")
        .multipart("multipart/form-data", upload);
    let response = request.response().await.unwrap();
    let status = response.status().as_u16();
    (status, serde_json::from_slice(response.bytes()).unwrap())
}

/// Sends a body as it is, with the boundary `b`.
async fn send_raw(base: &str, path: &str, body: impl Into<reqwest::Body>) -> (u16, Value) {
    let request = reqwest::Client::new().post(format!("{base}{path}"));
    let media_type = match path {
        "/headers" => "multipart/mixed; boundary=b",
        _ => "multipart/form-data; boundary=b",
    };
    let request = request.header("content-type", media_type);
    let response = request.body(body).send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    let body = serde_json::from_slice(&body);
    (status, body.unwrap_or(Value::Null))
}

/// A body with the boundary `b` of parts: the rest of each head, and its content.
fn body(parts: &[(&str, &str)]) -> String {
    let part = |(head, content): &(&str, &str)| {
        format!("--b\r\nContent-Disposition: form-data; name={head}\r\n\r\n{content}\r\n")
    };
    parts.iter().map(part).collect::<String>() + "--b--\r\n"
}

/// The pointers and codes of all violations.
fn violations(problem: &Value) -> Vec<String> {
    let errors = problem["errors"].as_array().cloned().unwrap_or_default();
    let text = |error: &Value, key: &str| error[key].as_str().unwrap_or_default().to_owned();
    errors
        .iter()
        .map(|error| format!("{} {}", text(error, "pointer"), text(error, "code")))
        .collect()
}

/// A stream of so many KiB.
struct Zeros(usize);

impl Stream for Zeros {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.0 == 0 {
            return Poll::Ready(None);
        }
        self.0 -= 1;
        Poll::Ready(Some(Ok(Bytes::from_static(&[b'0'; 1024]))))
    }
}

#[tokio::test]
async fn the_server_reads_what_the_client_writes() {
    let base = start().await;
    let upload = Upload {
        count: Some(-3),
        labels: Some(vec!["a, b".to_owned(), "ü & c".to_owned()]),
        point: Some(BTreeMap::from([("x".to_owned(), 5)])),
        meta: Some(json!({"author": "A", "n": [1, null]})),
        pictures: [
            File::new("1").with_media_type("image/gif"),
            File::new("").with_file_name("2 \"ü\".gif"),
        ]
        .into(),
        avatar: Some(File::new("\r\n--b--\r\n").with_file_name("a.png")),
        ..Upload::new("x=1&y%20\r\n+", File::new("content").with_file_name("f"))
    };
    let (status, got) = send(&base, upload).await;
    let octets = "application/octet-stream";
    let expected = json!({
        "title": "x=1&y%20\r\n+", "count": -3, "labels": ["a, b", "ü & c"], "point": {"x": 5},
        "meta": {"author": "A", "n": [1, null]},
        "file": ["f", octets, 7, "content", true],
        "pictures": [[null, "image/gif", 1, "1", true], ["2 \"ü\".gif", octets, 0, "", true]],
        "avatar": ["a.png", "image/png", 9, "\r\n--b--\r\n", true],
    });
    assert_eq!((status, got), (200, expected));
}

#[tokio::test]
async fn absent_parts_are_none_and_empty() {
    let base = start().await;
    let (status, got) = send(&base, Upload::new("a", File::new("b"))).await;
    let octets = "application/octet-stream";
    let expected = json!({
        "title": "a", "count": null, "labels": null, "point": null, "meta": null,
        "file": [null, octets, 1, "b", true], "pictures": [], "avatar": null,
    });
    assert_eq!((status, got), (200, expected));
}

#[tokio::test]
async fn the_order_of_parts_does_not_matter_within_the_limit() {
    let base = start().await;
    let parts = [
        ("\"pictures\"; filename=\"1\"", "p"),
        ("file", "f"),
        ("\"labels\"", "l1"),
        ("\"title\"", "t"),
        ("\"pictures\"", "q"),
        ("\"labels\"", "l2"),
    ];
    let (status, got) = send_raw(&base, "/", body(&parts)).await;
    assert_eq!(status, 200, "{got}");
    assert_eq!(got["labels"], json!(["l1", "l2"]));
    assert_eq!(got["pictures"][1], json!([null, null, 1, "q", true]));
}

#[tokio::test]
async fn all_violations_are_listed() {
    let base = start().await;
    let long = "x".repeat(41);
    let parts = [
        ("title", long.as_str()),
        ("meta", "{}"),
        ("pictures", "1"),
        ("pictures", "2"),
        ("pictures", "3"),
        ("avatar; filename=a", "a"),
    ];
    let (status, problem) = send_raw(&base, "/", body(&parts)).await;
    assert_eq!(status, 422);
    let mut found = violations(&problem);
    found.sort();
    let expected = [
        "/avatar contentType",
        "/file required",
        "/meta/author required",
        "/pictures maxItems",
        "/title maxLength",
    ];
    assert_eq!(found, expected, "{problem}");
    let parts = [("title", "a"), ("file", "b"), ("count", "c"), ("meta", "{")];
    let (status, problem) = send_raw(&base, "/", body(&parts)).await;
    assert_eq!(status, 400);
    assert!(
        violations(&problem).contains(&"/meta parse".to_owned()),
        "{problem}"
    );
    let parts = [("title", "a"), ("file", "b"), ("file", "c")];
    let (status, problem) = send_raw(&base, "/", body(&parts)).await;
    assert_eq!(
        (status, violations(&problem)),
        (400, vec!["/file parse".to_owned()])
    );
}

#[tokio::test]
async fn unknown_parts_are_refused_where_the_schema_is_closed() {
    let base = start().await;
    let parts = [("title", "a"), ("file", "b"), ("other; filename=c", "\0")];
    assert_eq!(send_raw(&base, "/", body(&parts)).await.0, 200);
    assert_eq!(send_raw(&base, "/closed", body(&[("a", "1")])).await.0, 200);
    let (status, problem) = send_raw(&base, "/closed", body(&[("a", "1"), ("b", "2")])).await;
    assert_eq!((status, violations(&problem).len()), (422, 1), "{problem}");
}

#[tokio::test]
async fn a_file_beyond_the_limit_is_streamed() {
    let base = start().await;
    let file = || File::new(ByteStream::from_stream(Zeros(10 * 1024))).with_file_name("z");
    let (status, got) = send(&base, Upload::new("a", file())).await;
    let expected = json!([
        "z",
        "application/octet-stream",
        10 * 1024 * 1024,
        "0000000000",
        false
    ]);
    assert_eq!((status, &got["file"]), (200, &expected), "{got}");
    // A part that was written behind it would be lost.
    let upload = Upload {
        avatar: Some(File::new("a")),
        ..Upload::new("a", file())
    };
    let (status, problem) = send(&base, upload).await;
    assert_eq!(status, 422);
    let detail = problem["detail"].as_str().unwrap();
    assert!(
        detail.contains("\"avatar\" has to come before the file \"file\""),
        "{detail}"
    );
}

#[tokio::test]
async fn what_is_required_has_to_come_before_a_file_that_is_streamed() {
    let base = start().await;
    let long = "x".repeat(100 * 1024);
    let parts = [("file", long.as_str()), ("title", "a")];
    let (status, problem) = send_raw(&base, "/", body(&parts)).await;
    assert_eq!(
        (status, violations(&problem)),
        (422, vec!["/title required".to_owned()])
    );
    let message = problem["errors"][0]["message"].as_str().unwrap();
    assert_eq!(
        message,
        "is required before the file \"file\", which is too long to be kept"
    );
}

#[tokio::test]
async fn text_beyond_the_limit_is_refused() {
    let base = start().await;
    let long = "x".repeat(40 * 1024);
    let one = [("file", "a"), ("title", "a"), ("other", long.as_str())];
    assert_eq!(send_raw(&base, "/", body(&one)).await.0, 200);
    let two = [one[0], one[1], one[2], one[2]];
    assert_eq!(send_raw(&base, "/", body(&two)).await.0, 413);
}

#[tokio::test]
async fn parts_and_their_heads_are_limited() {
    let base = start().await;
    let mut parts = vec![("file", "a"), ("title", "a")];
    parts.resize(1000, ("labels", "l"));
    assert_eq!(send_raw(&base, "/", body(&parts)).await.0, 200);
    parts.push(("labels", "l"));
    assert_eq!(send_raw(&base, "/", body(&parts)).await.0, 413);
    let long = format!("title\r\nX-Long: {}", "x".repeat(60 * 1024));
    let parts = [("file", "a"), (long.as_str(), "a")];
    assert_eq!(send_raw(&base, "/", body(&parts)).await.0, 413);
}

#[tokio::test]
async fn what_is_no_multipart_body_is_refused() {
    let base = start().await;
    assert_eq!(send_raw(&base, "/", "title=a").await.0, 400);
    let broken = body(&[("title", "a"), ("file", "b")]).replace("--b--\r\n", "");
    assert_eq!(send_raw(&base, "/", broken).await.0, 400);
    let nameless = "--b\r\nContent-Disposition: form-data\r\n\r\na\r\n--b--\r\n";
    assert_eq!(send_raw(&base, "/", nameless).await.0, 400);
    let request = reqwest::Client::new().post(&base);
    let request = request.header("content-type", "multipart/form-data");
    let response = request.body("a").send().await.unwrap();
    assert_eq!(response.status(), 400);
}

#[tokio::test]
async fn headers_of_parts_are_typed_and_sent() {
    let base = start().await;
    let body = Headers {
        json: Some("{\"a\":1}".to_owned()),
        sum: Some(-7),
        tags: Some(vec!["a".to_owned(), "b".to_owned()]),
        file: Some(File::new(vec![b'x'; 10])),
    };
    let client = Client::new(&base).with_timeout(Duration::from_secs(20));
    let request = client.request(http::Method::POST, "/headers");
    let response = request
        .multipart("multipart/mixed", body)
        .response()
        .await
        .unwrap();
    let got: Value = serde_json::from_slice(response.bytes()).unwrap();
    let file = json!([null, "application/octet-stream", 10, "xxxxxxxxxx", true]);
    assert_eq!(got, json!(["{\"a\":1}", -7, ["a", "b"], file]));
}

#[tokio::test]
async fn headers_of_parts_are_validated() {
    let base = start().await;
    let (status, problem) = send_raw(&base, "/headers", body(&[("file", "a")])).await;
    assert_eq!(
        (status, violations(&problem)),
        (422, vec!["/file required".to_owned()])
    );
    let message = problem["errors"][0]["message"].as_str().unwrap();
    assert_eq!(message, "header X-Sum: is required");
    let parts = [("file\r\nX-Sum: 1\r\nX-Tags: abc,abcd,abcde", "a")];
    let (status, problem) = send_raw(&base, "/headers", body(&parts)).await;
    let expected = vec!["/file maxLength".to_owned(); 2];
    assert_eq!((status, violations(&problem)), (422, expected));
    let parts = [("file\r\nX-Sum: one", "a")];
    let (status, problem) = send_raw(&base, "/headers", body(&parts)).await;
    assert_eq!(
        (status, violations(&problem)),
        (400, vec!["/file parse".to_owned()])
    );
    // Of a part that is absent, no header is required.
    assert_eq!(
        send_raw(&base, "/headers", body(&[("json", "a")])).await.0,
        200
    );
}

#[tokio::test]
async fn the_length_of_a_streamed_file_is_limited() {
    let base = start().await;
    for (length, expected, message) in [
        (99_999, 422, "shorter than 100000 bytes"),
        (100_000, 200, ""),
        (200_000, 200, ""),
        (200_001, 413, "longer than 200000 bytes"),
        (2_000_000, 413, "longer than 200000 bytes"),
    ] {
        let content = "x".repeat(length);
        let parts = [("file\r\nX-Sum: 1", content.as_str())];
        let (status, problem) = send_raw(&base, "/headers", body(&parts)).await;
        assert_eq!(status, expected, "{length} {problem}");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.contains(message), "{detail}");
    }
}

#[tokio::test]
async fn a_raw_body_has_a_media_type_with_a_boundary_in_both_directions() {
    let base = start().await;
    let send = |media_type: &'static str| {
        let request = reqwest::Client::new().post(format!("{base}/raw"));
        request
            .header("content-type", media_type)
            .body("--b--\r\n")
            .send()
    };
    let response = send("multipart/x-any; a=c; boundary=\"b\"").await.unwrap();
    assert_eq!(response.status(), 200);
    let sent = response.headers()["content-type"].clone();
    assert_eq!(sent, "multipart/x-any; a=c; boundary=\"b\"");
    assert_eq!(response.text().await.unwrap(), "--b--\r\n");
    let response = send("multipart/x-any").await.unwrap();
    assert_eq!(response.status(), 400);
    let client = Client::new(&base);
    let body = RawMultipart::new("multipart/mixed; boundary=b", "--b--\r\n");
    let request = client.request(http::Method::POST, "/raw");
    let response = request
        .raw_multipart("multipart/*", body)
        .response()
        .await
        .unwrap();
    let raw = response.raw_multipart::<()>().unwrap();
    assert_eq!(raw.media_type, "multipart/mixed; boundary=b");
    assert_eq!(raw.content.bytes().await.unwrap(), "--b--\r\n");
    for media_type in ["multipart/mixed", "text/plain; boundary=b"] {
        let body = RawMultipart::new(media_type, "");
        let request = client.request(http::Method::POST, "/raw");
        let sent = request.raw_multipart("multipart/*", body).response().await;
        assert!(sent.is_err(), "{media_type}");
    }
}

#[tokio::test]
async fn several_files_are_streamed_and_counted_while_they_arrive() {
    let base = start().await;
    let image = "\"files\"; filename=a\r\nContent-Type: image/png";
    let text = "\"files\"; filename=a\r\nContent-Type: text/plain";
    let (long, longer) = ("x".repeat(150_000), "x".repeat(200_001));
    let name = ("\"name\"", "n");
    let [short, long, longer] = ["x", &long, &longer].map(|content| (image, content));
    for (parts, expected, message) in [
        (
            vec![name, long, short, long],
            200,
            "[\"n\",150000,1,150000]",
        ),
        (vec![name, short, short, long], 200, "[\"n\",1,1,150000]"),
        (
            vec![short, long, name, long],
            422,
            "is required before the file \\\"files\\\"",
        ),
        (vec![name, long], 422, "fewer than 2 files"),
        (
            vec![name, long, short, short, short],
            422,
            "more than 3 files",
        ),
        (vec![name, long, longer], 413, "longer than 200000 bytes"),
        (
            vec![name, long, (text, "a")],
            422,
            "is text/plain; it must be image/*",
        ),
        (
            vec![name, long, long, name],
            422,
            "has to come before the file",
        ),
    ] {
        let (status, got) = send_raw(&base, "/list", body(&parts)).await;
        assert_eq!(status, expected, "{message} {got}");
        assert!(got.to_string().contains(message), "{message} {got}");
    }
}

#[tokio::test]
async fn a_client_sends_a_stream_of_files() {
    struct Made(usize);
    impl Stream for Made {
        type Item = Result<File, std::io::Error>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            self.0 += 1;
            let file = File::new(ByteStream::from_stream(Zeros(100)));
            Poll::Ready((self.0 <= 3).then_some(Ok(file)))
        }
    }
    let base = start().await;
    let list = List {
        name: "n".to_owned(),
        files: Files::from_stream(Made(0)),
    };
    let client = Client::new(&base).with_timeout(Duration::from_secs(20));
    let request = client.request(http::Method::POST, "/list");
    let request = request.multipart("multipart/form-data", list);
    let response = request.response().await.unwrap();
    let got: Value = serde_json::from_slice(response.bytes()).unwrap();
    assert_eq!(got, json!(["n", 102_400, 102_400, 102_400]));
}

#[tokio::test]
async fn a_file_that_takes_long_keeps_no_memory_from_others() {
    let begun = Arc::new(Notify::new());
    let mut service = Service::new((), CONTRACT);
    let signal = Arc::clone(&begun);
    service.route(
        "headers",
        |input| Ok((input,)),
        move |_: &(), input: Input| {
            let signal = Arc::clone(&signal);
            async move {
                let upload: Headers = input.multipart()?;
                let mut content = upload.file.unwrap_or_default().content;
                // More than what was in memory.
                let mut length = 0;
                while length < 80 * 1024 {
                    length += content.next().await.unwrap()?.len();
                }
                signal.notify_one();
                std::future::pending::<Result<Response, _>>().await
            }
        },
    );
    service.route(
        "list",
        |input| Ok((input,)),
        |_: &(), input: Input| async move {
            let List { mut files, .. } = input.multipart()?;
            let mut count = 0;
            while let Some(file) = files.next().await {
                file?.content.bytes().await?;
                count += 1;
            }
            Response::head(200)
                .json("application/json", &count)
                .map_err(Into::into)
        },
    );
    let service = service.body_limit(64 * 1024).body_memory(64 * 1024);
    let base = serve(service.router()).await;
    let slow = body(&[("file\r\nX-Sum: 1", &"x".repeat(150_000))]);
    let of_slow = base.clone();
    tokio::spawn(async move { send_raw(&of_slow, "/headers", slow).await });
    begun.notified().await;
    let image = "\"files\"; filename=a\r\nContent-Type: image/png";
    let content = "x".repeat(100_000);
    let fast = body(&[("name", "n"), (image, &content), (image, &content)]);
    let sent = send_raw(&base, "/list", fast);
    let sent = tokio::time::timeout(Duration::from_secs(10), sent).await;
    assert_eq!(sent.unwrap(), (200, json!(2)));
}

#[tokio::test]
async fn what_surrounds_the_parts_is_ignored() {
    let base = start().await;
    let parts = body(&[("title", "a"), ("file", "b")]);
    let preamble = format!("This is a message in parts.\r\n\r\n{parts}");
    let epilogue = format!("{parts}The end.\r\n");
    let empty_line = format!("\r\n{parts}");
    let padded = parts.replace("--b\r\n", "--b \t\r\n");
    for (name, text) in [
        ("epilogue", epilogue),
        ("an empty line before", empty_line),
        ("preamble", preamble),
        ("padding", padded),
    ] {
        let (status, got) = send_raw(&base, "/", text).await;
        assert_eq!((status, &got["title"]), (200, &json!("a")), "{name} {got}");
    }
}
