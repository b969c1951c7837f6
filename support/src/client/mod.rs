//! The client: everything that is the same for every operation.
//!
//! A [`Client`] starts a [`Call`], which is filled with parameters and a body and then sent; what comes back
//! is a [`Reply`], which the operation's method reads by its status.

mod address;
mod call;
mod error;
mod header;
mod parameter;
mod reply;
mod secret;
mod stream;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;

pub use http::{Method, StatusCode};

pub use self::call::Call;
pub use self::error::{CallError, Error, RequestError, Undecodable, Unexpected};
pub use self::header::{BadHeader, Headers, Received};
pub use self::reply::Reply;
pub use self::secret::{KeyPlace, Secret};

/// Where an API is, and what is sent to it with every call. Clones are cheap and share their connections.
#[derive(Clone)]
pub struct Client {
    http: reqwest::Client,
    base: Arc<str>,
    secrets: Arc<HashMap<String, Secret>>,
    headers: Vec<(String, String)>,
    timeout: Option<Duration>,
}

impl Client {
    /// A client for the API at that address, whose path is kept: `https://example.com/api/v1`.
    /// An address that is none shows when the first call is sent.
    ///
    /// Redirects are not followed: they are answers like others, and keys must not travel to other hosts.
    pub fn new(base: impl Into<String>) -> Self {
        let http = reqwest::Client::builder()
            .redirect(Policy::none())
            .connect_timeout(Duration::from_secs(30));
        Self {
            http: http.build().unwrap_or_default(),
            base: base.into().into(),
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

    /// Starts a call of an operation, by its method and its path as the document has it.
    pub fn call(&self, method: Method, path: &str) -> Call {
        Call::new(self.clone(), method, path)
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let header_names: Vec<_> = self.headers.iter().map(|(name, _)| name).collect();
        f.debug_struct("Client")
            .field("base", &self.base)
            .field("secrets", &self.secrets)
            .field("headers", &header_names)
            .field("timeout", &self.timeout)
            .finish_non_exhaustive()
    }
}
