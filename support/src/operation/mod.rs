//! What operations answer and take, between their types and HTTP: the traits, and the macros that generated code calls
//! for its types. Each side has its own half of both.

#[cfg(feature = "operations")]
mod answers;
#[cfg(feature = "parameters")]
mod params;
#[cfg(feature = "client")]
#[cfg(feature = "operations")]
mod reading;
#[cfg(feature = "server")]
#[cfg(feature = "operations")]
mod sending;
#[cfg(feature = "client")]
#[cfg(feature = "downloads")]
mod streaming;

#[cfg(feature = "client")]
pub use super::client::{Call, Error, Reply};
#[cfg(feature = "client")]
#[cfg(feature = "whole-query")]
pub use super::form::Encoding;
#[cfg(feature = "server")]
pub use super::server::{Answer, Fault, Input};
#[cfg(feature = "client")]
#[cfg(feature = "parameters")]
pub use super::style::Style;

#[cfg(feature = "operations")]
pub(crate) use self::answers::answers;
#[cfg(feature = "parameters")]
pub(crate) use self::params::params;
#[cfg(feature = "client")]
#[cfg(feature = "operations")]
pub(crate) use self::reading::reading;
#[cfg(feature = "server")]
#[cfg(feature = "operations")]
pub(crate) use self::sending::sending;
#[cfg(feature = "client")]
#[cfg(feature = "downloads")]
pub(crate) use self::streaming::streaming;

/// The answers of an operation, as a server sends them.
#[cfg(feature = "server")]
pub trait IntoAnswer {
    /// Status, headers and body.
    ///
    /// # Errors
    /// A fault (500) when a header or the body can't be written.
    fn into_answer(self) -> Result<Answer, Fault>;
}

/// The answers of an operation, as a client reads them.
#[cfg(feature = "client")]
pub trait FromReply: Sized {
    /// What the operation's method gives when all is well: these answers, or what the only one of them holds.
    type Success;

    /// Reads the answer.
    ///
    /// # Errors
    /// The answer itself, where the document has it among its errors; or why it can't be read.
    fn from_reply(reply: Reply) -> Result<Self::Success, Error<Self>>;
}

/// Answers of which some have bodies that are read as they come.
#[cfg(feature = "client")]
#[cfg(feature = "streams")]
pub trait Streaming: FromReply {
    /// Whether the body of this one is not to be read beforehand: it is read as it comes, or there is none.
    fn is_left(reply: &Reply) -> bool;
}

/// The parameters of an operation that a server reads.
#[cfg(feature = "server")]
#[cfg(feature = "parameters")]
pub trait FromInput: Sized {
    /// Takes them from the request.
    ///
    /// # Errors
    /// A fault when one of them doesn't fit its type.
    fn from_input(input: &Input) -> Result<Self, Fault>;
}

/// The parameters of an operation that a client writes.
#[cfg(feature = "client")]
#[cfg(feature = "parameters")]
pub trait AddToCall {
    /// Adds them to the call.
    fn add_to_call(&self, call: Call) -> Call;
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use axum::http::header::CONTENT_TYPE;
    use axum::response::{IntoResponse, Response};
    use axum::Router;
    use http::{Method, StatusCode};
    use serde_json::{json, Value};
    use tokio::net::TcpListener;

    use crate::client::Client;
    use crate::operation;
    use crate::server::Service;
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
    operation::answers!(streaming Show {
        200 => Ok(json "application/json" | "application/a+json; profile=\"1,2\"" as "application/json")
            | OkText(text "text/plain")
            | OkBytes(stream "image/*" | "*/*" as "image/png"),
        202 => Accepted,
    } else {
        404 => NotFound(json),
        4XX => ClientError(status, json) | ClientErrorText(status, text "text/plain"),
        _ => Default(status),
    });

    #[derive(Debug)]
    enum Any {
        Missing(Value),
        Default(StatusCode, Value),
    }
    operation::answers!(Any { _ => Default(status, json) } else { 404 => Missing(json) });

    async fn start(router: Router) -> Client {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Client::new(format!("http://{address}")).with_timeout(Duration::from_secs(5))
    }

    /// A client of a server that always answers like this.
    async fn answering(status: u16, media_type: &'static str, body: &'static str) -> Client {
        let answer = move || -> Response {
            let status = StatusCode::from_u16(status).unwrap();
            (status, [(CONTENT_TYPE, media_type)], body).into_response()
        };
        start(Router::new().fallback(move || async move { answer() })).await
    }

    #[tokio::test]
    async fn answers_are_read_by_status_and_media_type() {
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
            (
                404,
                "application/json",
                "1",
                "Err(Answer(NotFound(Number(1))))",
            ),
            (
                409,
                "application/json",
                "1",
                "Err(Answer(ClientError(409, Number(1))))",
            ),
            (
                409,
                "text/plain",
                "1",
                "Err(Answer(ClientErrorText(409, \"1\")))",
            ),
            (302, "text/plain", "1", "Err(Answer(Default(302)))"),
        ];
        for (status, media_type, body, expected) in cases {
            let client = answering(status, media_type, body).await;
            let call = client.call(Method::GET, "/");
            let answer = call.send_streaming::<Show>().await;
            assert_eq!(format!("{answer:?}"), expected, "{status} {media_type}");
        }
        let cases = [
            (200, "1", "Ok(Default(200, Number(1)))"),
            (302, "1", "Err(Answer(Default(302, Number(1))))"),
            (404, "1", "Err(Answer(Missing(Number(1))))"),
        ];
        for (status, body, expected) in cases {
            let client = answering(status, "application/json", body).await;
            let answer = client.call(Method::GET, "/").send::<Any>().await;
            assert_eq!(format!("{answer:?}"), expected);
        }
    }

    #[tokio::test]
    async fn a_body_that_nobody_reads_is_not_waited_for() {
        let endless = || async {
            let body = axum::body::Body::from_stream(Endless);
            (StatusCode::ACCEPTED, body).into_response()
        };
        let client = start(Router::new().fallback(endless)).await;
        let call = client.call(Method::GET, "/").send_streaming::<Show>();
        let answer = tokio::time::timeout(Duration::from_secs(5), call).await;
        assert!(matches!(answer, Ok(Ok(Show::Accepted))));
    }

    /// A body whose first piece never comes.
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
    async fn what_is_sent_is_what_is_read() {
        const CONTRACT: &str = concat!(
            r#"{"operation":"show","method":"GET","path":"/{which}","parameters":[{"name":"which","in":"path","required":true,"schema":{"type":"string"}}],"#,
            r#""produces":["application/json","text/plain","image/png"]}"#
        );
        let mut service = Service::new((), CONTRACT);
        service.on("show", |_, input| async move {
            let which: String = input.path("which")?;
            let teapot = StatusCode::IM_A_TEAPOT;
            Ok(match which.as_str() {
                "json" => Show::Ok(json!([1])),
                "text" => Show::OkText("a".to_owned()),
                "bytes" => Show::OkBytes("a".into()),
                "accepted" => Show::Accepted,
                "missing" => Show::NotFound(json!({})),
                "refused" => Show::ClientError(teapot, json!(1)),
                "told" => Show::ClientErrorText(teapot, "b".to_owned()),
                _ => Show::Default(StatusCode::BAD_GATEWAY),
            })
        });
        let client = start(service.router()).await;
        let cases = [
            ("json", "Ok(Ok(Array [Number(1)]))"),
            ("text", "Ok(OkText(\"a\"))"),
            ("bytes", "Ok(OkBytes(ByteStream(..)))"),
            ("accepted", "Ok(Accepted)"),
            ("missing", "Err(Answer(NotFound(Object {})))"),
            ("refused", "Err(Answer(ClientError(418, Number(1))))"),
            ("told", "Err(Answer(ClientErrorText(418, \"b\")))"),
            ("other", "Err(Answer(Default(502)))"),
        ];
        for (which, expected) in cases {
            let call = client.call(Method::GET, "/{which}").path("which", which);
            let answer = call.accept("*/*").send_streaming::<Show>().await;
            assert_eq!(format!("{answer:?}"), expected);
        }
    }
}
