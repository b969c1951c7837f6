//! Bodies of `multipart/form-data`, over a socket: what the client sends is what the handler gets.

use calls_of_all::serve;
use multipart_bodies::api::client::{Client, Error, File};
use multipart_bodies::api::operations::*;
use multipart_bodies::api::server::{self, Api, HandlerError};
use multipart_bodies::api::types::Meta;

struct Handlers;

/// A file as text.
async fn shown(file: File) -> Result<String, HandlerError> {
    let bytes = file.content.bytes().await?;
    let content = String::from_utf8_lossy(&bytes).into_owned();
    Ok(format!("{:?} {:?} {content}", file.file_name, file.media_type))
}

impl Api for Handlers {
    async fn create_upload(&self, body: CreateUploadMultipart) -> Result<CreateUploadResponse, HandlerError> {
        let mut lines = vec![format!("{} {:?} {:?} {:?}", body.title, body.count, body.labels, body.meta)];
        lines.push(shown(body.file).await?);
        let mut pictures = body.pictures;
        while let Some(picture) = pictures.next().await {
            lines.push(shown(picture?).await?);
        }
        if let Some(avatar) = body.avatar {
            lines.push(shown(avatar).await?);
        }
        let size = lines.len() as i64;
        let title = Some(lines.join("\n"));
        Ok(CreateUploadResponse::Ok(CreateUploadResponse2 { title, size }))
    }
}

#[tokio::test]
async fn the_handler_gets_what_the_client_sends() {
    let client = Client::new(serve(server::router(Handlers)).await);
    let body = CreateUploadMultipart {
        count: Some(-3),
        labels: Some(vec!["a, b".to_owned(), "ü".to_owned()]),
        meta: Some(Meta { author: "A".to_owned(), tags: None }),
        pictures: [File::new("1"), File::new("2").with_file_name("2.gif").with_media_type("image/gif")].into(),
        avatar: Some(File::new("a").with_media_type("image/jpeg")),
        ..CreateUploadMultipart::new("Holiday".to_owned(), File::new("content").with_file_name("a \"b\""))
    };
    let response = client.create_upload(body).await.unwrap();
    let expected = concat!(
        "Holiday Some(-3) Some([\"a, b\", \"ü\"]) Some(Meta { author: \"A\", tags: None })\n",
        "Some(\"a \\\"b\\\"\") Some(\"application/octet-stream\") content\n",
        "None Some(\"application/octet-stream\") 1\n",
        "Some(\"2.gif\") Some(\"image/gif\") 2\n",
        "None Some(\"image/jpeg\") a",
    );
    assert_eq!(response.title.as_deref(), Some(expected));
}

#[tokio::test]
async fn parts_are_validated() {
    let client = Client::new(serve(server::router(Handlers)).await);
    let body = CreateUploadMultipart {
        pictures: [File::new("1"), File::new("2"), File::new("3"), File::new("4")].into(),
        avatar: Some(File::new("a").with_media_type("image/gif")),
        ..CreateUploadMultipart::new("a".repeat(41), File::new("content"))
    };
    let Err(Error::Unexpected(response)) = client.create_upload(body).await else {
        panic!("the body is invalid");
    };
    assert_eq!(response.status, 422);
    let problem = String::from_utf8_lossy(&response.body).into_owned();
    for pointer in ["/title", "/pictures", "/avatar"] {
        assert!(problem.contains(&format!("\"pointer\":\"{pointer}\"")), "{problem}");
    }
}
