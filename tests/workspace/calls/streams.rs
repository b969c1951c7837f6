//! Sequences of items, over a socket: event streams and JSON Lines.

use calls_of_all::serve;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use items_by_schema::api::client::{self, Client, Error};
use items_by_schema::api::operations::*;
use items_by_schema::api::server::{self, Api, HandlerError, ItemStream};
use items_by_schema::api::types::{Chunk, Notice, NoticeEvent};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

/// A client of the handlers.
async fn connect() -> Client {
    Client::new(serve(server::router(Handlers)).await)
}

fn chunk(id: &str) -> Chunk {
    Chunk { id: id.to_owned(), object: None, data: Some(vec![1, 2]) }
}

fn notice(id: &str) -> Notice {
    Notice {
        event: NoticeEvent::Added,
        id: Some(id.to_owned()),
        retry: Some(7),
        data: chunk("line\nbreak"),
    }
}

/// What comes out of a channel, as it comes.
struct Received<T>(mpsc::Receiver<T>);

impl<T> futures_core::Stream for Received<T> {
    type Item = Result<T, std::io::Error>;

    fn poll_next(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Self::Item>> {
        self.0.poll_recv(context).map(|item| item.map(Ok))
    }
}

struct Handlers;

impl Api for Handlers {
    async fn create_completion(
        &self,
        body: CreateCompletionBody,
    ) -> Result<CreateCompletionResponse, HandlerError> {
        Ok(match body.stream {
            true => {
                let chunks = ItemStream::from(vec![chunk("a"), chunk("b")]);
                CreateCompletionResponse::OkEventStream(chunks.ending_with_done())
            }
            false => CreateCompletionResponse::Ok(chunk(&body.prompt)),
        })
    }

    async fn watch_chunks(&self) -> Result<WatchChunksResponse, HandlerError> {
        Ok(WatchChunksResponse::Ok(vec![chunk("a"), chunk("b")].into()))
    }

    async fn watch_notices(
        &self,
        params: WatchNoticesParams,
    ) -> Result<WatchNoticesResponse, HandlerError> {
        let id = params.last_event_id.as_deref();
        Ok(WatchNoticesResponse::Ok(vec![notice(id.unwrap_or("none"))].into()))
    }

    async fn create_notices(
        &self,
        body: ItemStream<Notice>,
    ) -> Result<CreateNoticesResponse, HandlerError> {
        assert_eq!(body.all().await?, [notice("1"), notice("2")]);
        Ok(CreateNoticesResponse::NoContent)
    }

    /// An event, and none for a second.
    async fn watch_values(&self) -> Result<WatchValuesResponse, HandlerError> {
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            let _ = sender.send(WatchValuesResponseItem::Notice(notice("1"))).await;
            tokio::time::sleep(Duration::from_secs(1)).await;
            let _ = sender.send(WatchValuesResponseItem::End(Default::default())).await;
        });
        Ok(WatchValuesResponse::Ok(ItemStream::from_stream(Received(receiver))))
    }

    /// A line, and none for half a second.
    async fn list_lines(&self) -> Result<ListLinesResponse, HandlerError> {
        let (sender, receiver) = mpsc::channel(1);
        tokio::spawn(async move {
            let _ = sender.send(chunk("a")).await;
            tokio::time::sleep(Duration::from_millis(500)).await;
            let _ = sender.send(chunk("b")).await;
        });
        Ok(ListLinesResponse::Ok(ItemStream::from_stream(Received(receiver))))
    }

    async fn create_lines(
        &self,
        body: ItemStream<Chunk>,
    ) -> Result<CreateLinesResponse, HandlerError> {
        assert_eq!(body.all().await?, [chunk("a"), chunk("b")]);
        Ok(CreateLinesResponse::NoContent)
    }

    async fn list_anything(&self) -> Result<ListAnythingResponse, HandlerError> {
        Ok(ListAnythingResponse::Ok(vec![1.into(), "a".into(), vec![0; 2].into()].into()))
    }

    async fn watch_strings(&self) -> Result<WatchStringsResponse, HandlerError> {
        Ok(WatchStringsResponse::Ok("data: a\n\n".into()))
    }

    async fn list_pairs(&self) -> Result<ListPairsResponse, HandlerError> {
        Ok(ListPairsResponse::Ok("1\n\"a\"\n".into()))
    }

    async fn watch_text(&self) -> Result<WatchTextResponse, HandlerError> {
        Ok(WatchTextResponse::Ok("data: {}\n\n".into()))
    }

    async fn watch_described(&self) -> Result<WatchDescribedResponse, HandlerError> {
        let item = WatchDescribedResponseItem { id: Some("1".to_owned()), data: chunk("a").into() };
        Ok(WatchDescribedResponse::Ok(vec![item].into()))
    }
}

/// The whole response to a `GET`, as it is on the wire.
async fn raw(base: &str, path: &str) -> String {
    send(base, &format!("GET {path}"), "").await
}

/// The whole response to a request.
async fn send(base: &str, target: &str, rest: &str) -> String {
    let address = base.strip_prefix("http://").unwrap();
    let mut connection = TcpStream::connect(address).await.unwrap();
    let head = format!("{target} HTTP/1.1\r\nHost: {address}\r\nConnection: close");
    let request = format!("{head}\r\n{rest}\r\n");
    connection.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    connection.read_to_string(&mut response).await.unwrap();
    response
}

#[tokio::test]
async fn the_data_of_events_is_the_json_of_the_items() {
    let base = serve(server::router(Handlers)).await;
    let client = Client::new(&base);
    let chunks = client.watch_chunks().await.unwrap().all().await.unwrap();
    assert_eq!(chunks, [chunk("a"), chunk("b")]);
    let wire = raw(&base, "/chunks").await;
    assert!(wire.contains("data: {\"id\":\"a\",\"data\":[1,2]}\n\n"), "{wire}");
}

#[tokio::test]
async fn events_have_the_fields_of_the_items() {
    let base = serve(server::router(Handlers)).await;
    let client = Client::new(&base);
    let params = WatchNoticesParams { last_event_id: Some("9".to_owned()) };
    let Ok(WatchNoticesResponse::Ok(notices)) = client.watch_notices(&params).await else {
        panic!("there are notices");
    };
    assert_eq!(notices.all().await.unwrap(), [notice("9")]);
    let wire = raw(&base, "/notices").await;
    let event = "event: added\nid: none\nretry: 7\ndata: {\"id\":\"line\\nbreak\",\"data\":[1,2]}\n\n";
    assert!(wire.contains(event), "{wire}");
}

#[tokio::test]
async fn an_operation_responds_with_json_or_with_events() {
    let base = serve(server::router(Handlers)).await;
    let client = Client::new(&base);
    let mut body = CreateCompletionBody::new("p".to_owned());
    let response = client.create_completion(&body).await.unwrap();
    assert!(matches!(response, CreateCompletionResponse::Ok(all) if all == chunk("p")));
    body.stream = true;
    match client.create_completion(&body).await.unwrap() {
        CreateCompletionResponse::OkEventStream(chunks) => {
            assert_eq!(chunks.all().await.unwrap(), [chunk("a"), chunk("b")]);
        }
        other => panic!("{other:?}"),
    }
    let json = r#"{"prompt":"p","stream":true}"#;
    let head = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", json.len());
    let wire = send(&base, "POST /completions", &format!("{head}\r\n{json}")).await;
    assert!(wire.contains("\"id\":\"b\",\"data\":[1,2]}\n\n"), "{wire}");
    let done = wire.find("data: [DONE]\n\n").unwrap();
    assert!(done > wire.find("\"b\"").unwrap(), "{wire}");
}

#[tokio::test]
async fn lines_have_a_type_in_both_directions() {
    let client = connect().await;
    let lines = client.list_lines().await.unwrap().all().await.unwrap();
    assert_eq!(lines, [chunk("a"), chunk("b")]);
    client.create_lines(vec![chunk("a"), chunk("b")]).await.unwrap();
    let Err(Error::Unexpected(response)) = client.create_lines(vec![chunk("")]).await else {
        panic!("the line is invalid");
    };
    assert_eq!(response.status, 422);
}

#[tokio::test]
async fn a_request_may_be_a_sequence_of_events() {
    let base = serve(server::router(Handlers)).await;
    let client = Client::new(&base);
    client.create_notices(vec![notice("1"), notice("2")]).await.unwrap();
    let post = |body: &str| {
        let length = body.len();
        let head = format!("content-type: text/event-stream\r\ncontent-length: {length}\r\n\r\n{body}");
        let base = base.clone();
        async move { send(&base, "POST /notices", &head).await }
    };
    let chunk = r#"{"id": "line\nbreak", "data": [1, 2]}"#;
    let event = |id: u8| format!(": a comment\r\n\r\nevent: added\nid: {id}\nretry: 7\ndata: {chunk}\n\n");
    let response = post(&(event(1) + &event(2))).await;
    assert!(response.starts_with("HTTP/1.1 204"), "{response}");
    let response = post("event: lost\ndata: {}\n\n").await;
    assert!(response.starts_with("HTTP/1.1 422"), "{response}");
}

#[tokio::test]
async fn items_may_be_anything() {
    let client = connect().await;
    let items = client.list_anything().await.unwrap().all().await.unwrap();
    assert_eq!(serde_json::Value::from(items).to_string(), r#"[1,"a",[0,0]]"#);
}

#[tokio::test]
async fn text_and_lists_of_different_items_are_not_taken_apart() {
    let client = connect().await;
    let text = client.watch_strings().await.unwrap().bytes().await.unwrap();
    assert_eq!(text, "data: a\n\n");
    let text = client.list_pairs().await.unwrap().bytes().await.unwrap();
    assert_eq!(text, "1\n\"a\"\n");
}

#[tokio::test]
async fn an_extension_says_what_the_schema_describes() {
    let client = connect().await;
    let text = client.watch_text().await.unwrap().bytes().await.unwrap();
    assert_eq!(text, "data: {}\n\n");
    let items = client.watch_described().await.unwrap().all().await.unwrap();
    assert_eq!(items[0].id.as_deref(), Some("1"));
    assert_eq!(items[0].data.value().ok(), Some(&chunk("a")));
}

#[tokio::test]
async fn comments_and_empty_events_are_skipped_and_done_is_the_end() {
    let events = concat!(
        ": comment\n\n\n\nid: 1\n\ndata\n\ndata: {\"id\":\"a\"}\n\n: keep-alive\n\ndata: {\"id\":\n\n",
        "data: {\"id\":\"b\"}\n\ndata: [DONE]\n\ndata: {\"id\":\"c\"}\n\n",
    );
    let respond = move || async move { ([("content-type", "text/event-stream")], events) };
    let router = Router::new().route("/chunks", get(respond));
    let client = Client::new(serve(router).await);
    let mut chunks = client.watch_chunks().await.unwrap();
    assert_eq!(chunks.next().await.unwrap().unwrap().id, "a");
    let error = chunks.next().await.unwrap().unwrap_err().to_string();
    assert!(error.contains("is no JSON"), "{error}");
    assert_eq!(chunks.next().await.unwrap().unwrap().id, "b");
    assert!(chunks.next().await.is_none());
}

/// A string with a `contentSchema` may be any string for JSON Schema.
#[tokio::test]
async fn done_is_the_end_where_a_string_should_hold_json() {
    let events = "data: {\"id\":\"a\"}\n\ndata: none\n\ndata: [DONE]\n\ndata: {\"id\":\"b\"}\n\n";
    let respond = move || async move { ([("content-type", "text/event-stream")], events) };
    let router = Router::new().route("/described", get(respond));
    let client = Client::new(serve(router).await);
    let items = client.watch_described().await.unwrap().all().await.unwrap();
    let readable: Vec<bool> = items.iter().map(|item| item.data.value().is_ok()).collect();
    assert_eq!(readable, [true, false]);
}

#[tokio::test]
async fn done_is_an_item_where_the_schema_allows_it() {
    let events = "event: end\ndata: [DONE]\n\nevent: added\ndata: {\"id\":\"a\"}\n\n";
    let respond = move || async move { ([("content-type", "text/event-stream")], events) };
    let router = Router::new().route("/values", get(respond));
    let client = Client::new(serve(router).await);
    let items = client.watch_values().await.unwrap().all().await.unwrap();
    assert!(matches!(items[0], WatchValuesResponseItem::End(_)), "{items:?}");
    assert!(matches!(items[1], WatchValuesResponseItem::Notice(_)), "{items:?}");
}

#[tokio::test]
async fn the_server_sends_comments_while_there_are_no_events() {
    let comments = async |interval: Option<Duration>, path: &str| {
        let service = server::service(Handlers).event_keep_alive(interval);
        let wire = raw(&serve(service.router()).await, path).await;
        assert!(wire.starts_with("HTTP/1.1 200"), "{wire}");
        wire.matches(": keep-alive\n\n").count()
    };
    let interval = Some(Duration::from_millis(200));
    let (sent, none, default, lines) = tokio::join!(
        comments(interval, "/values"),
        comments(None, "/values"),
        async { raw(&serve(server::router(Handlers)).await, "/values").await },
        comments(interval, "/lines"),
    );
    assert!((2..=5).contains(&sent), "{sent}");
    assert_eq!((none, lines), (0, 0));
    assert!(!default.contains("keep-alive"), "{default}");
    // The client sees no difference.
    let service = server::service(Handlers).event_keep_alive(Duration::from_millis(200));
    let client = Client::new(serve(service.router()).await);
    assert_eq!(client.watch_values().await.unwrap().all().await.unwrap().len(), 2);
}

/// A server that responds to each request with the next of some responses, and records the `Last-Event-ID` of each.
async fn scripted(responses: Vec<Response>) -> (Client, Arc<Mutex<Vec<Option<String>>>>) {
    let ids = Arc::new(Mutex::new(Vec::new()));
    let responses = Arc::new(Mutex::new(responses.into_iter()));
    let recorded = Arc::clone(&ids);
    let respond = move |headers: HeaderMap| async move {
        let id = headers.get("last-event-id");
        let id = id.map(|id| String::from_utf8_lossy(id.as_bytes()).into_owned());
        recorded.lock().unwrap().push(id);
        let next = responses.lock().unwrap().next();
        next.unwrap_or_else(|| StatusCode::NO_CONTENT.into_response())
    };
    let router = Router::new().fallback(respond);
    (Client::new(serve(router).await), ids)
}

fn events(text: &'static str) -> Response {
    ([("content-type", "text/event-stream; charset=utf-8")], text).into_response()
}

/// Events, after which the connection fails.
fn interrupted(text: &'static str) -> Response {
    struct Interrupted(Option<&'static str>, bool);

    impl futures_core::Stream for Interrupted {
        type Item = Result<Bytes, std::io::Error>;

        fn poll_next(
            mut self: std::pin::Pin<&mut Self>,
            context: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            if let Some(text) = self.0.take() {
                return std::task::Poll::Ready(Some(Ok(Bytes::from_static(text.as_bytes()))));
            }
            // The text is sent first.
            if !std::mem::replace(&mut self.1, true) {
                context.waker().wake_by_ref();
                return std::task::Poll::Pending;
            }
            std::task::Poll::Ready(Some(Err(std::io::Error::other("broken"))))
        }
    }

    let body = Body::from_stream(Interrupted(Some(text), false));
    ([("content-type", "text/event-stream")], body).into_response()
}

#[tokio::test]
async fn a_client_reconnects_with_the_last_id_after_the_time_that_the_server_says() {
    let (client, ids) = scripted(vec![
        events("retry: 200\nid: 1\ndata: {\"id\":\"a\"}\n\nid: 2\ndata: {\"id\":\"b\"}\n\ndata: {\"id\":\"cut"),
        interrupted("data: {\"id\":\"c\"}\n\nid: ü\n\n"),
        StatusCode::SERVICE_UNAVAILABLE.into_response(),
        events("data: {\"id\":\"d\"}\n\ndata: 5\n\nid\n\n"),
    ])
    .await;
    let start = std::time::Instant::now();
    let mut chunks = client.watch_chunks().await.unwrap().reconnecting();
    let mut seen = Vec::new();
    while let Some(chunk) = chunks.next().await {
        seen.push(chunk.map_or_else(|error| error.to_string(), |chunk| chunk.id));
    }
    assert_eq!(seen[..4], ["a", "b", "c", "d"], "{seen:?}");
    // An item that does not fit its type is no reason to connect again.
    assert_eq!(seen.len(), 5, "{seen:?}");
    let ids: Vec<Option<String>> = ids.lock().unwrap().clone();
    let ids: Vec<Option<&str>> = ids.iter().map(Option::as_deref).collect();
    assert_eq!(ids, [None, Some("2"), Some("ü"), Some("ü"), None]);
    // 200 ms three times, and 400 ms after the failure.
    let time = start.elapsed();
    assert!(time > Duration::from_millis(1000) && time < Duration::from_secs(8), "{time:?}");
}

#[tokio::test]
async fn a_client_that_is_not_told_to_does_not_reconnect() {
    let (client, ids) = scripted(vec![events("data: {\"id\":\"a\"}\n\n"), events("")]).await;
    let chunks = client.watch_chunks().await.unwrap();
    assert_eq!(chunks.all().await.unwrap().len(), 1);
    assert_eq!(ids.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn done_is_the_end_for_a_client_that_reconnects() {
    let text = "retry: 1\ndata: {\"id\":\"a\"}\n\ndata: [DONE]\n\n";
    let (client, ids) = scripted(vec![events(text), events(text)]).await;
    let chunks = client.watch_chunks().await.unwrap().reconnecting();
    assert_eq!(chunks.all().await.unwrap().len(), 1);
    assert_eq!(ids.lock().unwrap().len(), 1);
}

#[tokio::test]
async fn a_response_without_events_is_an_error_for_a_client_that_reconnects() {
    for response in [StatusCode::NOT_FOUND.into_response(), "text".into_response()] {
        let status = response.status();
        let (client, ids) = scripted(vec![events("retry: 1\ndata: {\"id\":\"a\"}\n\n"), response]).await;
        let mut chunks = client.watch_chunks().await.unwrap().reconnecting();
        assert!(chunks.next().await.unwrap().is_ok());
        let error = chunks.next().await.unwrap().unwrap_err();
        let error: &client::UnexpectedResponse = error.downcast_ref().unwrap();
        assert_eq!(error.status, status);
        assert!(chunks.next().await.is_none());
        assert_eq!(ids.lock().unwrap().len(), 2);
    }
}

/// Of a request with a body, a client cannot know whether it may be sent twice.
#[tokio::test]
async fn only_a_get_is_repeated() {
    let (client, ids) = scripted(vec![events("retry: 1\ndata: {\"id\":\"a\"}\n\n"), events("")]).await;
    let body = CreateCompletionBody::new("p".to_owned());
    match client.create_completion(&body).await.unwrap() {
        CreateCompletionResponse::OkEventStream(chunks) => {
            assert_eq!(chunks.reconnecting().all().await.unwrap().len(), 1);
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(ids.lock().unwrap().len(), 1);
}
