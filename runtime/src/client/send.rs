//! How a request is sent, and its response received within the limits of the client.

use std::sync::Arc;

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_LENGTH, COOKIE};
use http::HeaderValue;

use super::super::stream::{ByteStream, Source};
use super::error::{Cause, Endpoint, Error, RequestError, SendError, TransportError};
use super::request::{header_name, header_value, RequestBuilder};
use super::response::{FromResponse, Response, Streaming};
use super::stream::{RequestChunks, ResponseChunks};
use super::timeout::IdleTimeout;
use super::Client;

impl RequestBuilder {
    /// Sends the request and decodes the response.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send<R: FromResponse>(self) -> Result<R::Success, Error<R>> {
        R::from_response(self.response().await?)
    }

    /// Sends the request and decodes the response, whose body may be a stream. The time limit of the client is one for the
    /// head of the response, and then for each chunk.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn send_streaming<R: Streaming>(self) -> Result<R::Success, Error<R>> {
        R::from_response(self.streaming_response(R::is_streamed).await?)
    }

    /// Sends the request and receives the response, whose body may be left to be read in chunks.
    pub(super) async fn streaming_response(
        mut self,
        is_streamed: fn(&Response) -> bool,
    ) -> Result<Response, SendError> {
        self.is_streamed = true;
        #[cfg(feature = "items")]
        let again = self.repeated();
        let response = self.exchange().await?.response(is_streamed).await?;
        #[cfg(feature = "items")]
        let response = response.with_request(again.map(Box::new));
        Ok(response)
    }

    /// Sends the request and returns the response as it is, whatever its status.
    ///
    /// # Errors
    /// When the request cannot be sent, or the response does not arrive.
    pub async fn response(self) -> Result<Response, SendError> {
        self.exchange().await?.response(|_| false).await
    }

    /// Sends the request and receives the head of the response.
    pub(super) async fn exchange(self) -> Result<Exchange, SendError> {
        let limit = self.client.response_limit;
        let http =
            self.client.http.clone().map_err(|error| {
                RequestError::with_source("the HTTP client cannot be built", error)
            })?;
        let Prepared {
            request,
            endpoint,
            mut timeout,
        } = self.prepare(&http)?;
        let sent = http.execute(request);
        let response = match &mut timeout {
            Some(timeout) => match timeout.limit(sent).await {
                Some(response) => response.map_err(Cause::from),
                None => Err(Cause::Idle(timeout.timeout())),
            },
            None => sent.await.map_err(Cause::from),
        };
        let response = response.map_err(|cause| TransportError::new(&endpoint, None, cause))?;
        Ok(Exchange {
            response,
            endpoint,
            timeout,
            limit,
        })
    }

    /// The request as it is sent.
    fn prepare(self, http: &reqwest::Client) -> Result<Prepared, RequestError> {
        let Self {
            client,
            method,
            address,
            server,
            mut headers,
            cookies,
            body,
            is_streamed,
            error,
        } = self;
        if let Some(error) = error {
            return Err(error);
        }
        headers
            .entry(ACCEPT)
            .or_insert(HeaderValue::from_static("application/json, */*;q=0.5"));
        if !cookies.is_empty() {
            headers.insert(COOKIE, sensitive(COOKIE.as_str(), &cookies)?);
        }
        for (name, value) in &client.headers {
            headers.insert(header_name(name)?, sensitive(name, value)?);
        }
        let url = address.on(&base(&client, server)?, &headers)?;
        let endpoint = Endpoint {
            method: method.clone(),
            path: address.template().map(str::to_owned),
            host: host(&url),
        };
        let mut request = http.request(method, url).headers(headers);
        let mut timeout = None;
        match client.timeout {
            Some(limit) if is_streamed => timeout = Some(IdleTimeout::start(limit)),
            Some(limit) => request = request.timeout(limit),
            None => {}
        }
        if let Some(body) = body {
            request = with_body(request, body, timeout.as_ref());
        }
        let request = request.build().map_err(|error| {
            RequestError::with_source("it is not a valid HTTP request", error.without_url())
        })?;
        Ok(Prepared {
            request,
            endpoint: Arc::new(endpoint),
            timeout,
        })
    }
}

/// Adds a body, whose chunks count as progress where progress has a time limit.
fn with_body(
    request: reqwest::RequestBuilder,
    body: ByteStream,
    timeout: Option<&IdleTimeout>,
) -> reqwest::RequestBuilder {
    let length = body.length();
    let timeout = timeout.filter(|_| length != Some(0));
    // reqwest knows the length of a body in memory.
    let length = length.filter(|_| timeout.is_some() || matches!(body.source, Source::Chunks(_)));
    let request = match timeout {
        Some(timeout) => {
            let chunks = RequestChunks::new(body, timeout.activity().clone());
            request.body(reqwest::Body::wrap_stream(chunks))
        }
        None => request.body(body),
    };
    match length {
        Some(length) => request.header(CONTENT_LENGTH, length),
        None => request,
    }
}

struct Prepared {
    request: reqwest::Request,
    endpoint: Arc<Endpoint>,
    /// The time limit of a call that streams a body; other calls have that of reqwest.
    timeout: Option<IdleTimeout>,
}

/// A request that was sent, and the head of its response.
pub(super) struct Exchange {
    response: reqwest::Response,
    endpoint: Arc<Endpoint>,
    timeout: Option<IdleTimeout>,
    /// The greatest length of a body, in bytes.
    limit: usize,
}

impl Exchange {
    /// The response with its body, which is left to be read in chunks if `is_streamed`.
    pub(super) async fn response(
        mut self,
        is_streamed: fn(&Response) -> bool,
    ) -> Result<Response, SendError> {
        let status = self.response.status();
        let headers = std::mem::take(self.response.headers_mut());
        let endpoint = Arc::clone(&self.endpoint);
        let mut response = Response::new(status, headers, self.limit, endpoint);
        if is_streamed(&response) {
            let chunks = ResponseChunks::new(self.response, self.timeout, self.endpoint);
            response.set_chunks(ByteStream::from_stream(chunks));
            return Ok(response);
        }
        let body = self.body().await;
        let body =
            body.map_err(|cause| TransportError::new(&self.endpoint, Some(status), cause))?;
        response.set_body(body);
        Ok(response)
    }

    /// The whole body, within the limits.
    async fn body(&mut self) -> Result<Bytes, Cause> {
        let limit = self.limit;
        let mut body = BytesMut::new();
        loop {
            let chunk = self.response.chunk();
            let chunk = match &mut self.timeout {
                Some(timeout) => match timeout.limit(chunk).await {
                    Some(chunk) => chunk?,
                    None => return Err(Cause::Idle(timeout.timeout())),
                },
                None => chunk.await?,
            };
            match chunk {
                Some(chunk) if chunk.len() > limit.saturating_sub(body.len()) => {
                    return Err(Cause::TooLong(limit));
                }
                Some(chunk) => body.extend_from_slice(&chunk),
                None => return Ok(body.freeze()),
            }
        }
    }
}

/// The URL that the path of an operation is appended to.
fn base(client: &Client, server: Option<String>) -> Result<String, RequestError> {
    let (Some(servers), Some(url)) = (&client.servers, server) else {
        return Ok(client.base.to_string());
    };
    if let Some(address) = servers.get(&url) {
        return Ok(address.clone());
    }
    if url.contains("://") {
        return Ok(url);
    }
    let joined = reqwest::Url::parse(&client.base).and_then(|base| base.join(&url));
    let url = joined.map_err(|error| {
        RequestError::with_source("the base URL of the client is not valid", error)
    })?;
    Ok(url.into())
}

/// The host of a URL, and its port if the URL has one.
fn host(url: &reqwest::Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}

/// The value of a header that may be confidential: `Debug` does not show it, and HTTP/2 does not index it.
pub(super) fn sensitive(name: &str, value: &str) -> Result<HeaderValue, RequestError> {
    let mut value = header_value(name, value)?;
    value.set_sensitive(true);
    Ok(value)
}

#[cfg(test)]
mod tests {
    use http::header::AUTHORIZATION;
    use http::Method;

    use super::super::{ApiKeyLocation, Secret};
    use super::*;

    #[tokio::test]
    async fn a_stream_of_known_length_is_sent_with_it() {
        for timeout in [None, Some(std::time::Duration::from_secs(1))] {
            let client = Client::new("http://example.com").with_timeout(timeout);
            let chunks = || ByteStream::from_stream(ByteStream::from("abc"));
            for (body, expected) in [(chunks(), None), (chunks().with_length(3), Some("3"))] {
                let request = client.request(Method::PUT, "/").stream("a/b", body);
                let request = request.prepare(&reqwest::Client::new()).unwrap().request;
                let length = request.headers().get(CONTENT_LENGTH);
                assert_eq!(length.map(|it| it.to_str().unwrap()), expected);
            }
        }
    }

    #[test]
    fn headers_with_credentials_are_sensitive() {
        let client = Client::new("http://example.com")
            .with_secret("bearer", Secret::bearer("a"))
            .with_secret(
                "header",
                Secret::api_key(ApiKeyLocation::Header, "X-Key", "b"),
            )
            .with_secret(
                "cookie",
                Secret::api_key(ApiKeyLocation::Cookie, "session", "c"),
            )
            .with_header("X-Token", "d");
        let request = client
            .request(Method::GET, "/")
            .header("X-Trace", "e")
            .auth(&[&["bearer", "header", "cookie"]]);
        let request = request.prepare(&reqwest::Client::new()).unwrap().request;
        for (name, value) in [
            (AUTHORIZATION.as_str(), "Bearer a"),
            ("x-key", "b"),
            (COOKIE.as_str(), "session=c"),
            ("x-token", "d"),
        ] {
            assert_eq!(request.headers()[name], value);
            assert!(request.headers()[name].is_sensitive(), "{name}");
        }
        assert!(!request.headers()["x-trace"].is_sensitive());
    }
}
