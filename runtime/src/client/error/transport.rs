//! Failures of the connection, the time limits and the size limit.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{Method, StatusCode};

/// The request was not sent in full, or its response did not arrive in full: no connection, a broken connection, a time limit,
/// or a response over the limit of the client.
///
/// It names the method, the path template of the document and the host, and not the URL, which may have credentials.
pub struct TransportError(Box<Inner>);

struct Inner {
    endpoint: Arc<Endpoint>,
    status: Option<StatusCode>,
    cause: Cause,
}

/// What a call is sent to, without anything confidential.
#[derive(Debug)]
pub(in super::super) struct Endpoint {
    pub method: Method,
    /// The path template; `None` for a call of a URL.
    pub path: Option<String>,
    pub host: String,
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ", self.method)?;
        if let Some(path) = &self.path {
            write!(f, "{path} ")?;
        }
        write!(f, "at {}", self.host)
    }
}

/// Why a call failed.
#[derive(Debug)]
pub(in super::super) enum Cause {
    /// Without its URL.
    Http(reqwest::Error),
    /// Nothing was sent or received for this long.
    Idle(Duration),
    /// The body of the response is longer than this number of bytes.
    TooLong(usize),
}

impl From<reqwest::Error> for Cause {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error.without_url())
    }
}

impl TransportError {
    pub(in super::super) fn new(
        endpoint: &Arc<Endpoint>,
        status: Option<StatusCode>,
        cause: Cause,
    ) -> Self {
        Self(Box::new(Inner {
            endpoint: Arc::clone(endpoint),
            status,
            cause,
        }))
    }

    /// The method of the request.
    pub fn method(&self) -> &Method {
        &self.0.endpoint.method
    }

    /// The path of the operation as the document has it, such as `/pets/{petId}`. `None` for a webhook or a callback.
    pub fn path(&self) -> Option<&str> {
        self.0.endpoint.path.as_deref()
    }

    /// The host that the request was sent to, and its port where the URL has one.
    pub fn host(&self) -> &str {
        &self.0.endpoint.host
    }

    /// The status of the response, if its head arrived before the call failed.
    pub fn status(&self) -> Option<StatusCode> {
        self.0.status
    }

    /// Whether a time limit was exceeded.
    pub fn is_timeout(&self) -> bool {
        match &self.0.cause {
            Cause::Http(error) => error.is_timeout(),
            Cause::Idle(_) => true,
            Cause::TooLong(_) => false,
        }
    }

    /// Whether there was no connection to the server, so that the request was not sent.
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.cause, Cause::Http(error) if error.is_connect())
    }

    /// Whether the body of the response was longer than the limit of the client.
    pub fn is_response_limit(&self) -> bool {
        matches!(self.0.cause, Cause::TooLong(_))
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} failed: ", self.0.endpoint)?;
        match &self.0.cause {
            Cause::Http(error) => with_sources(error, f),
            Cause::Idle(timeout) => write!(f, "nothing was sent or received for {timeout:?}"),
            Cause::TooLong(limit) => write!(
                f,
                "the body of the response is longer than the limit of {limit} bytes"
            ),
        }
    }
}

/// Writes an error and its sources: the outermost one only states that sending failed.
fn with_sources(error: &dyn Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "{error}")?;
    let mut source = error.source();
    while let Some(error) = source {
        write!(f, ": {error}")?;
        source = error.source();
    }
    Ok(())
}

impl fmt::Debug for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            endpoint,
            status,
            cause,
        } = &*self.0;
        f.debug_struct("TransportError")
            .field("method", &endpoint.method)
            .field("path", &endpoint.path)
            .field("host", &endpoint.host)
            .field("status", status)
            .field("cause", cause)
            .finish()
    }
}

impl Error for TransportError {}
