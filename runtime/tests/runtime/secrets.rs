//! Credentials of the client: errors and `Debug` do not show them.

use std::error::Error as _;
use std::time::Duration;

use axum::http::StatusCode;
use axum::Router;
use specfirst_runtime::client::{
    ApiKeyLocation, Client, Error, Method, RequestBuilder, Secret, SendError,
};

use super::petshop::client::Text;
use super::wire::Server;

/// A client that has credentials in all locations, and user information in its base URL.
fn client(host: &str) -> Client {
    Client::new(format!("http://ann:s3cret@{host}"))
        .with_secret("basic", Secret::basic("ann", "s3cret"))
        .with_secret(
            "query",
            Secret::api_key(ApiKeyLocation::Query, "key", "s3cret"),
        )
        .with_secret(
            "header",
            Secret::api_key(ApiKeyLocation::Header, "X-Key", "s3cret"),
        )
        .with_secret(
            "cookie",
            Secret::api_key(ApiKeyLocation::Cookie, "session", "s3cret"),
        )
        .with_header("X-Token", "s3cret")
        .with_operation_servers()
        .with_server("/other", "http://ann:s3cret@example.com/v1?key=s3cret")
}

fn request(client: &Client) -> RequestBuilder {
    client
        .request(Method::GET, "/pets/{petId}")
        .path("petId", "s3cret")
        .query("q", "s3cret")
        .auth(&[&["basic", "query", "header", "cookie"]])
}

/// All texts of an error and its sources.
fn texts(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = format!("{error} {error:?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

fn assert_redacted(text: &str) {
    // `YW5u` is `ann` in base64.
    for secret in ["s3cret", "YW5u", "ann:"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[test]
fn debug_does_not_show_credentials() {
    let client = client("example.com");
    let debug = format!("{client:?}");
    assert_redacted(&debug);
    for shown in ["http://***@example.com", "X-Token", "\"header\"", "/other"] {
        assert!(debug.contains(shown), "{debug}");
    }
    let debug = format!("{:?}", request(&client));
    assert_redacted(&debug);
    assert!(
        debug.contains("/pets/{petId}") && debug.contains("x-key"),
        "{debug}"
    );
    let key = Secret::api_key(ApiKeyLocation::Query, "key", "s3cret");
    for (secret, shown) in [
        (Secret::basic("ann", "s3cret"), "Secret(authorization, ..)"),
        (Secret::bearer("s3cret"), "Secret(authorization, ..)"),
        (key, "Secret(Query key, ..)"),
    ] {
        assert_eq!(format!("{secret:?}"), shown);
    }
}

#[tokio::test]
async fn transport_errors_name_the_operation_and_the_host_only() {
    // Nothing listens there.
    let error = request(&client("127.0.0.1:1"))
        .response()
        .await
        .unwrap_err();
    assert_redacted(&texts(&error));
    let SendError::Transport(error) = error else {
        panic!("{error}");
    };
    assert!(error.is_connect() && !error.is_timeout());
    assert_eq!(
        (error.method(), error.path(), error.host(), error.status()),
        (&Method::GET, Some("/pets/{petId}"), "127.0.0.1:1", None)
    );
    let text = error.to_string();
    assert!(
        text.starts_with("GET /pets/{petId} at 127.0.0.1:1 failed: "),
        "{text}"
    );
    assert!(error.source().is_none(), "the text has the causes");
    // The path of a webhook's URL may be a secret as well.
    let client = client("example.com");
    let call = client.request_at("POST", "http://ann:s3cret@127.0.0.1:1/s3cret?key=s3cret");
    let error = call.response().await.unwrap_err();
    assert_redacted(&texts(&error));
    assert!(
        error
            .to_string()
            .starts_with("POST at 127.0.0.1:1 failed: "),
        "{error}"
    );
}

#[tokio::test]
async fn timeouts_show_no_url() {
    let router = Router::new().fallback(|| async {
        tokio::time::sleep(Duration::from_secs(60)).await;
    });
    let server = Server::start(router).await;
    let client = client(&server.address.to_string()).with_timeout(Duration::from_millis(50));
    let error = request(&client).response().await.unwrap_err();
    assert_redacted(&texts(&error));
    assert!(
        matches!(&error, SendError::Transport(error) if error.is_timeout()),
        "{error}"
    );
}

#[tokio::test]
async fn requests_that_cannot_be_sent_show_no_url() {
    let bases = [
        "http://ann:s3cret@exa mple.com?key=s3cret",
        "ann:s3cret@example.com",
        "ftp://ann:s3cret@example.com",
        "//s3cret",
    ];
    for base in bases {
        let client = Client::new(base);
        for request in [
            client.request(Method::GET, "/"),
            client.request_at(Method::GET, base),
            client
                .clone()
                .with_operation_servers()
                .request(Method::GET, "/")
                .server("/v2"),
        ] {
            let error = request.response().await.unwrap_err();
            assert!(matches!(error, SendError::Request(_)), "{error}");
            assert_redacted(&texts(&error));
        }
    }
    let client = client("example.com").with_secret("basic", Secret::authorization("s3cret\n"));
    let error = request(&client).response().await.unwrap_err();
    assert_redacted(&texts(&error));
    let client = Client::new("http://example.com").with_header("X-Token", "s3cret\n");
    let error = client
        .request(Method::GET, "/")
        .response()
        .await
        .unwrap_err();
    assert_redacted(&texts(&error));
    assert!(error.to_string().contains("`X-Token`"), "{error}");
}

#[tokio::test]
async fn session_cookies_of_a_response_are_not_shown() {
    let router = Router::new()
        .fallback(|| async { (StatusCode::IM_A_TEAPOT, [("set-cookie", "session=s3cret")]) });
    let server = Server::start(router).await;
    let response = client(&server.address.to_string()).request(Method::GET, "/");
    let error = response.response().await.unwrap().unexpected::<Text>();
    assert_redacted(&format!("{error} {error:?}"));
    let Error::Unexpected(response) = error else {
        panic!("{error}");
    };
    assert_eq!(response.headers["set-cookie"], "session=s3cret");
}

/// Keys are not compared with `==`, which takes longer the more of a key is right. This does not compile if `Secret` can be.
#[test]
fn secrets_are_not_compared() {
    trait AmbiguousIfComparable<Marker> {
        fn name() {}
    }
    impl<T> AmbiguousIfComparable<()> for T {}
    impl<T: PartialEq> AmbiguousIfComparable<u8> for T {}
    <Secret as AmbiguousIfComparable<_>>::name();
}
