//! Parts of binary bodies, and conditional requests, over a socket.

use calls_of_all::serve;
use std::io::Cursor;

use ranges_of_files::api::client::{Client, Error};
use ranges_of_files::api::operations::*;
use ranges_of_files::api::server::{self, Api, HandlerError, Representation, Selected, WithHeaders};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// More than one piece of a file.
fn content() -> Vec<u8> {
    (0..200_000u32).map(|number| b'a' + (number % 23) as u8).collect()
}

struct Handlers;

impl Api for Handlers {
    async fn download_file(
        &self,
        name: String,
        _: DownloadFileParams,
    ) -> Result<DownloadFileResponse, HandlerError> {
        let file = match name.as_str() {
            "file" => Representation::from_reader(Cursor::new(content()))?,
            "memory" | "removed" => Representation::from_bytes("0123456789"),
            _ => return Ok(DownloadFileResponse::NotFound),
        };
        let selected = file.with_etag("v1").select()?;
        if name == "removed" {
            return Ok(DownloadFileResponse::NotFound);
        }
        Ok(match selected {
            Selected::Whole(body) => DownloadFileResponse::Ok(body),
            Selected::Part { body, .. } => DownloadFileResponse::PartialContent(body),
            Selected::NotModified => DownloadFileResponse::NotModified,
        })
    }

    async fn watch_video(&self) -> Result<WatchVideoResponse, HandlerError> {
        let video = Representation::from_bytes("0123456789").with_etag("own");
        Ok(match video.select()? {
            Selected::Whole(body) => {
                let headers = WatchVideoOkHeaders { e_tag: Some("\"own\"".to_owned()) };
                WatchVideoResponse::Ok(WithHeaders::new(headers, body))
            }
            Selected::Part { body, content_range } => {
                let headers = WatchVideoPartialContentHeaders { content_range };
                WatchVideoResponse::PartialContent(WithHeaders::new(headers, body))
            }
            Selected::NotModified => {
                let headers = WatchVideoNotModifiedHeaders { e_tag: "\"own\"".to_owned() };
                WatchVideoResponse::NotModified(WithHeaders::new(headers, ()))
            }
        })
    }
}

struct Response {
    status: u16,
    /// The lines of the head, in lower case.
    headers: Vec<String>,
    body: Vec<u8>,
}

impl Response {
    /// The values of all headers of a name.
    fn all(&self, name: &str) -> Vec<&str> {
        let prefix = format!("{name}: ");
        self.headers.iter().filter_map(|line| line.strip_prefix(&prefix)).collect()
    }
}

/// The response to a request with these headers, as it is on the wire.
async fn send(method: &str, path: &str, headers: &str) -> Response {
    let base = serve(server::router(Handlers)).await;
    let address = base.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).await.unwrap();
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n"
    );
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut response = Vec::new();
    connection.read_to_end(&mut response).await.unwrap();
    let end = response.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(response[..end].to_vec()).unwrap().to_lowercase();
    Response {
        status: head[9..12].parse().unwrap(),
        headers: head.lines().skip(1).map(str::to_owned).collect(),
        body: response[end + 4..].to_vec(),
    }
}

#[tokio::test]
async fn a_file_is_sent_as_a_whole_with_its_length() {
    let response = send("GET", "/files/file", "").await;
    assert_eq!(response.status, 200);
    assert_eq!(response.all("content-length"), ["200000"]);
    assert_eq!(response.all("accept-ranges"), ["bytes"]);
    assert_eq!(response.all("etag"), ["\"v1\""]);
    assert!(response.all("transfer-encoding").is_empty());
    assert_eq!(response.body, content());
    let head = send("HEAD", "/files/file", "Range: bytes=0-3\r\n").await;
    assert_eq!(head.status, 200);
    assert_eq!(head.all("content-length"), ["200000"]);
    assert!(head.body.is_empty());
}

#[tokio::test]
async fn a_range_is_a_part_of_a_file() {
    for (range, content_range, part) in [
        ("0-9", "bytes 0-9/200000", 0..10),
        ("100000-", "bytes 100000-199999/200000", 100_000..200_000),
        ("-70000", "bytes 130000-199999/200000", 130_000..200_000),
    ] {
        let response = send("GET", "/files/file", &format!("Range: bytes={range}\r\n")).await;
        assert_eq!(response.status, 206);
        assert_eq!(response.all("content-range"), [content_range]);
        assert_eq!(response.all("content-length"), [part.len().to_string()]);
        assert_eq!(response.all("etag"), ["\"v1\""]);
        assert_eq!(response.body, content()[part]);
    }
    let several = send("GET", "/files/memory", "Range: bytes=0-1,4-5\r\n").await;
    assert_eq!((several.status, &several.body[..]), (200, &b"0123456789"[..]));
}

#[tokio::test]
async fn a_range_beyond_the_end_is_refused() {
    let response = send("GET", "/files/memory", "Range: bytes=10-\r\n").await;
    assert_eq!(response.status, 416);
    assert_eq!(response.all("content-range"), ["bytes */10"]);
    // It has the documented body.
    let response = send("GET", "/video", "Range: bytes=10-\r\n").await;
    assert_eq!(response.status, 416);
    assert_eq!(response.body, b"{\"message\":\"The range is beyond the 10 bytes that there are.\"}");
}

#[tokio::test]
async fn an_error_after_a_range_was_selected_has_no_headers_of_a_file() {
    let response = send("GET", "/files/removed", "range: bytes=0-3\r\n").await;
    assert_eq!(response.status, 404);
    for name in ["etag", "accept-ranges", "content-range", "last-modified"] {
        assert!(response.all(name).is_empty(), "{:?}", response.headers);
    }
}

#[tokio::test]
async fn a_client_that_has_the_file_gets_none() {
    let response = send("GET", "/files/file", "If-None-Match: \"v0\", W/\"v1\"\r\n").await;
    assert_eq!(response.status, 304);
    assert_eq!(response.all("etag"), ["\"v1\""]);
    assert!(response.body.is_empty());
    let response = send("GET", "/files/file", "If-None-Match: \"v0\"\r\n").await;
    assert_eq!(response.status, 200);
    let response = send("GET", "/files/file", "If-Match: \"v0\"\r\n").await;
    assert_eq!(response.status, 412);
}

#[tokio::test]
async fn a_part_of_another_version_is_not_sent() {
    for (tag, status) in [("\"v1\"", 206), ("\"v0\"", 200)] {
        let headers = format!("Range: bytes=0-3\r\nIf-Range: {tag}\r\n");
        assert_eq!(send("GET", "/files/file", &headers).await.status, status);
    }
}

#[tokio::test]
async fn documented_headers_are_sent_once() {
    let response = send("GET", "/video", "").await;
    assert_eq!(response.all("etag"), ["\"own\""]);
    let response = send("GET", "/video", "Range: bytes=2-3\r\n").await;
    assert_eq!((response.status, &response.body[..]), (206, &b"23"[..]));
    assert_eq!(response.all("content-range"), ["bytes 2-3/10"]);
    assert_eq!(response.all("etag"), ["\"own\""]);
    let response = send("GET", "/video", "If-None-Match: *\r\n").await;
    assert_eq!((response.status, response.all("etag")), (304, vec!["\"own\""]));
}

#[tokio::test]
async fn a_client_gets_parts_and_versions() {
    let client = Client::new(serve(server::router(Handlers)).await);
    let params = DownloadFileParams { range: Some("bytes=3-5".to_owned()), if_none_match: None };
    match client.download_file("memory", &params).await {
        Ok(DownloadFileResponse::PartialContent(body)) => {
            assert_eq!(body.bytes().await.unwrap(), "345");
        }
        other => panic!("{other:?}"),
    }
    let params = DownloadFileParams { range: None, if_none_match: Some("\"v1\"".to_owned()) };
    match client.download_file("memory", &params).await {
        Err(Error::Response(response)) => {
            assert!(matches!(response.body, DownloadFileResponse::NotModified));
            assert_eq!(response.headers["etag"], "\"v1\"");
        }
        other => panic!("{other:?}"),
    }
}
