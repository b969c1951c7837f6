//! Cross-origin requests: pages of any origin may use the mock, with credentials.
//!
//! The layer of `tower-http` would take every `OPTIONS` request for a preflight, also those that a document describes.

use axum::Router;
use axum::extract::Request;
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_CREDENTIALS, ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS,
    ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_REQUEST_HEADERS,
    ACCESS_CONTROL_REQUEST_METHOD, ORIGIN, VARY,
};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::Response;

/// In the extensions of a response that another server has made.
#[derive(Clone, Debug)]
pub(super) struct FromUpstream;

/// The router, with the headers of CORS in its responses to pages of other origins.
pub fn with_cors(router: Router) -> Router {
    router.layer(from_fn(respond))
}

async fn respond(request: Request, next: Next) -> Response {
    let Some(origin) = header(&request, ORIGIN) else {
        return next.run(request).await;
    };
    let method = header(&request, ACCESS_CONTROL_REQUEST_METHOD);
    let preflight = method.filter(|_| request.method() == Method::OPTIONS);
    let allowed = header(&request, ACCESS_CONTROL_REQUEST_HEADERS);
    let mut response = match preflight {
        Some(method) => {
            let mut response = Response::default();
            *response.status_mut() = StatusCode::NO_CONTENT;
            let headers = response.headers_mut();
            headers.insert(ACCESS_CONTROL_ALLOW_METHODS, method);
            if let Some(allowed) = allowed {
                headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, allowed);
            }
            response
        }
        None => {
            let mut response = next.run(request).await;
            let is_foreign = response.extensions().get::<FromUpstream>().is_some();
            if is_foreign && response.headers().contains_key(ACCESS_CONTROL_ALLOW_ORIGIN) {
                return response;
            }
            let names: Vec<&str> = response
                .headers()
                .keys()
                .map(|name| name.as_str())
                .collect();
            // A wildcard is not for requests with credentials.
            if let Ok(names) = HeaderValue::from_str(&names.join(", ")) {
                response
                    .headers_mut()
                    .insert(ACCESS_CONTROL_EXPOSE_HEADERS, names);
            }
            response
        }
    };
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    let credentials = HeaderValue::from_static("true");
    headers.insert(ACCESS_CONTROL_ALLOW_CREDENTIALS, credentials);
    headers.append(VARY, HeaderValue::from_static("origin"));
    response
}

fn header(request: &Request, name: HeaderName) -> Option<HeaderValue> {
    request.headers().get(name).cloned()
}
