//! Redirects: credentials stay with the host that they are for.

use std::sync::{Arc, Mutex};

use axum::extract::Request;
use axum::http::{StatusCode, Uri};
use axum::Router;
use specfirst_runtime::client::{ApiKeyLocation, Client, Method, Secret};

use super::wire::Server;

/// The requests that a server got, as text.
type Requests = Arc<Mutex<Vec<String>>>;

/// A server that records its requests.
async fn recording() -> (Server, Requests) {
    let requests = Requests::default();
    let recorded = Arc::clone(&requests);
    let router = Router::new().fallback(move |request: Request| {
        let (head, _) = request.into_parts();
        let text = format!("{} {:?}", head.uri, head.headers);
        recorded.lock().unwrap().push(text);
        async { StatusCode::OK }
    });
    (Server::start(router).await, requests)
}

/// A server that redirects all requests to another, with the query they had.
async fn redirecting(status: u16, to: String) -> Server {
    let router = Router::new().fallback(move |uri: Uri| {
        let query = uri.query().unwrap_or_default();
        let location = format!("{to}/elsewhere?{query}");
        async move {
            (
                StatusCode::from_u16(status).unwrap(),
                [("location", location)],
            )
        }
    });
    Server::start(router).await
}

#[tokio::test]
async fn credentials_are_not_sent_to_another_host() {
    let (other, requests) = recording().await;
    let secrets = [
        Secret::api_key(ApiKeyLocation::Header, "X-Key", "s3cret"),
        Secret::api_key(ApiKeyLocation::Query, "key", "s3cret"),
        Secret::api_key(ApiKeyLocation::Cookie, "session", "s3cret"),
        Secret::bearer("s3cret"),
    ];
    for status in [301, 302, 303, 307, 308] {
        let server = redirecting(status, other.base()).await;
        for secret in &secrets {
            // The policies of the caller's configuration would follow the redirect.
            let builders = [
                None,
                Some(reqwest::Client::builder()),
                Some(reqwest::Client::builder().redirect(reqwest::redirect::Policy::limited(5))),
            ];
            for builder in builders {
                let client = Client::new(server.base()).with_secret("scheme", secret.clone());
                let client = match builder {
                    Some(builder) => client.with_http(builder),
                    None => client,
                };
                let request = client.request(Method::POST, "/").auth(&[&["scheme"]]);
                let response = request.json(&1).response().await.unwrap();
                assert_eq!(response.status(), status);
            }
        }
    }
    assert_eq!(*requests.lock().unwrap(), Vec::<String>::new());
}

#[tokio::test]
async fn a_redirect_is_a_response() {
    let (other, _) = recording().await;
    let server = redirecting(303, other.base()).await;
    let client = Client::new(server.base());
    let request = client.request(Method::GET, "/").query("key", "s3cret");
    let response = request.response().await.unwrap();
    assert_eq!(response.status(), 303);
    let location = response.headers()["location"].to_str().unwrap();
    assert!(location.ends_with("/elsewhere?key=s3cret"));
    // It repeats the query, which may have a key.
    let debug = format!("{response:?}");
    assert!(!debug.contains("s3cret"), "{debug}");
}
