//! Parts without names, over a socket.

use axum::Router;
use multipart_positions::api::client::{Client, Error, File};
use multipart_positions::api::operations::*;
use multipart_positions::api::server::{self, Api, HandlerError};
use multipart_positions::api::types::Note;

async fn serve(router: Router) -> Client {
    Client::new(calls_of_all::serve(router).await)
}

struct Handlers;

impl Api for Handlers {
    async fn send_batch(&self, body: SendBatchMultipart) -> Result<SendBatchResponse, HandlerError> {
        let text = format!("{} {}", body.part_1.text, body.part_1_x_number);
        Ok(SendBatchResponse::Ok(SendBatchOkMultipart {
            part_1: Note { text },
            part_2: Some(body.part_2),
            items: body.items,
        }))
    }

    async fn send_pair(&self, body: Option<SendPairMultipart>) -> Result<SendPairResponse, HandlerError> {
        let mut items = Vec::new();
        if let Some(body) = body {
            items.push(Note { text: body.part_1.to_string() });
            if let Some(file) = body.part_2 {
                let text = format!("{:?} {}", file.file_name, file.content.bytes().await?.len());
                items.push(Note { text });
            }
        }
        Ok(SendPairResponse::Ok(SendPairOkMultipart { items: Some(items) }))
    }
}

fn note(text: &str) -> Note {
    Note { text: text.to_owned() }
}

fn image(content: &'static str) -> File {
    File::new(content).with_media_type("image/png").with_file_name("a.png")
}

#[tokio::test]
async fn parts_are_told_apart_by_their_position() {
    let client = serve(server::router(Handlers)).await;
    let body = SendBatchMultipart {
        items: [image("1"), image("22")].into(),
        ..SendBatchMultipart::new(note("n"), 7, "text".to_owned())
    };
    let mut response = client.send_batch(body).await.unwrap();
    assert_eq!((response.part_1, response.part_2.as_deref()), (note("n 7"), Some("text")));
    let mut found = Vec::new();
    while let Some(file) = response.items.next().await {
        let file = file.unwrap();
        found.push((file.file_name, file.media_type, file.content.bytes().await.unwrap()));
    }
    let expected = |content: &'static str| (Some("a.png".to_owned()), Some("image/png".to_owned()), content.into());
    assert_eq!(found, [expected("1"), expected("22")]);
}

#[tokio::test]
async fn large_files_among_the_items_are_streamed() {
    let client = serve(server::router(Handlers)).await;
    let large = || File::new(vec![b'x'; 3_000_000]).with_media_type("image/png");
    let body = SendBatchMultipart {
        items: [large(), image("1"), large()].into(),
        ..SendBatchMultipart::new(note("n"), 7, "text".to_owned())
    };
    let mut response = client.send_batch(body).await.unwrap();
    let mut lengths = Vec::new();
    while let Some(file) = response.items.next().await {
        lengths.push(file.unwrap().content.bytes().await.unwrap().len());
    }
    assert_eq!(lengths, [3_000_000, 1, 3_000_000]);
}

#[tokio::test]
async fn what_arrives_is_validated_by_position() {
    let client = serve(server::router(Handlers)).await;
    let body = SendBatchMultipart {
        items: [image("1"), File::new("a").with_media_type("text/plain"), image("2"), image("3")].into(),
        ..SendBatchMultipart::new(note(""), 7, "longer".to_owned())
    };
    let Err(Error::Unexpected(response)) = client.send_batch(body).await else {
        panic!("the body is invalid");
    };
    let problem = String::from_utf8_lossy(&response.body).into_owned();
    assert_eq!(response.status, 422, "{problem}");
    for pointer in ["/0/text", "/1", "/items", "/items/1"] {
        assert!(problem.contains(&format!("\"pointer\":\"{pointer}\"")), "{problem}");
    }
}

#[tokio::test]
async fn parts_at_the_end_may_be_absent() {
    let client = serve(server::router(Handlers)).await;
    let response = client.send_pair(None).await.unwrap();
    assert_eq!(response.items, None);
    let response = client.send_pair(Some(SendPairMultipart::new(5))).await.unwrap();
    assert_eq!(response.items, Some(vec![note("5")]));
    let body = SendPairMultipart { part_2: Some(File::new("abc")), ..SendPairMultipart::new(5) };
    let response = client.send_pair(Some(body)).await.unwrap();
    assert_eq!(response.items, Some(vec![note("5"), note("None 3")]));
}

#[tokio::test]
async fn a_part_before_another_cannot_be_left_out() {
    let body = SendBatchOkMultipart { items: [File::new("a")].into(), ..SendBatchOkMultipart::new(note("a")) };
    struct Gap(std::sync::Mutex<Option<SendBatchOkMultipart>>);
    impl Api for Gap {
        async fn send_batch(&self, _: SendBatchMultipart) -> Result<SendBatchResponse, HandlerError> {
            Ok(SendBatchResponse::Ok(self.0.lock().unwrap().take().unwrap()))
        }
        async fn send_pair(&self, _: Option<SendPairMultipart>) -> Result<SendPairResponse, HandlerError> {
            unreachable!()
        }
    }
    let client = serve(server::router(Gap(Some(body).into()))).await;
    let sent = SendBatchMultipart::new(note("n"), 7, "text".to_owned());
    let Err(Error::Unexpected(response)) = client.send_batch(sent).await else {
        panic!("the response has no second part");
    };
    assert_eq!(response.status, 500);
}
