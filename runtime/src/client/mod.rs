//! The client: everything that is the same for every operation.
//!
//! A [`Client`] makes a [`RequestBuilder`], which gets parameters and a body and is then sent. The operation's method decodes
//! the [`Response`] by its status.

mod address;
#[cfg(feature = "base64")]
mod basic;
mod body;
mod error;
#[cfg(feature = "forms")]
mod forms;
mod header;
#[cfg(feature = "items")]
mod items;
#[cfg(feature = "links")]
mod links;
#[cfg(feature = "media-texts")]
mod media_text;
#[cfg(feature = "multipart")]
mod multipart;
mod parameter;
#[cfg(feature = "items")]
mod reconnect;
mod request;
mod response;
#[cfg(feature = "retry-after")]
mod retry_after;
mod secret;
mod send;
#[cfg(feature = "signatures")]
mod signatures;
mod stream;
mod timeout;
#[cfg(feature = "xml")]
mod xml;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;

pub use http::{Method, StatusCode};
pub use reqwest::ClientBuilder as HttpClientBuilder;

use self::address::{redacted, Address};
use super::stream::BoxError;

pub use self::error::{
    DecodeError, Error, ErrorResponse, RequestError, SendError, TransportError, UnexpectedResponse,
};
pub use self::header::{FromHeaders, ResponseHeaders};
#[cfg(feature = "links")]
pub use self::links::{resolve, Link, Links};
#[cfg(feature = "multipart")]
pub use self::multipart::{FromParts, MultipartResponse, Parts, PartsError};
pub use self::request::{IntoRequest, RequestBuilder};
pub use self::response::{FromResponse, Response, Streaming};
#[cfg(feature = "retry-after")]
pub use self::retry_after::RetryAfter;
pub use self::secret::{ApiKeyLocation, Secret};
pub use super::headers::HeaderError;

/// The default of [`Client::with_response_limit`]: 64 MiB.
const RESPONSE_LIMIT: usize = 64 * 1024 * 1024;

/// The default of [`Client::with_timeout`].
const TIMEOUT: Duration = Duration::from_secs(30);

/// The base URL of an API, its credentials, and what all requests have in common. Clones are cheap and share their
/// connections. `Debug` does not show credentials.
#[derive(Clone)]
pub struct Client {
    http: Result<reqwest::Client, Arc<reqwest::Error>>,
    base: Arc<str>,
    /// The base URLs for operations with their own servers, by the server's URL in the document; `None` if all requests go to
    /// one base URL.
    servers: Option<Arc<HashMap<String, String>>>,
    secrets: Arc<HashMap<String, Secret>>,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
    response_limit: usize,
}

impl Client {
    /// A client for the API at a base URL, whose path is kept: `https://example.com/api/v1`. A URL that is not valid is an error
    /// of the first call.
    ///
    /// All requests go there, including those of operations with their own servers in the document:
    /// `with_operation_servers` sends these to the document's URLs, `with_server` to any other.
    ///
    /// Redirects are not followed: they are responses like others.
    pub fn new(base: impl Into<String>) -> Self {
        let builder = reqwest::Client::builder().connect_timeout(TIMEOUT);
        Self {
            http: build(builder),
            base: base.into().into(),
            servers: None,
            secrets: Arc::default(),
            headers: Vec::new(),
            timeout: Some(TIMEOUT),
            response_limit: RESPONSE_LIMIT,
        }
    }

    /// Sends requests with a `reqwest::Client` of this configuration: proxies, certificates, pools and so on.
    ///
    /// It takes the builder and not the built client, since redirects have to be off. A `reqwest::Client` that follows redirects
    /// would also send API keys in headers to the host that a server redirects to, and there is no way to forbid it for
    /// single requests. A redirect policy of the builder is replaced.
    ///
    /// A configuration that cannot be built is an error of the first call.
    pub fn with_http(mut self, builder: HttpClientBuilder) -> Self {
        self.http = build(builder);
        self
    }

    /// Sets the time limit of a call: 30 seconds by default, `None` for no limit.
    ///
    /// A call has to be complete in this time, from its start to the last byte of the response. For a call with a streamed body
    /// it is the longest time without progress: until the head of the response, while no chunk of the request is sent, and
    /// then until each chunk of the response.
    pub fn with_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Sets the greatest length of the body of a response in bytes: 64 MiB by default. In a streamed sequence of items it is the
    /// limit for each item; streams of bytes have none. A longer body is a [`TransportError`].
    pub fn with_response_limit(mut self, bytes: usize) -> Self {
        self.response_limit = bytes;
        self
    }

    /// Sets the credentials for a security scheme of the document. They are sent with the operations that require the scheme.
    pub fn with_secret(mut self, scheme: impl Into<String>, secret: Secret) -> Self {
        Arc::make_mut(&mut self.secrets).insert(scheme.into(), secret);
        self
    }

    /// A copy of the client that sends one more header with each request, in place of any other of that name.
    pub fn with_header(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let mut client = self.clone();
        client.headers.push((name.into(), value.into()));
        client
    }

    /// The base URL of the API.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends requests of operations with their own servers to the URLs of the document.
    /// Without this, all requests go to the base URL.
    pub fn with_operation_servers(mut self) -> Self {
        self.servers.get_or_insert_with(Default::default);
        self
    }

    /// Sends requests of operations with this server in the document to another base URL, and those of operations with other
    /// servers to the document's URLs. The documentation of an operation names the URL of its server.
    pub fn with_server(mut self, url: impl AsRef<str>, base: impl Into<String>) -> Self {
        let url = url.as_ref().trim_end_matches('/').to_owned();
        let servers = self.servers.get_or_insert_with(Default::default);
        Arc::make_mut(servers).insert(url, base.into());
        self
    }

    /// A request of an operation, by its method and its path template in the document.
    pub fn request(&self, method: impl IntoMethod, path: &str) -> RequestBuilder {
        RequestBuilder::new(self.clone(), method.into_method(), Address::new(path))
    }

    /// A request of a URL, to which the base URL does not apply.
    pub fn request_at(&self, method: impl IntoMethod, url: &str) -> RequestBuilder {
        RequestBuilder::new(self.clone(), method.into_method(), Address::of_url(url))
    }
}

/// Builds an HTTP client that does not follow redirects, so that credentials reach no other host.
fn build(builder: HttpClientBuilder) -> Result<reqwest::Client, Arc<reqwest::Error>> {
    builder.redirect(Policy::none()).build().map_err(Arc::new)
}

/// A method, or the name of one without a constant.
pub trait IntoMethod {
    /// The method.
    ///
    /// # Errors
    /// When the name is not a valid method.
    fn into_method(self) -> Result<Method, BoxError>;
}

impl IntoMethod for Method {
    fn into_method(self) -> Result<Method, BoxError> {
        Ok(self)
    }
}

impl IntoMethod for &str {
    fn into_method(self) -> Result<Method, BoxError> {
        Ok(Method::from_bytes(self.as_bytes())?)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let servers = self.servers.iter().flat_map(|servers| servers.iter());
        let mut servers: Vec<_> = servers.map(|(url, base)| (url, redacted(base))).collect();
        servers.sort();
        let mut schemes: Vec<_> = self.secrets.keys().collect();
        schemes.sort();
        let header_names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Client")
            .field("base", &redacted(&self.base))
            .field("operation_servers", &self.servers.is_some())
            .field("servers", &servers)
            .field("secrets", &schemes)
            .field("headers", &header_names)
            .field("timeout", &self.timeout)
            .field("response_limit", &self.response_limit)
            .finish_non_exhaustive()
    }
}
