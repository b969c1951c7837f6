//! How the types of an operation map to HTTP: the macros that generated code calls once for each response enum, header
//! struct and parameter struct.
//!
//! Each macro has a half for the server and one for the client; the half of a side that is left out expands to nothing.

#[cfg(feature = "client")]
mod from_response;
#[cfg(feature = "client")]
mod into_request;
#[cfg(feature = "client")]
mod read_headers;
#[cfg(feature = "client")]
mod streaming;
#[cfg(not(feature = "client"))]
mod without_client;

#[cfg(feature = "server")]
mod from_input;
#[cfg(feature = "server")]
mod into_response;
#[cfg(feature = "server")]
mod preferred;
#[cfg(not(feature = "server"))]
mod without_server;
#[cfg(feature = "server")]
mod write_headers;

mod accept;
mod headers;
#[cfg(feature = "multipart")]
mod multipart;
mod params;
mod responses;

#[cfg(feature = "client")]
pub use super::client;
pub use super::form::Encoding;
#[cfg(feature = "server")]
pub use super::server;
pub use super::style::Style;

pub use self::accept::*;
#[cfg(feature = "server")]
pub use self::from_input::*;
#[cfg(feature = "client")]
pub use self::from_response::*;
pub use self::headers::*;
#[cfg(feature = "client")]
pub use self::into_request::*;
#[cfg(feature = "server")]
pub use self::into_response::*;
#[cfg(feature = "multipart")]
pub use self::multipart::*;
pub use self::params::*;
#[cfg(feature = "server")]
pub use self::preferred::*;
#[cfg(feature = "client")]
pub use self::read_headers::*;
pub use self::responses::*;
#[cfg(feature = "client")]
pub use self::streaming::*;
#[cfg(not(feature = "client"))]
pub use self::without_client::*;
#[cfg(not(feature = "server"))]
pub use self::without_server::*;
#[cfg(feature = "server")]
pub use self::write_headers::*;

#[cfg(test)]
mod tests {
    use std::fmt::Debug;
    use std::time::Duration;

    use axum::body::Body;
    use axum::http::header::CONTENT_TYPE;
    use axum::response::{IntoResponse, Response};
    use axum::Router;
    use http::{Method, StatusCode};
    use serde_json::{json, Value};
    use tokio::net::TcpListener;

    use crate::client::{Client, Error};
    use crate::operation;
    use crate::server::{Input, Service};
    use crate::stream::ByteStream;

    #[derive(Debug)]
    enum Show {
        Ok(Value),
        OkText(String),
        OkBytes(ByteStream),
        Accepted,
        NotFound(Value),
        ClientError(StatusCode, Value),
        ClientErrorText(StatusCode, String),
        Default(StatusCode),
    }
    operation::responses!(streaming Show {
        200 => Ok(json "application/json" | "application/a+json; profile=\"1,2\"" as "application/json")
            | OkText(text "text/plain")
            | OkBytes(stream "image/*" | "*/*" as "image/png"),
        202 => Accepted,
    } else {
        404 => NotFound(json),
        4XX => ClientError(status, json) | ClientErrorText(status, text "text/plain"),
        _ => Default(status),
    });

    #[expect(
        dead_code,
        reason = "the client returns the content of the only success"
    )]
    #[derive(Debug)]
    enum Note {
        Ok(String),
    }
    operation::responses!(Note -> String { 200 => Ok(text "text/*" as "text/plain") });

    #[derive(Debug)]
    enum Any {
        Missing(Value),
        Default(StatusCode, Value),
    }
    operation::responses!(Any { _ => Default(status, json) } else { 404 => Missing(json) });

    #[derive(Debug)]
    enum Typed {
        #[expect(dead_code, reason = "the client returns the content")]
        Ok(i64),
        Missing(i64),
        Conflict(i64),
        ConflictText(String),
    }
    operation::responses!(Typed -> i64 { 200 => Ok(json) } else {
        404 => Missing(json),
        409 => Conflict(json "application/a+json") | ConflictText(text "text/plain"),
    });

    async fn start(router: Router) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Client::new(format!("http://{address}")).with_timeout(Duration::from_secs(5))
    }

    /// A client of a server that always sends this response. An empty media type is none.
    async fn responding(status: u16, media_type: &'static str, body: &'static str) -> Client {
        let response = move || -> Response {
            let status = StatusCode::from_u16(status).unwrap();
            match media_type {
                "" => (status, Body::from(body)).into_response(),
                _ => (status, [(CONTENT_TYPE, media_type)], body).into_response(),
            }
        };
        start(Router::new().fallback(move || async move { response() })).await
    }

    /// The result without the headers of an error.
    fn outcome<T: Debug, R: Debug>(result: Result<T, Error<R>>) -> String {
        match result {
            Ok(success) => format!("Ok({success:?})"),
            Err(Error::Response(response)) => {
                format!("Err({} {:?})", response.status.as_u16(), response.body)
            }
            Err(Error::Unexpected(response)) => {
                format!(
                    "Unexpected({} {:?})",
                    response.status.as_u16(),
                    response.body
                )
            }
            Err(Error::Decode(error)) => format!("Decode({})", error.cause),
            Err(error) => error.to_string(),
        }
    }

    #[tokio::test]
    async fn responses_are_decoded_by_status_and_media_type() {
        let cases = [
            (200, "application/json", "1", "Ok(Ok(Number(1)))"),
            (
                200,
                "application/a+json; profile=\"1,2\"",
                "1",
                "Ok(Ok(Number(1)))",
            ),
            (200, "text/plain; charset=utf-8", "1", "Ok(OkText(\"1\"))"),
            (200, "image/gif", "1", "Ok(OkBytes(ByteStream(..)))"),
            (200, "application/xml", "1", "Ok(OkBytes(ByteStream(..)))"),
            (202, "text/plain", "1", "Ok(Accepted)"),
            (404, "application/json", "1", "Err(404 NotFound(Number(1)))"),
            (
                409,
                "application/json",
                "1",
                "Err(409 ClientError(409, Number(1)))",
            ),
            (
                409,
                "text/plain",
                "1",
                "Err(409 ClientErrorText(409, \"1\"))",
            ),
            (302, "text/plain", "1", "Err(302 Default(302))"),
            // JSON under another name is decoded as JSON, and nothing else is taken for the documented content.
            (
                404,
                "application/problem+json",
                "1",
                "Err(404 NotFound(Number(1)))",
            ),
            // If it is none, it is something else.
            (
                404,
                "application/problem+json",
                "<p>",
                "Unexpected(404 b\"<p>\")",
            ),
            (
                409,
                "application/problem+json",
                "<p>",
                "Unexpected(409 b\"<p>\")",
            ),
            (404, "text/html", "<p>", "Unexpected(404 b\"<p>\")"),
            (409, "text/html", "<p>", "Unexpected(409 b\"<p>\")"),
            // Without a media type it is the first content.
            (404, "", "1", "Err(404 NotFound(Number(1)))"),
            (409, "", "1", "Err(409 ClientError(409, Number(1)))"),
            (
                200,
                "text/plain; charset=\"ISO-8859-1\"",
                "1",
                "Decode(the charset iso-8859-1 is not supported)",
            ),
            (
                404,
                "application/json; charset=utf-16",
                "1",
                "Decode(the charset utf-16 is not supported)",
            ),
        ];
        for (status, media_type, body, expected) in cases {
            let client = responding(status, media_type, body).await;
            let call = client.request(Method::GET, "/");
            let result = call.send_streaming::<Show>().await;
            assert_eq!(outcome(result), expected, "{status} {media_type}");
        }
        let cases = [
            ("text/csv", "Ok(\"1\")"),
            ("", "Ok(\"1\")"),
            ("textual/csv", "Unexpected(200 b\"1\")"),
            ("application/json", "Unexpected(200 b\"1\")"),
        ];
        for (media_type, expected) in cases {
            let client = responding(200, media_type, "1").await;
            let result = client.request(Method::GET, "/").send::<Note>().await;
            assert_eq!(outcome(result), expected, "{media_type}");
        }
        let cases = [
            (200, "1", "Ok(Default(200, Number(1)))"),
            (302, "1", "Err(302 Default(302, Number(1)))"),
            (404, "1", "Err(404 Missing(Number(1)))"),
        ];
        for (status, body, expected) in cases {
            let client = responding(status, "application/json", body).await;
            let result = client.request(Method::GET, "/").send::<Any>().await;
            assert_eq!(outcome(result), expected);
        }
    }

    #[tokio::test]
    async fn json_of_another_kind_that_does_not_fit_is_not_the_documented_json() {
        for (status, media_type, body, expected) in [
            (200, "application/problem+json", "1", "Ok(1)"),
            (
                200,
                "application/problem+json",
                "{}",
                "Unexpected(200 b\"{}\")",
            ),
            (404, "application/problem+json", "1", "Err(404 Missing(1))"),
            (
                404,
                "application/problem+json",
                "{}",
                "Unexpected(404 b\"{}\")",
            ),
            (409, "application/a+json", "1", "Err(409 Conflict(1))"),
            (409, "application/problem+json", "1", "Err(409 Conflict(1))"),
            (
                409,
                "application/problem+json",
                "{}",
                "Unexpected(409 b\"{}\")",
            ),
        ] {
            let client = responding(status, media_type, body).await;
            let result = client.request(Method::GET, "/").send::<Typed>().await;
            if let Err(Error::Unexpected(response)) = &result {
                let text = response.to_string();
                assert!(text.contains("documented: expected an integer"), "{text}");
            }
            assert_eq!(outcome(result), expected, "{status} {media_type}");
        }
        for (status, media_type) in [
            (200, "application/json"),
            (200, ""),
            (404, "application/json; charset=utf-8"),
            (409, "application/a+json"),
        ] {
            let client = responding(status, media_type, "{}").await;
            let result = client.request(Method::GET, "/").send::<Typed>().await;
            let outcome = outcome(result);
            assert!(
                outcome.starts_with("Decode("),
                "{status} {media_type}: {outcome}"
            );
        }
    }

    #[tokio::test]
    async fn text_of_another_kind_is_not_the_documented_text() {
        #[expect(
            dead_code,
            reason = "the client returns the content of the only success"
        )]
        #[derive(Debug)]
        enum Plain {
            Ok(String),
        }
        operation::responses!(Plain -> String { 200 => Ok(text "text/plain") });
        for (media_type, expected) in [
            ("text/plain", "Ok(\"<p>\")"),
            ("text/html", "Unexpected(200 b\"<p>\")"),
            ("text/html; charset=utf-8", "Unexpected(200 b\"<p>\")"),
        ] {
            let client = responding(200, media_type, "<p>").await;
            let result = client.request(Method::GET, "/").send::<Plain>().await;
            assert_eq!(outcome(result), expected, "{media_type}");
        }
    }

    #[tokio::test]
    async fn a_body_without_content_is_not_awaited() {
        let endless = || async {
            let body = axum::body::Body::from_stream(Endless);
            (StatusCode::ACCEPTED, body).into_response()
        };
        let client = start(Router::new().fallback(endless)).await;
        let call = client.request(Method::GET, "/").send_streaming::<Show>();
        let result = tokio::time::timeout(Duration::from_secs(5), call).await;
        assert!(matches!(result, Ok(Ok(Show::Accepted))));
    }

    /// A body whose first chunk never arrives.
    struct Endless;

    impl futures_core::Stream for Endless {
        type Item = Result<bytes::Bytes, std::io::Error>;

        fn poll_next(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Self::Item>> {
            std::task::Poll::Pending
        }
    }

    #[tokio::test]
    async fn responses_are_decoded_as_they_were_sent() {
        const CONTRACT: &str = concat!(
            r#"{"operation":"show","method":"GET","path":"/{which}","parameters":[{"name":"which","in":"path","required":true,"schema":{"type":"string"},"shape":"string"}],"#,
            r#""produces":["application/json","text/plain","image/png"]}"#
        );
        let mut service = Service::new((), CONTRACT);
        service.route(
            "show",
            |input| Ok((input,)),
            |_: &(), input: Input| async move {
                let which: String = input.path("which")?;
                let teapot = StatusCode::IM_A_TEAPOT;
                Ok(match which.as_str() {
                    "json" => Show::Ok(json!([1])),
                    "text" => Show::OkText("a".to_owned()),
                    "bytes" => Show::OkBytes("a".into()),
                    "accepted" => Show::Accepted,
                    "missing" => Show::NotFound(json!({})),
                    "refused" => Show::ClientError(teapot, json!(1)),
                    "teapot" => Show::ClientErrorText(teapot, "b".to_owned()),
                    _ => Show::Default(StatusCode::BAD_GATEWAY),
                })
            },
        );
        let client = start(service.router()).await;
        let cases = [
            ("json", "Ok(Ok(Array [Number(1)]))"),
            ("text", "Ok(OkText(\"a\"))"),
            ("bytes", "Ok(OkBytes(ByteStream(..)))"),
            ("accepted", "Ok(Accepted)"),
            ("missing", "Err(404 NotFound(Object {}))"),
            ("refused", "Err(418 ClientError(418, Number(1)))"),
            ("teapot", "Err(418 ClientErrorText(418, \"b\"))"),
            ("other", "Err(502 Default(502))"),
        ];
        for (which, expected) in cases {
            let call = client.request(Method::GET, "/{which}").path("which", which);
            let result = call.accept("*/*").send_streaming::<Show>().await;
            assert_eq!(outcome(result), expected);
        }
    }
}
