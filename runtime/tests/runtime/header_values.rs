//! Headers with rules of their own: JSON, cookies, `Retry-After`, links.

use std::collections::BTreeMap;

use axum::http::HeaderMap;
use axum::Router;
use serde_json::{json, Value};
use specfirst_runtime::client::{resolve, Client, Error, Links, Method, RetryAfter};
use specfirst_runtime::headers::WithHeaders;
use specfirst_runtime::operation;
use specfirst_runtime::server::Service;

use super::wire::Server;

const CONTRACT: &str = r#"{"operation":"get","method":"GET","path":"/"}"#;

#[derive(Clone, Debug, PartialEq)]
struct Rules {
    quota: BTreeMap<String, Value>,
    note: Option<String>,
    cookies: Vec<String>,
    retry_after: Option<i64>,
}
operation::headers!(Rules {
    quota: "X-Quota" as json,
    note: "X-Note" as json,
    cookies: "Set-Cookie",
    retry_after: "Retry-After" as seconds
});

#[derive(Debug)]
enum Get {
    NoContent(WithHeaders<Rules>),
}
operation::responses!(Get -> WithHeaders<Rules> { 204 => NoContent(headers) });

/// A response whose only documented header is a single cookie.
#[derive(Clone, Debug, PartialEq)]
struct Cookie {
    cookie: String,
}
operation::headers!(Cookie {
    cookie: "Set-Cookie"
});

#[derive(Debug)]
enum Login {
    NoContent(WithHeaders<Cookie>),
}
operation::responses!(Login -> WithHeaders<Cookie> { 204 => NoContent(headers) });

fn rules() -> Rules {
    Rules {
        quota: BTreeMap::from([
            ("left".to_owned(), json!(3)),
            ("of".to_owned(), json!("a, \"b\"")),
        ]),
        note: Some("7".to_owned()),
        cookies: vec![
            "a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT".to_owned(),
            "b=2".to_owned(),
        ],
        retry_after: Some(120),
    }
}

/// A server whose handler sends these headers.
async fn server(rules: Rules) -> Server {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "get",
        |_| Ok(()),
        move |_: &()| {
            let response = Get::NoContent(WithHeaders::new(rules.clone(), ()));
            async move { Ok(response) }
        },
    );
    Server::start(service.router()).await
}

/// A server of another make, which sends these headers.
async fn other(status: u16, headers: &[(&'static str, &str)]) -> Client {
    let mut sent = HeaderMap::new();
    for (name, value) in headers {
        sent.append(*name, value.parse().unwrap());
    }
    let status = axum::http::StatusCode::from_u16(status).unwrap();
    let router = Router::new().fallback(move || async move { (status, sent) });
    Client::new(Server::start(router).await.base())
}

async fn get(client: &Client) -> Result<WithHeaders<Rules>, Error<Get>> {
    client.request(Method::GET, "/").send().await
}

#[tokio::test]
async fn headers_arrive_as_they_were_sent() {
    let server = server(rules()).await;
    let heard = server.get("/").await;
    assert_eq!(
        heard.header("x-quota"),
        Some(r#"{"left":3,"of":"a, \"b\""}"#)
    );
    assert_eq!(heard.header("x-note"), Some(r#""7""#));
    assert_eq!(heard.headers("set-cookie"), rules().cookies);
    assert_eq!(heard.header("retry-after"), Some("120"));
    let received = get(&Client::new(server.base())).await.unwrap();
    assert_eq!(received.headers, Ok(rules()));
}

#[tokio::test]
async fn headers_without_a_value_are_not_sent() {
    let few = Rules {
        note: None,
        cookies: Vec::new(),
        retry_after: None,
        ..rules()
    };
    let server = server(few.clone()).await;
    let heard = server.get("/").await;
    for name in ["x-note", "set-cookie", "retry-after"] {
        assert_eq!(heard.header(name), None, "{name}");
    }
}

#[tokio::test]
async fn a_header_that_is_not_json_is_an_error_of_that_header() {
    for (quota, message) in [
        ("left=3", "the header `X-Quota` is not JSON: "),
        ("{\"left\":", "the header `X-Quota` is not JSON: "),
    ] {
        let client = other(204, &[("x-quota", quota), ("set-cookie", "a=1")]).await;
        let error = get(&client).await.unwrap().headers.unwrap_err();
        assert!(error.to_string().starts_with(message), "{error}");
    }
    let headers = [("x-quota", "{}"), ("x-note", "7"), ("set-cookie", "a=1")];
    let error = get(&other(204, &headers).await).await.unwrap();
    let error = error.headers.unwrap_err().to_string();
    let message = "the header `X-Note` does not fit its schema: ";
    assert!(error.starts_with(message), "{error}");
    let client = other(204, &[("set-cookie", "a=1")]).await;
    let error = get(&client).await.unwrap().headers.unwrap_err();
    assert_eq!(
        error.to_string(),
        "the header `X-Quota` is required and missing"
    );
}

#[tokio::test]
async fn a_cookie_of_type_string_is_one_line_and_several_are_all_read() {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "get",
        |_| Ok(()),
        |_: &()| async move {
            let cookie = "a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT".to_owned();
            let headers = WithHeaders::new(Cookie { cookie }, ());
            Ok(Login::NoContent(headers))
        },
    );
    let server = Server::start(service.router()).await;
    let expected = "a=1; Expires=Wed, 21 Oct 2099 07:28:00 GMT";
    assert_eq!(server.get("/").await.headers("set-cookie"), [expected]);
    let cookie = async |client: Client| {
        let sent: Result<WithHeaders<Cookie>, Error<Login>> =
            client.request(Method::GET, "/").send().await;
        sent.unwrap().headers.unwrap().cookie
    };
    assert_eq!(cookie(Client::new(server.base())).await, expected);
    let several = [("set-cookie", "a=1, 2"), ("set-cookie", "b=3")];
    assert_eq!(cookie(other(204, &several).await).await, "a=1, 2\nb=3");
}

#[tokio::test]
async fn a_cookie_cannot_start_a_line() {
    let mut service = Service::new((), CONTRACT);
    service.route(
        "get",
        |_| Ok(()),
        |_: &()| async move {
            let cookie = "a=1\nb=2".to_owned();
            Ok(Login::NoContent(WithHeaders::new(Cookie { cookie }, ())))
        },
    );
    let server = Server::start(service.router()).await;
    assert_eq!(server.get("/").await.status, 500);
}

#[tokio::test]
async fn a_date_for_retry_after_is_read_as_seconds() {
    let seconds = async |date: &str| {
        let headers = [
            ("x-quota", "{}"),
            ("set-cookie", "a=1"),
            ("retry-after", date),
        ];
        let received = get(&other(204, &headers).await).await.unwrap();
        received.headers.map(|headers| headers.retry_after.unwrap())
    };
    assert_eq!(seconds("7").await, Ok(7));
    assert_eq!(seconds("Sun, 06 Nov 1994 08:49:37 GMT").await, Ok(0));
    // More than 1,000 years from now.
    let later = seconds("Fri, 31 Dec 9999 23:59:59 GMT").await.unwrap();
    assert!(later > 1_000 * 365 * 86_400, "{later}");
    let error = seconds("soon").await.unwrap_err().to_string();
    let message = "the header `Retry-After` does not fit its schema: ";
    assert!(error.starts_with(message), "{error}");
}

#[tokio::test]
async fn links_and_retry_after_of_an_error_are_read_from_its_headers() {
    let client = other(
        503,
        &[
            ("link", "</pets?page=2>; rel=next, <https://other/>; rel=up"),
            ("link", r#"<terms>; rel="terms-of-service help""#),
            ("retry-after", "30"),
        ],
    )
    .await;
    let error = get(&client).await.unwrap_err();
    let headers = error.headers().unwrap();
    let links = Links::of_headers(headers);
    let target = |relation| links.rel(relation).map(|link| link.target().to_owned());
    assert_eq!(target("next").as_deref(), Some("/pets?page=2"));
    assert_eq!(target("up").as_deref(), Some("https://other/"));
    assert_eq!(target("help").as_deref(), Some("terms"));
    assert_eq!(target("prev"), None);
    let request = format!("{}/v1/pets", client.base());
    assert_eq!(
        links.rel("help").unwrap().resolve(&request),
        resolve(&request, "/v1/terms")
    );
    let wait = RetryAfter::of_headers(headers).unwrap();
    assert_eq!(wait.delay().as_secs(), 30);
}
