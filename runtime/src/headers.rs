//! Headers of responses: those that a document describes, and those that it cannot.

use std::error::Error;
use std::fmt;

/// The body of a response and its documented headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WithHeaders<H, B = ()> {
    /// The documented headers. A server always sends `Ok`. A client gets an error where a required header is missing or a
    /// header does not fit its schema: the body is there all the same.
    pub headers: Result<H, HeaderError>,

    /// The body; `()` for a response without one.
    pub body: B,
}

impl<H, B> WithHeaders<H, B> {
    /// A body and its headers.
    pub fn new(headers: H, body: B) -> Self {
        Self {
            headers: Ok(headers),
            body,
        }
    }
}

/// Whether a header frames the message or concerns the connection (RFC 9110, section 7.6.1), so that only the HTTP
/// implementation may set it: with another value, the client and proxies would disagree on where the message ends.
pub fn is_connection_header(name: &str) -> bool {
    const NAMES: [&str; 10] = [
        "connection",
        "content-length",
        "host",
        "http2-settings",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    ];
    NAMES.iter().any(|it| name.eq_ignore_ascii_case(it))
}

impl<H: Default, B: Default> Default for WithHeaders<H, B> {
    fn default() -> Self {
        Self::new(H::default(), B::default())
    }
}

/// A header of a response that is required and missing, or does not fit its schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: String,
    message: String,
}

impl HeaderError {
    /// An error of the header of that name. The message completes the sentence "the header `Location` …".
    pub fn new(name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            message: message.into(),
        }
    }

    /// The name of the header, as the document spells it.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the header `{}` {}", self.name, self.message)
    }
}

impl Error for HeaderError {}
