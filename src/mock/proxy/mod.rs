//! A server in front of another one, the upstream: it forwards all requests, and checks requests and responses against the
//! document. What the upstream has not implemented yet (501), the mock responds to.

mod check;
mod exchange;
pub mod har;
mod receive;
mod responses;
mod sequence;

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, HOST};
use axum::http::request::Parts;
use axum::http::uri::PathAndQuery;
use axum::http::{self, Method, StatusCode, Uri};
use bytes::Bytes;
use specfirst_runtime::server::Problem;
use tokio::sync::oneshot;
use tower::ServiceExt;
use tracing::Span;
use tracing::field::Empty;
use tracing::instrument::WithSubscriber;
use tracing::subscriber::NoSubscriber;

use super::body;
use super::client::{self, Client};
use super::cors::FromUpstream;
pub(super) use check::Check;
pub use exchange::{Answered, Exchange, Finding, Place, Rule};
pub use receive::RESPONSE_LIMIT;
use receive::Received;
pub(super) use responses::ResponseChecks;

/// The longest body of a request, in bytes; longer ones are refused with 413.
pub const REQUEST_LIMIT: usize = body::LIMIT;

/// The server that requests are forwarded to.
#[derive(Clone, Debug)]
pub struct Upstream {
    url: Uri,
    client: Client,
}

/// The report about each request that was forwarded, when its response has ended.
pub type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;

impl Upstream {
    /// A server by the URL that the paths of the document are below.
    ///
    /// # Errors
    /// When it is not a URL of the web.
    pub fn new(url: &str) -> Result<Self, String> {
        let url = client::url(url)?;
        if url.query().is_some() {
            return Err("it has a query".to_owned());
        }
        let client = Client::new(url.host().unwrap_or_default());
        Ok(Self { url, client })
    }

    /// The URL for a request. The base path of the document is not repeated where the upstream's URL ends with it.
    fn target(&self, uri: &Uri, base_path: &str) -> Option<Uri> {
        let above = self.url.path().trim_end_matches('/');
        let path = uri.path();
        let below = path
            .strip_prefix(base_path)
            .filter(|below| below.is_empty() || below.starts_with('/'))
            .filter(|_| !base_path.is_empty() && above.ends_with(base_path))
            .unwrap_or(path);
        let query = uri.query().map(|query| format!("?{query}"));
        let path = format!("{above}{below}{}", query.unwrap_or_default());
        let mut parts = self.url.clone().into_parts();
        parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
        Uri::from_parts(parts).ok()
    }
}

/// The router of a proxy.
struct Proxy {
    mock: Router,
    checks: ResponseChecks,
    upstream: Upstream,
    base_path: String,
    observe: Observer,
}

/// A router that forwards all requests. The mock checks them, and responds to what the upstream has not implemented.
pub(super) fn router(
    mock: Router,
    checks: ResponseChecks,
    upstream: Upstream,
    base_path: &str,
    observe: Observer,
) -> Router {
    let proxy = Arc::new(Proxy {
        mock,
        checks,
        upstream,
        base_path: base_path.trim_end_matches('/').to_owned(),
        observe,
    });
    let respond = async move |request: Request| proxy.respond(request).await;
    Router::new().fallback(respond)
}

/// What the thread that waits for the upstream tells about it first.
enum Head {
    /// A response to pass on, with its body.
    Response(http::Response<()>, Body),
    /// 501: the mock responds. The rest of the exchange comes back.
    NotImplemented(Box<Exchange>),
    /// There is no response.
    Failed(String),
}

impl Proxy {
    async fn respond(self: Arc<Self>, request: Request) -> http::Response<Body> {
        let begin = Instant::now();
        let span = tracing::info_span!(
            "request",
            method = request.method().as_str(),
            path = request.uri().path(),
            operation = Empty,
            status = Empty,
            latency_ms = Empty,
            reason = Empty,
        );
        let response = self.relay(request, &span).await;
        span.record("status", response.status().as_u16());
        span.record("latency_ms", begin.elapsed().as_micros() as f64 / 1000.0);
        span.in_scope(|| tracing::info!("finished"));
        response
    }

    /// Checks and forwards a request.
    async fn relay(self: Arc<Self>, request: Request, span: &Span) -> http::Response<Body> {
        let started = SystemTime::now();
        let (head, body) = request.into_parts();
        let body = match body::receive(body).await {
            Ok(body) => body,
            Err((status, detail)) => return problem(status, detail),
        };
        let Some(target) = self.upstream.target(&head.uri, &self.base_path) else {
            return problem(StatusCode::BAD_REQUEST, "The path cannot be forwarded.");
        };
        let checked = check::request(&self.mock, &self.checks, &head, &body).await;
        if let Some(operation) = &checked.operation {
            span.record("operation", operation.as_str());
        }
        let exchange = Exchange {
            started,
            target,
            method: head.method.clone(),
            headers: head.headers.clone(),
            body: body.clone(),
            operation: checked.operation,
            findings: checked.findings,
            wait: Duration::ZERO,
            receive: Duration::ZERO,
            answered: Answered::Failed(String::new()),
        };
        match self.forward(exchange).await {
            Head::Response(head, body) => head.map(|()| body),
            Head::NotImplemented(exchange) => {
                span.record("reason", "501 from the upstream, so the mock responds");
                self.mocked(head, body, *exchange).await
            }
            Head::Failed(reason) => {
                span.record("reason", reason.as_str());
                let detail = format!("The upstream does not respond: {reason}.");
                problem(StatusCode::BAD_GATEWAY, detail)
            }
        }
    }

    /// Forwards a request. A thread of its own waits for the response and passes its body on, since the client blocks.
    async fn forward(self: &Arc<Self>, exchange: Exchange) -> Head {
        let (sender, receiver) = oneshot::channel();
        let proxy = Arc::clone(self);
        tokio::task::spawn_blocking(move || proxy.exchange(exchange, sender));
        let failed = |_| Head::Failed("the request was not sent".to_owned());
        receiver.await.unwrap_or_else(failed)
    }

    /// Sends a request, and passes its response on through the channel, which is closed once the client has disconnected.
    fn exchange(&self, mut exchange: Exchange, head: oneshot::Sender<Head>) {
        let sent = Instant::now();
        let response = self.upstream.client.send(forwarded(&exchange));
        exchange.wait = sent.elapsed();
        let (mut parts, body) = match response {
            Ok(response) => response.into_parts(),
            Err(error) => {
                exchange.answered = Answered::Failed(error.clone());
                (self.observe)(&exchange);
                let _ = head.send(Head::Failed(error));
                return;
            }
        };
        // The mock has no response either where the document has no operation.
        if parts.status == StatusCode::NOT_IMPLEMENTED && exchange.operation.is_some() {
            let _ = head.send(Head::NotImplemented(Box::new(exchange)));
            return;
        }
        client::remove_hop_by_hop(&mut parts.headers);
        parts.extensions = http::Extensions::new();
        parts.extensions.insert(FromUpstream);
        parts.version = http::Version::default();
        let response = http::Response::from_parts(parts, ());
        let length = length(&exchange.method, &response);
        if length == Some(0) {
            let empty = Received {
                is_complete: true,
                ..Received::default()
            };
            self.finish(exchange, &response, empty);
            let _ = head.send(Head::Response(response, Body::empty()));
            return;
        }
        let (sender, pieces) = receive::channel();
        let passed_on = response.clone();
        let _ = head.send(Head::Response(passed_on, Body::from_stream(pieces)));
        let begin = Instant::now();
        let mut received = sender.pass_on(&mut body.into_reader(), length);
        exchange.receive = begin.elapsed();
        let last = received.last.take();
        self.finish(exchange, &response, received);
        sender.end(last);
    }

    /// Checks a response, and reports the exchange.
    fn finish(&self, mut exchange: Exchange, response: &http::Response<()>, received: Received) {
        let Received {
            body, is_complete, ..
        } = received;
        let (status, headers) = (response.status(), response.headers());
        let checks = &self.checks;
        let findings = checks.response(&exchange, status, headers, &body, is_complete);
        exchange.findings.extend(findings);
        exchange.answered = Answered::Response {
            status,
            headers: headers.clone(),
            body: body.into(),
            is_complete,
            is_mocked: false,
        };
        (self.observe)(&exchange);
    }

    /// The mock's response, where the upstream has none.
    async fn mocked(
        self: &Arc<Self>,
        head: Parts,
        body: Bytes,
        mut exchange: Exchange,
    ) -> http::Response<Body> {
        let request = Request::from_parts(head, Body::from(body));
        // The request is logged once, by the proxy.
        let response = self.mock.clone().oneshot(request);
        let Ok(response) = response.with_subscriber(NoSubscriber::default()).await;
        let (head, body) = response.into_parts();
        let body = match to_bytes(body, usize::MAX).await {
            Ok(body) => body,
            Err(_) => return problem(StatusCode::BAD_GATEWAY, "The mock does not respond."),
        };
        exchange.answered = Answered::Response {
            status: head.status,
            headers: head.headers.clone(),
            body: body.clone(),
            is_complete: true,
            is_mocked: true,
        };
        // Reports and recordings are files, which block.
        let proxy = Arc::clone(self);
        let _ = tokio::task::spawn_blocking(move || (proxy.observe)(&exchange)).await;
        http::Response::from_parts(head, Body::from(body))
    }
}

/// The request to the upstream. A response that is not compressed can be checked.
fn forwarded(exchange: &Exchange) -> http::Request<Bytes> {
    let mut request = http::Request::new(exchange.body.clone());
    *request.method_mut() = exchange.method.clone();
    *request.uri_mut() = exchange.target.clone();
    let headers = request.headers_mut();
    *headers = exchange.headers.clone();
    client::remove_hop_by_hop(headers);
    for name in [
        HOST,
        CONTENT_LENGTH,
        http::header::ACCEPT_ENCODING,
        http::header::EXPECT,
    ] {
        headers.remove(name);
    }
    request
}

/// The length of the body of a response, if it is known.
fn length(method: &Method, response: &http::Response<()>) -> Option<u64> {
    let status = response.status();
    let has_none = *method == Method::HEAD
        || status.is_informational()
        || matches!(status, StatusCode::NO_CONTENT | StatusCode::NOT_MODIFIED);
    if has_none {
        return Some(0);
    }
    let length = response.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

fn problem(status: StatusCode, detail: impl Into<String>) -> http::Response<Body> {
    Problem::new(status, detail).into_response().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_in_the_url_of_a_request_once() {
        for (upstream, base_path, uri, expected) in [
            ("http://a", "/v1", "/v1/pets?a=1", "http://a/v1/pets?a=1"),
            ("http://a/", "/v1", "/pets", "http://a/pets"),
            ("http://a/v1", "/v1", "/v1/pets", "http://a/v1/pets"),
            ("http://a/v1/", "/v1", "/pets", "http://a/v1/pets"),
            ("http://a/v1", "/v1", "/v1", "http://a/v1"),
            ("http://a/v1", "/v1", "/v10", "http://a/v1/v10"),
            ("http://a/b", "", "/pets", "http://a/b/pets"),
            ("http://a/b", "", "/", "http://a/b/"),
        ] {
            let upstream = Upstream::new(upstream).unwrap();
            let target = upstream.target(&uri.parse().unwrap(), base_path);
            assert_eq!(target.unwrap().to_string(), expected);
        }
    }
}
