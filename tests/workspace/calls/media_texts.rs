//! Texts whose media type is a range: the actual one arrives on the other side.

use calls_of_all::serve;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use texts_in_ranges_of_media_types::api::client::{Client, Error};
use texts_in_ranges_of_media_types::api::operations::*;
use texts_in_ranges_of_media_types::api::runtime::media_text::MediaText;
use texts_in_ranges_of_media_types::api::server::{self, Api, HandlerError, WithHeaders};

/// Responds with what it gets, as what it is.
struct Echo;

impl Api for Echo {
    async fn replace_note(&self, body: MediaText) -> Result<ReplaceNoteResponse, HandlerError> {
        if body.starts_with("wrong") {
            let why = MediaText::from("<p>wrong</p>").with_media_type("text/html; charset=utf-8");
            return Ok(ReplaceNoteResponse::ClientError(StatusCode::IM_A_TEAPOT, why));
        }
        let headers = Ok(ReplaceNoteOkHeaders { x_length: body.len() as i64 });
        Ok(ReplaceNoteResponse::Ok(WithHeaders { headers, body }))
    }

    async fn upload_anything(&self, body: Option<MediaText>) -> Result<UploadAnythingResponse, HandlerError> {
        Ok(UploadAnythingResponse::Ok(body.unwrap_or_default()))
    }

    async fn export_rows(&self, body: ExportRowsRequest) -> Result<ExportRowsResponse, HandlerError> {
        Ok(match body {
            ExportRowsRequest::Json(rows) => ExportRowsResponse::Ok(rows),
            // A media type that is not the documented one.
            ExportRowsRequest::Csv(text) if text.media_type() == Some("text/wrong") => {
                ExportRowsResponse::OkText(text.with_media_type("application/csv"))
            }
            ExportRowsRequest::Csv(text) if text.media_type() == Some("text/csv") => {
                ExportRowsResponse::OkApplication(text.with_media_type("application/csv"))
            }
            ExportRowsRequest::Csv(text) => ExportRowsResponse::OkText(text),
        })
    }

    async fn show_object(&self) -> Result<ShowObjectResponse, HandlerError> {
        Ok(ShowObjectResponse::NotFound(serde_json::json!(["any"])))
    }
}

async fn client() -> Client {
    Client::new(serve(server::router(Echo)).await)
}

fn text(media_type: &str) -> MediaText {
    MediaText::from("é text").with_media_type(media_type)
}

#[tokio::test]
async fn a_text_has_the_actual_type_in_both_directions() {
    let client = client().await;
    for media_type in ["text/csv", "text/html; charset=utf-8", "text/markdown; variant=a"] {
        let response = client.replace_note(text(media_type)).await.unwrap();
        assert_eq!(response.headers.unwrap().x_length, 7);
        assert_eq!(response.body, text(media_type));
    }
    for media_type in ["text/csv", "application/json", "image/svg+xml"] {
        let response = client.upload_anything(Some(text(media_type))).await.unwrap();
        assert_eq!(response, text(media_type));
    }
    match client.replace_note("wrong").await {
        Err(Error::Response(response)) => {
            let ReplaceNoteResponse::ClientError(_, why) = response.body else {
                panic!("{:?}", response.body);
            };
            assert_eq!((why.media_type(), why.as_str()), (Some("text/html; charset=utf-8"), "<p>wrong</p>"));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_text_that_does_not_say_what_it_is_is_plain() {
    let client = client().await;
    let plain = text("text/plain; charset=utf-8");
    assert_eq!(client.replace_note("é text").await.unwrap().body, plain);
    assert_eq!(client.replace_note("é text".to_owned()).await.unwrap().body, plain);
    assert_eq!(client.upload_anything(Some("é text".into())).await.unwrap(), plain);
    // What the server sends of its own accord.
    let empty = client.upload_anything(None).await.unwrap();
    assert_eq!((empty.media_type(), &*empty), (Some("text/plain; charset=utf-8"), ""));
}

#[tokio::test]
async fn a_type_in_the_range_shares_its_variant() {
    let client = client().await;
    // The first that is documented is what a text is by default.
    for csv in [MediaText::from("a,b"), MediaText::from("a,b").with_media_type("text/csv; charset=utf-8")] {
        let response = client.export_rows(ExportRowsRequest::Csv(csv)).await.unwrap();
        assert!(matches!(&response, ExportRowsResponse::OkText(it) if it.media_type() == Some("text/csv; charset=utf-8")), "{response:?}");
    }
    let csv = MediaText::from("a,b").with_media_type("text/csv");
    let response = client.export_rows(ExportRowsRequest::Csv(csv)).await.unwrap();
    assert!(matches!(&response, ExportRowsResponse::OkApplication(it) if it.media_type() == Some("application/csv")), "{response:?}");
    let html = client.export_rows(ExportRowsRequest::Csv(text("text/html"))).await.unwrap();
    assert!(matches!(&html, ExportRowsResponse::OkText(it) if *it == text("text/html")), "{html:?}");
    let rows = vec!["a".to_owned()];
    let json = client.export_rows(ExportRowsRequest::Json(rows.clone())).await.unwrap();
    assert!(matches!(&json, ExportRowsResponse::Ok(it) if *it == rows), "{json:?}");
}

#[tokio::test]
async fn a_text_outside_of_the_range_is_not_sent() {
    let client = client().await;
    for media_type in ["image/svg+xml", "text/csv; charset=latin1"] {
        let error = client.replace_note(text(media_type)).await.unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    match client.export_rows(ExportRowsRequest::Csv(text("text/wrong"))).await {
        Err(Error::Unexpected(response)) => assert_eq!(response.status.as_u16(), 500),
        other => panic!("{other:?}"),
    }
    // Nor is it accepted from clients and servers of another make.
    let base = serve(server::router(Echo)).await;
    let elsewhere = Router::new().fallback(move |request: Request| {
        let bytes = request.headers()["content-type"].clone();
        async move { ([("content-type", "image/svg+xml"), ("x-length", "1")], format!("{bytes:?}")) }
    });
    let other = Client::new(serve(elsewhere).await);
    let response = other.replace_note("a").await;
    assert!(matches!(response, Err(Error::Unexpected(_))), "{response:?}");
    let typed = Client::new(base).with_header("content-type", "image/svg+xml");
    let refused = typed.replace_note("a").await;
    assert!(matches!(&refused, Err(Error::Response(response)) if response.status.as_u16() == 415), "{refused:?}");
}

#[tokio::test]
async fn the_schema_applies_to_the_text() {
    let long = "a text of more than twenty characters";
    let refused = client().await.replace_note(MediaText::from(long).with_media_type("text/csv")).await;
    assert!(matches!(&refused, Err(Error::Response(response)) if response.status.as_u16() == 422), "{refused:?}");
}

#[tokio::test]
async fn any_type_of_an_object_is_json() {
    match client().await.show_object().await {
        Err(Error::Response(response)) => {
            let body = response.body;
            assert!(matches!(&body, ShowObjectResponse::NotFound(it) if *it == serde_json::json!(["any"])), "{body:?}");
        }
        other => panic!("{other:?}"),
    }
}
