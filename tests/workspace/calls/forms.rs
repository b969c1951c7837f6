//! Responses that are forms: typed values on both sides.

use calls_of_all::serve;
use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use answers_that_are_forms::api::client::{Client, Error};
use answers_that_are_forms::api::operations::*;
use answers_that_are_forms::api::server::{self, Api, HandlerError, WithHeaders};
use answers_that_are_forms::api::types::*;
use axum::Router;

const FORM: &str = "application/x-www-form-urlencoded";

#[derive(Default)]
struct Handlers(AtomicUsize);

impl Api for Handlers {
    async fn make_token(&self) -> Result<MakeTokenResponse, HandlerError> {
        Ok(match self.0.fetch_add(1, Relaxed) {
            0 => MakeTokenResponse::Ok(token()),
            _ => MakeTokenResponse::BadRequest(MakeToken400Response {
                error: MakeToken400ResponseError::InvalidScope,
            }),
        })
    }

    async fn make_tokens(&self) -> Result<MakeTokensResponse, HandlerError> {
        Ok(match MakeTokensAccept::preferred() {
            MakeTokensAccept::Ok => MakeTokensResponse::Ok(token()),
            MakeTokensAccept::OkJson => MakeTokensResponse::OkJson(token()),
        })
    }

    async fn replace_order(&self, body: Order) -> Result<ReplaceOrderResponse, HandlerError> {
        let headers = Ok(ReplaceOrderOkHeaders { x_pages: 7 });
        Ok(ReplaceOrderResponse::Ok(WithHeaders { headers, body }))
    }

    async fn show_order(&self) -> Result<ShowOrderResponse, HandlerError> {
        Ok(ShowOrderResponse::Default(axum::http::StatusCode::CREATED, order()))
    }
}

fn token() -> Token {
    Token { token: "a=b&c d+é%".to_owned(), hours: 8 }
}

/// An order with a value for each member.
fn order() -> Order {
    let text = r#"{
        "name": "007", "tags": ["1", "a,b", ""], "note": "true", "code": "0123", "price": 1.5, "paid": true,
        "due": "2026-11-29", "joined": [1, 2], "filter": {"a": "5", "b": 5}, "data": {"x": [1]},
        "parts": [{"name": "1", "tags": [], "note": null}]
    }"#;
    serde_json::from_str(text).unwrap()
}

/// Sends a request with one header; the response as it is.
async fn send(url: &str, method: &str, path: &str, header: &str, body: &str) -> String {
    let address = url.strip_prefix("http://").unwrap().to_owned();
    let head = format!("{method} {path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{header}\r\n");
    let request = format!("{head}content-length: {}\r\n\r\n{body}", body.len());
    let send = move || {
        let mut stream = std::net::TcpStream::connect(address).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut response = String::new();
        stream.read_to_string(&mut response).unwrap();
        response
    };
    tokio::task::spawn_blocking(send).await.unwrap()
}

async fn client() -> Client {
    Client::new(serve(server::router(Handlers::default())).await)
}

/// A client of a server of another make.
async fn other(media_type: &'static str, body: &'static str) -> Client {
    let router = Router::new().fallback(move || async move { ([("content-type", media_type), ("x-pages", "1")], body) });
    Client::new(serve(router).await)
}

#[tokio::test]
async fn a_form_is_a_typed_value_on_both_sides() {
    let client = client().await;
    assert_eq!(client.make_token().await.unwrap(), token());
    match client.make_token().await {
        Err(Error::Response(response)) => {
            let MakeTokenResponse::BadRequest(body) = response.body else {
                panic!("{:?}", response.body);
            };
            assert_eq!(body.error, MakeToken400ResponseError::InvalidScope);
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn members_have_the_encodings_of_the_document() {
    let client = client().await;
    let response = client.replace_order(&order()).await.unwrap();
    assert_eq!((response.headers.unwrap().x_pages, response.body), (7, order()));
    let ShowOrderResponse::Default(status, body) = client.show_order().await.unwrap();
    assert_eq!((status.as_u16(), body), (201, order()));
    let base = serve(server::router(Handlers::default())).await;
    let json = serde_json::to_string(&order()).unwrap();
    let sent = send(&base, "PUT", "/orders", "content-type: application/json", &json).await;
    for pair in ["joined=1%7C2", "filter%5Ba%5D=5", "data=%7B%22x%22%3A%5B1%5D%7D"] {
        assert!(sent.contains(pair), "{sent}");
    }
    let sent = send(&base, "GET", "/orders", "accept: */*", "").await;
    for pair in ["content-type: application/x-www-form-urlencoded;charset=utf-8", "joined=1&joined=2", "filter=%7B%22a%22"] {
        assert!(sent.contains(pair), "{sent}");
    }
}

#[tokio::test]
async fn empty_lists_and_null_arrive_although_a_form_does_not_show_them() {
    let empty = Order::new("a".to_owned(), Vec::new(), None);
    let response = client().await.replace_order(&empty).await.unwrap();
    assert_eq!((response.body.tags, response.body.note), (Vec::<String>::new(), None));
}

#[tokio::test]
async fn the_same_as_json_is_another_variant() {
    let base = serve(server::router(Handlers::default())).await;
    for (accept, body) in [(FORM, "\r\n\r\ntoken="), ("application/json", "\r\n\r\n{")] {
        let sent = send(&base, "POST", "/tokens", &format!("accept: {accept}"), "").await;
        assert!(sent.contains(&format!("content-type: {accept}\r\n")) && sent.contains(body), "{sent}");
    }
    let form = other(FORM, "hours=3&token=x").await.make_tokens().await.unwrap();
    assert!(matches!(&form, MakeTokensResponse::Ok(token) if token.hours == 3), "{form:?}");
    let json = other("application/json", r#"{"hours":4,"token":"x"}"#).await.make_tokens().await.unwrap();
    assert!(matches!(&json, MakeTokensResponse::OkJson(token) if token.hours == 4), "{json:?}");
}

#[tokio::test]
async fn a_form_that_cannot_be_read_is_an_error_with_the_body() {
    for (body, cause) in [
        ("token=a&hours=soon", "/hours"),
        ("token=a", "hours"),
        ("token=%ZZ&hours=1", "percent-encoded"),
    ] {
        match other(FORM, body).await.make_token().await {
            Err(Error::Decode(error)) => {
                assert_eq!(error.body, body);
                assert!(error.cause.to_string().contains(cause), "{}", error.cause);
            }
            other => panic!("{other:?}"),
        }
    }
    // A charset is none of a form.
    let token = other("application/x-www-form-urlencoded; charset=UTF-8", "token=a&hours=1&more=x").await.make_token().await;
    assert_eq!(token.unwrap().hours, 1);
    let json = other("application/json", "{}").await.make_token().await;
    assert!(matches!(json, Err(Error::Unexpected(_))), "{json:?}");
}

#[tokio::test]
async fn the_mock_sends_examples_as_forms() {
    let base = serve(server::mock().router()).await;
    let client = Client::new(base.clone());
    assert_eq!(client.make_token().await.unwrap(), Token { token: "a b&c".to_owned(), hours: 8 });
    // An example may be the form itself.
    let sent = send(&base, "POST", "/tokens", &format!("accept: {FORM}"), "").await;
    assert!(sent.ends_with("\r\n\r\ntoken=serialized&hours=3"), "{sent}");
}
