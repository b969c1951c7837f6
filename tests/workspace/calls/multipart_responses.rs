//! Responses of parts, `multipart/mixed`, headers of parts and bodies that stay as they are, over a socket.

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use multipart_responses::api::client::{Client, Error, File, Part, RawMultipart};
use multipart_responses::api::operations::*;
use multipart_responses::api::server::{self, Api, ByteStream, HandlerError, WithHeaders};
use multipart_responses::api::types::{Meta, MetaInput};

async fn serve(router: Router) -> Client {
    Client::new(calls_of_all::serve(router).await)
}

struct Handlers;

fn meta(author: &str) -> Meta {
    Meta { author: author.to_owned(), ..Meta::new(String::new()) }
}

impl Api for Handlers {
    async fn export(&self, params: ExportParams) -> Result<ExportResponse, HandlerError> {
        let Some(kib) = params.kib else {
            let reason = Some("none".to_owned());
            return Ok(ExportResponse::NotFound(Export404Response { reason }));
        };
        let file = File::new(vec![b'x'; kib as usize * 1024]).with_file_name("rows.csv");
        let body = ExportOkMultipart {
            ratio: Some(0.5),
            id: Some(7),
            labels: Some(vec!["1".to_owned(), "ü\r\n".to_owned()]),
            numbers: Some(vec![3]),
            kind: Some(ExportResponseKind::Large),
            point: Some(ExportResponsePoint { x: Some(1.5) }),
            meta: Some(meta("A")),
            pictures: [File::new("p"), File::new("").with_media_type("image/png")].into(),
            ..ExportOkMultipart::new("12".to_owned(), -2, file, 5)
        };
        Ok(ExportResponse::Ok(WithHeaders::new(ExportOkHeaders { x_total: 3 }, body)))
    }

    async fn exchange(&self, body: ExchangeMultipart) -> Result<ExchangeResponse, HandlerError> {
        let file = File::new(body.file.content.bytes().await?);
        let language = body.note_x_language.map(|it| it.to_string());
        let mut tags = body.file_x_tags.unwrap_or_default();
        tags.extend(language);
        Ok(ExchangeResponse::Ok(ExchangeOkMultipart {
            note: body.note,
            tags: Some(tags),
            ..ExchangeOkMultipart::new(meta(&body.meta.author), body.file_x_checksum, file)
        }))
    }

    /// Passes the files on while they arrive.
    async fn copy_scans(&self, body: CopyScansMultipart) -> Result<CopyScansResponse, HandlerError> {
        Ok(CopyScansResponse::Ok(CopyScansOkMultipart { name: body.name, scans: body.scans }))
    }

    async fn send_raw(&self, body: RawMultipart) -> Result<SendRawResponse, HandlerError> {
        assert!(body.media_type.starts_with("multipart/related; boundary="), "{}", body.media_type);
        let mut parts = body.parts()?;
        let mut all = Vec::new();
        while let Some(part) = parts.next().await {
            let Part { headers, content } = part?;
            all.push(Part { headers, content: content.bytes().await?.into() });
        }
        Ok(SendRawResponse::Ok(RawMultipart::from_parts("multipart/mixed", all)))
    }
}

#[tokio::test]
async fn the_client_gets_what_the_handler_sends() {
    let client = serve(server::router(Handlers)).await;
    let params = ExportParams { kib: Some(1) };
    let WithHeaders { headers, body } = client.export(&params).await.unwrap();
    assert_eq!(headers.unwrap().x_total, 3);
    assert_eq!((body.title.as_str(), body.count, body.ratio, body.id), ("12", -2, Some(0.5), Some(7)));
    assert_eq!(body.labels, Some(vec!["1".to_owned(), "ü\r\n".to_owned()]));
    assert_eq!(body.numbers, Some(vec![3]));
    assert_eq!(body.kind, Some(ExportResponseKind::Large));
    assert_eq!(body.point, Some(ExportResponsePoint { x: Some(1.5) }));
    assert_eq!(body.meta, Some(meta("A")));
    assert_eq!(body.file_x_rows, 5);
    assert_eq!(body.file.file_name.as_deref(), Some("rows.csv"));
    assert_eq!(body.file.media_type.as_deref(), Some("text/csv"));
    assert_eq!(body.file.content.bytes().await.unwrap(), vec![b'x'; 1024]);
    let mut pictures = body.pictures;
    assert_eq!(pictures.count(), Some(2));
    let first = pictures.next().await.unwrap().unwrap();
    assert_eq!(first.content.bytes().await.unwrap(), "p");
    let second = pictures.next().await.unwrap().unwrap();
    assert_eq!(second.media_type.as_deref(), Some("image/png"));
    assert!(pictures.next().await.is_none());
}

#[tokio::test]
async fn a_large_file_of_a_response_is_streamed() {
    let client = serve(server::router(Handlers)).await;
    let params = ExportParams { kib: Some(4096) };
    let body = client.export(&params).await.unwrap().body;
    assert_eq!(body.count, -2);
    assert_eq!(body.file.content.length(), None);
    assert_eq!(body.file.content.bytes().await.unwrap().len(), 4096 * 1024);
}

#[tokio::test]
async fn several_large_files_are_streamed_one_after_the_other() {
    let client = serve(server::router(Handlers)).await;
    let scans = [File::new(vec![b'a'; 3_000_000]), File::new("b"), File::new(vec![b'c'; 3_000_000])];
    let body = CopyScansMultipart { name: "n".to_owned(), scans: scans.into() };
    let mut response = client.copy_scans(body).await.unwrap();
    assert_eq!((response.name.as_str(), response.scans.count()), ("n", None));
    let mut found = Vec::new();
    while let Some(scan) = response.scans.next().await {
        let content = scan.unwrap().content.bytes().await.unwrap();
        found.push((content.first().copied(), content.len()));
    }
    assert_eq!(found, [(Some(b'a'), 3_000_000), (Some(b'b'), 1), (Some(b'c'), 3_000_000)]);
}

#[tokio::test]
async fn another_response_is_read_as_documented() {
    let client = serve(server::router(Handlers)).await;
    let Err(Error::Response(error)) = client.export(&ExportParams::default()).await else {
        panic!("the response is no success");
    };
    assert!(matches!(error.body, ExportResponse::NotFound(Export404Response { reason: Some(_) })));
}

#[tokio::test]
async fn the_mock_sends_parts() {
    let client = serve(server::mock().router()).await;
    let body = client.export(&ExportParams::default()).await.unwrap().body;
    assert_eq!((body.title.as_str(), body.count, body.file_x_rows), ("string", 0, 0));
    assert!(body.file.content.length().is_some());
}

fn exchanged(file: File, checksum: i64) -> ExchangeMultipart {
    let meta = MetaInput { author: "A".to_owned(), ..MetaInput::new(String::new()) };
    ExchangeMultipart::new(meta, file, checksum)
}

#[tokio::test]
async fn parts_of_mixed_bodies_have_typed_headers() {
    let client = serve(server::router(Handlers)).await;
    let body = ExchangeMultipart {
        note: Some("n".to_owned()),
        note_x_language: Some(ExchangeBodyNoteXLanguage::De),
        file_x_tags: Some(vec!["a".to_owned(), "b".to_owned()]),
        ..exchanged(File::new("content"), 9)
    };
    let response = client.exchange(body).await.unwrap();
    assert_eq!((response.meta, response.checksum), (meta("A"), 9));
    assert_eq!(response.note.as_deref(), Some("n"));
    assert_eq!(response.tags, Some(vec!["a".to_owned(), "b".to_owned(), "de".to_owned()]));
    assert_eq!(response.file.content.bytes().await.unwrap(), "content");
}

/// The status and the body of the problem that a request leads to.
async fn problem(client: &Client, body: ExchangeMultipart) -> (u16, String) {
    let Err(Error::Unexpected(response)) = client.exchange(body).await else {
        panic!("the body is invalid");
    };
    (response.status.as_u16(), String::from_utf8_lossy(&response.body).into_owned())
}

#[tokio::test]
async fn headers_of_parts_and_lengths_of_files_are_validated() {
    let client = serve(server::router(Handlers)).await;
    let body = ExchangeMultipart {
        note: Some("n".to_owned()),
        note_x_language: Some(ExchangeBodyNoteXLanguage::Unknown("fr".to_owned())),
        ..exchanged(File::new("c"), -1)
    };
    let (status, problem) = problem(&client, body).await;
    assert_eq!(status, 422, "{problem}");
    for expected in ["header X-Language: ", "header X-Checksum: ", "minLength"] {
        assert!(problem.contains(expected), "{problem}");
    }
}

#[tokio::test]
async fn a_streamed_file_that_is_too_long_is_refused() {
    let client = serve(server::router(Handlers)).await;
    // The limit of the document is 3 MB, that of bodies in memory 2 MiB.
    for (length, expected) in [(2_900_000, None), (3_000_001, Some(413))] {
        let body = exchanged(File::new(vec![b'x'; length]), 1);
        match expected {
            None => assert!(client.exchange(body).await.is_ok()),
            Some(expected) => {
                let (status, problem) = problem(&client, body).await;
                assert_eq!(status, expected, "{problem}");
                assert!(problem.contains("longer than 3000000 bytes"), "{problem}");
            }
        }
    }
}

#[tokio::test]
async fn a_raw_body_has_its_media_type() {
    let client = serve(server::router(Handlers)).await;
    let mut part = Part { content: "a".into(), ..Part::default() };
    part.headers.insert(CONTENT_TYPE, "text/plain".parse().unwrap());
    let body = RawMultipart::from_parts("multipart/related", [part, Part::default()]);
    let response = client.send_raw(body).await.unwrap();
    assert!(response.media_type.starts_with("multipart/mixed; boundary="), "{}", response.media_type);
    let mut parts = response.parts().unwrap();
    let first = parts.next().await.unwrap().unwrap();
    assert_eq!(first.headers[CONTENT_TYPE], "text/plain");
    assert_eq!(first.content.bytes().await.unwrap(), "a");
    assert!(parts.next().await.unwrap().is_ok());
    assert!(parts.next().await.is_none());
}

#[tokio::test]
async fn a_raw_body_needs_a_boundary_and_the_documented_media_type() {
    let client = serve(server::router(Handlers)).await;
    for media_type in ["multipart/related", "multipart/mixed; boundary=a"] {
        let body = RawMultipart::new(media_type, ByteStream::from("--a--\r\n"));
        assert!(matches!(client.send_raw(body).await, Err(Error::Request(_))), "{media_type}");
    }
}
