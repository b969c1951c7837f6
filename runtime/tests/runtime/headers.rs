//! Documented headers that a client receives.

use axum::http::HeaderMap;
use axum::Router;
use serde_json::{json, Value};
use specfirst_runtime::client::{Client, Error, Method, StatusCode};
use specfirst_runtime::headers::{HeaderError, WithHeaders};
use specfirst_runtime::operation;
use specfirst_runtime::server::IntoResponse;

use super::wire::Server;

#[derive(Clone, Debug, PartialEq)]
struct CreatedHeaders {
    location: String,
    total: Option<i64>,
}
operation::headers!(CreatedHeaders {
    location: "Location",
    total: "X-Total"
});

#[derive(Debug)]
enum Create {
    #[expect(
        dead_code,
        reason = "the client returns the content of the only success"
    )]
    Created(WithHeaders<CreatedHeaders, Value>),
    Conflict(WithHeaders<CreatedHeaders, Value>),
    Gone(WithHeaders<CreatedHeaders>),
}
operation::responses!(Create -> WithHeaders<CreatedHeaders, Value> {
    201 => Created(json with headers),
} else {
    409 => Conflict(json with headers), 410 => Gone(headers),
});

/// The result of a call that gets this status and these headers, and `[1]` as JSON.
async fn result(
    status: u16,
    headers: &[Header],
) -> Result<WithHeaders<CreatedHeaders, Value>, Error<Create>> {
    let mut sent = HeaderMap::new();
    sent.insert("content-type", "application/json".parse().unwrap());
    for (name, value) in headers {
        sent.append(*name, axum::http::HeaderValue::from_bytes(value).unwrap());
    }
    let status = StatusCode::from_u16(status).unwrap();
    let router = Router::new().fallback(move || async move { (status, sent, "[1]") });
    let server = Server::start(router).await;
    let client = Client::new(server.base());
    client.request(Method::POST, "/").send().await
}

type Header = (&'static str, &'static [u8]);

/// Headers that do not fit, and how the error begins.
const UNFIT: [(&[Header], &str); 4] = [
    (&[], "the header `Location` is required and missing"),
    (
        &[("location", b"/1"), ("x-total", b"many")],
        "the header `X-Total` does not fit its schema: expected an integer",
    ),
    (
        &[("location", b"/1"), ("x-total", b"1"), ("x-total", b"2")],
        "the header `X-Total` does not fit its schema: expected an integer",
    ),
    (
        &[("location", b"/\xff")],
        "the header `Location` is not UTF-8",
    ),
];

#[tokio::test]
async fn headers_that_fit_are_typed() {
    let created = result(201, &[("location", b"/1"), ("x-total", b"7")]);
    let expected = CreatedHeaders {
        location: "/1".to_owned(),
        total: Some(7),
    };
    assert_eq!(
        created.await.unwrap(),
        WithHeaders::new(expected, json!([1]))
    );
}

#[tokio::test]
async fn headers_that_do_not_fit_do_not_cost_the_body() {
    for (headers, message) in UNFIT {
        let created = result(201, headers).await.unwrap();
        let error = created.headers.unwrap_err().to_string();
        assert!(error.starts_with(message), "{error}");
        assert_eq!(created.body, json!([1]));
        for status in [409, 410] {
            let Err(Error::Response(response)) = result(status, headers).await else {
                panic!("{status} {message}");
            };
            assert_eq!(response.status, status);
            let error = match response.body {
                Create::Conflict(conflict) => {
                    assert_eq!(conflict.body, json!([1]));
                    conflict.headers.unwrap_err()
                }
                Create::Gone(gone) => gone.headers.unwrap_err(),
                other => panic!("{other:?}"),
            };
            assert!(error.to_string().starts_with(message), "{error}");
        }
    }
}

#[tokio::test]
async fn errors_keep_status_and_headers() {
    let headers: &[Header] = &[("location", b"/1"), ("x-other", b"kept")];
    // One is documented, the other is not.
    for status in [409, 404] {
        let error = result(status, headers).await.unwrap_err();
        assert_eq!(error.status().unwrap(), status);
        assert_eq!(error.headers().unwrap()["x-other"], "kept");
        assert!(error.to_string().contains(&status.to_string()), "{error}");
    }
}

#[test]
fn a_server_cannot_send_the_error_of_a_header() {
    let gone = Create::Gone(WithHeaders {
        headers: Err(HeaderError::new("Location", "is missing")),
        body: (),
    });
    assert_eq!(gone.into_response().unwrap_err().status, 500);
}
