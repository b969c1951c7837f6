//! The client: everything that is the same for every operation.
//!
//! A [`Client`] starts a [`RequestBuilder`], which is filled with parameters and a body and then sent; what comes back
//! is a [`Response`], which the operation's method reads by its status.

mod address;
#[cfg(feature = "base64")]
mod basic;
mod error;
mod header;
#[cfg(feature = "items")]
mod items;
mod parameter;
mod request;
mod response;
mod secret;
mod stream;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;

pub use http::{Method, StatusCode};
pub use reqwest::Client as HttpClient;

use self::address::Address;
use super::stream::BoxError;

pub use self::error::{DecodeError, Error, RequestError, SendError, UnexpectedResponse};
pub use self::header::{BadHeader, Headers, Received};
pub use self::request::{IntoRequest, RequestBuilder};
pub use self::response::{FromResponse, Response, Streaming};
pub use self::secret::{KeyPlace, Secret};

/// Where an API is, and what is sent to it with every call. Clones are cheap and share their connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Arc<str>,
    /// Where servers of single operations really are; none where all calls go to one address.
    servers: Option<Arc<HashMap<String, String>>>,
    secrets: Arc<HashMap<String, Secret>>,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
}

impl Client {
    /// A client for the API at that address, whose path is kept: `https://example.com/api/v1`.
    /// An address that is none shows when the first call is sent.
    ///
    /// All calls go there, those of operations that have servers of their own in the document as well:
    /// `with_own_servers` sends these where the document says, `with_server` anywhere else.
    ///
    /// Redirects are not followed: they are answers like others, and keys must not travel to other hosts.
    pub fn new(base: impl Into<String>) -> Self {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(30));
        Self {
            http: http.build().unwrap_or_default(),
            base: base.into().into(),
            servers: None,
            secrets: Arc::default(),
            headers: Vec::new(),
            timeout: Some(Duration::from_secs(30)),
        }
    }

    /// Uses a client made elsewhere, with its own proxies, certificates and pools.
    pub fn with_http(mut self, http: reqwest::Client) -> Self {
        self.http = http;
        self
    }

    /// Sets how long a call may take, from its start to the last byte of its answer. 30 s unless set;
    /// `None` leaves it to the underlying client. Calls that stream a body have no such limit.
    pub fn with_timeout(mut self, timeout: impl Into<Option<Duration>>) -> Self {
        self.timeout = timeout.into();
        self
    }

    /// Holds the credentials for a security scheme, which are sent with the operations that ask for them.
    pub fn with_secret(mut self, scheme: impl Into<String>, secret: Secret) -> Self {
        Arc::make_mut(&mut self.secrets).insert(scheme.into(), secret);
        self
    }

    /// A client that sends one more header with its calls, in place of any other of that name.
    pub fn with_header(&self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let mut client = self.clone();
        client.headers.push((name.into(), value.into()));
        client
    }

    /// The address of the API.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Sends the calls of operations that have servers of their own to those, as the document says.
    /// Without this all calls go to one address.
    pub fn with_own_servers(mut self) -> Self {
        self.servers.get_or_insert_with(Default::default);
        self
    }

    /// Sends the calls of operations that have that server for their own to another address; those with yet other
    /// servers go to theirs. The server's URL is the one that the operations' documentation names.
    pub fn with_server(mut self, url: impl AsRef<str>, address: impl Into<String>) -> Self {
        let url = url.as_ref().trim_end_matches('/').to_owned();
        let servers = self.servers.get_or_insert_with(Default::default);
        Arc::make_mut(servers).insert(url, address.into());
        self
    }

    /// Starts a call of an operation, by its method and its path as the document has it.
    pub fn request(&self, method: impl IntoMethod, path: &str) -> RequestBuilder {
        RequestBuilder::new(self.clone(), method.into_method(), Address::new(path))
    }

    /// Starts a call of what is at that address, which has nothing to do with the API's own.
    pub fn request_at(&self, method: impl IntoMethod, url: &str) -> RequestBuilder {
        RequestBuilder::new(self.clone(), method.into_method(), Address::whole(url))
    }
}

/// A method, or the name of one that has no constant.
pub trait IntoMethod {
    /// The method.
    ///
    /// # Errors
    /// When no request can have a method of that name.
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
        let header_names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        let mut client = f.debug_struct("Client");
        client.field("base", &self.base);
        client.field("servers", &self.servers);
        client.field("secrets", &self.secrets);
        client
            .field("headers", &header_names)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
