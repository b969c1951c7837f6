//! Bodies and responses whose media type is a range: the actual one arrives on the other side.

use calls_of_all::serve;
use bodies_in_ranges_of_media_types::api::client::{Client, Error};
use bodies_in_ranges_of_media_types::api::operations::*;
use bodies_in_ranges_of_media_types::api::runtime::stream::ByteStream;
use bodies_in_ranges_of_media_types::api::server::{self, Api, HandlerError, WithHeaders};

/// Responds with what it gets, as what it is.
struct Echo;

impl Api for Echo {
    async fn replace_avatar(&self, body: ByteStream) -> Result<ReplaceAvatarResponse, HandlerError> {
        let media_type = body.media_type().expect("a body has a media type").to_owned();
        let bytes = body.bytes().await?;
        let headers = Ok(ReplaceAvatarOkHeaders { x_length: bytes.len() as i64 });
        // What the handler makes itself has the media type that it gives it.
        let body = ByteStream::from(bytes).with_media_type(media_type);
        Ok(ReplaceAvatarResponse::Ok(WithHeaders { headers, body }))
    }

    async fn upload_file(&self, body: Option<ByteStream>) -> Result<UploadFileResponse, HandlerError> {
        // Passed on as it arrives.
        Ok(UploadFileResponse::Ok(body.unwrap_or_default()))
    }

    async fn upload_media(&self, body: UploadMediaRequest) -> Result<UploadMediaResponse, HandlerError> {
        Ok(match body {
            UploadMediaRequest::Image(body) => UploadMediaResponse::Ok(body),
            // A media type that is not the documented one.
            UploadMediaRequest::Audio(body) if body.media_type() == Some("audio/wrong") => {
                UploadMediaResponse::OkAudio(body.with_media_type("text/plain"))
            }
            UploadMediaRequest::Audio(body) => UploadMediaResponse::OkAudio(body),
            UploadMediaRequest::Json(body) => UploadMediaResponse::OkJson(body),
        })
    }
}

async fn client() -> Client {
    Client::new(serve(server::router(Echo)).await)
}

fn bytes(media_type: &str) -> ByteStream {
    ByteStream::from("\0bytes").with_media_type(media_type)
}

/// The media type and the bytes.
async fn received(body: ByteStream) -> (String, String) {
    let media_type = body.media_type().unwrap_or_default().to_owned();
    let bytes = body.bytes().await.unwrap();
    (media_type, String::from_utf8(bytes.to_vec()).unwrap())
}

#[tokio::test]
async fn a_range_has_the_actual_type_in_both_directions() {
    let client = client().await;
    for media_type in ["image/gif", "image/svg+xml; charset=utf-8"] {
        let response = client.replace_avatar(bytes(media_type)).await.unwrap();
        assert_eq!(response.headers.unwrap().x_length, 6);
        assert_eq!(received(response.body).await, (media_type.to_owned(), "\0bytes".to_owned()));
    }
    for media_type in ["text/plain", "application/vnd.a.b", "application/json"] {
        let response = client.upload_file(Some(bytes(media_type))).await.unwrap();
        assert_eq!(received(response).await, (media_type.to_owned(), "\0bytes".to_owned()));
    }
}

#[tokio::test]
async fn a_body_that_does_not_say_what_it_is_has_a_usual_type() {
    let client = client().await;
    let response = client.replace_avatar("abc").await.unwrap();
    assert_eq!(received(response.body).await, ("image/png".to_owned(), "abc".to_owned()));
    let response = client.upload_file(Some("abc".into())).await.unwrap();
    assert_eq!(received(response).await, ("application/octet-stream".to_owned(), "abc".to_owned()));
}

#[tokio::test]
async fn the_range_decides_which_of_several_contents_it_is() {
    let client = client().await;
    let image = client.upload_media(UploadMediaRequest::Image(bytes("image/gif"))).await.unwrap();
    let UploadMediaResponse::Ok(image) = image else {
        panic!("{image:?}");
    };
    assert_eq!(received(image).await.0, "image/gif");
    let audio = client.upload_media(UploadMediaRequest::Audio(bytes("audio/ogg"))).await.unwrap();
    let UploadMediaResponse::OkAudio(audio) = audio else {
        panic!("{audio:?}");
    };
    assert_eq!(received(audio).await.0, "audio/ogg");
    let names = vec!["a".to_owned()];
    let json = client.upload_media(UploadMediaRequest::Json(names.clone())).await.unwrap();
    assert!(matches!(&json, UploadMediaResponse::OkJson(it) if *it == names), "{json:?}");
}

#[tokio::test]
async fn a_type_outside_of_the_range_is_not_sent() {
    let client = client().await;
    let error = client.replace_avatar(bytes("text/plain")).await.unwrap_err();
    assert!(matches!(error, Error::Request(_)), "{error:?}");
    assert!(error.to_string().contains("text/plain"), "{error}");
    let wrong = UploadMediaRequest::Audio(bytes("audio/wrong"));
    match client.upload_media(wrong).await {
        Err(Error::Unexpected(response)) => assert_eq!(response.status.as_u16(), 500),
        other => panic!("{other:?}"),
    }
}
