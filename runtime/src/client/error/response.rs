//! Responses that are errors.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::super::super::stream::BoxError;
use super::transport::Endpoint;

/// A response that the document describes as an error.
#[derive(Clone, Debug)]
pub struct ErrorResponse<R> {
    /// The status.
    pub status: StatusCode,

    /// All headers, documented or not.
    pub headers: HeaderMap,

    /// The variant of the operation's response enum, with the decoded body.
    pub body: R,

    pub(in super::super) endpoint: Arc<Endpoint>,
}

/// A response that the document does not describe: its status is not documented, or its media type is not documented for
/// that status.
#[derive(Clone)]
pub struct UnexpectedResponse {
    /// The status.
    pub status: StatusCode,

    /// The headers.
    pub headers: HeaderMap,

    /// The body.
    pub body: Bytes,

    /// Why the body does not have the documented type, if it is JSON under a media type that is not documented.
    pub cause: Option<Arc<dyn Error + Send + Sync>>,

    pub(in super::super) endpoint: Arc<Endpoint>,
}

/// A response with a documented status and media type whose body does not have the documented type.
pub struct DecodeError {
    /// The status.
    pub status: StatusCode,

    /// The headers.
    pub headers: HeaderMap,

    /// The body; empty for a body that is streamed.
    pub body: Bytes,

    /// Why the body cannot be decoded.
    pub cause: BoxError,

    pub(in super::super) endpoint: Arc<Endpoint>,
}

impl DecodeError {
    /// The error for the same response, if its media type is not documented.
    pub(in super::super) fn into_unexpected<R>(self) -> super::Error<R> {
        super::Error::Unexpected(Box::new(UnexpectedResponse {
            status: self.status,
            headers: self.headers,
            body: self.body,
            cause: Some(self.cause.into()),
            endpoint: self.endpoint,
        }))
    }
}

impl<R> fmt::Display for ErrorResponse<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The body may have anything in it that does not belong into a log; `Debug` shows it.
        write!(f, "{}: the server responded {}", self.endpoint, self.status)
    }
}

impl<R: fmt::Debug> Error for ErrorResponse<R> {}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}: the server responded {} with {}, which is not documented",
            self.endpoint,
            self.status,
            MediaType(&self.headers)
        )?;
        if let Some(cause) = &self.cause {
            write!(f, ", and it is not what is documented: {cause}")?;
        }
        match self.body.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", Excerpt(&self.body)),
        }
    }
}

impl fmt::Debug for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnexpectedResponse")
            .field("endpoint", &format_args!("{}", self.endpoint))
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &format_args!("{:?}", Excerpt(&self.body)))
            .field("cause", &self.cause)
            .finish()
    }
}

impl Error for UnexpectedResponse {}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            status,
            cause,
            body,
            endpoint,
            ..
        } = self;
        write!(
            f,
            "{endpoint}: the body of the server's response {status} cannot be decoded: {cause}"
        )?;
        match body.is_empty() {
            true => Ok(()),
            false => write!(f, ": {}", Excerpt(body)),
        }
    }
}

impl fmt::Debug for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DecodeError")
            .field("endpoint", &format_args!("{}", self.endpoint))
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &format_args!("{:?}", Excerpt(&self.body)))
            .field("cause", &self.cause)
            .finish()
    }
}

impl Error for DecodeError {}

/// The `Content-Type` of a response.
struct MediaType<'a>(&'a HeaderMap);

impl fmt::Display for MediaType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.get(http::header::CONTENT_TYPE) {
            Some(value) => write!(f, "a body of type {value:?}"),
            None => f.write_str("no media type"),
        }
    }
}

/// The first bytes of a body, as text.
struct Excerpt<'a>(&'a [u8]);

impl Excerpt<'_> {
    const LENGTH: usize = 200;

    fn text(&self) -> String {
        let start = self.0.get(..Self::LENGTH).unwrap_or(self.0);
        let mut text = String::from_utf8_lossy(start).into_owned();
        if self.0.len() > Self::LENGTH {
            text.push('…');
        }
        text
    }
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.text(), f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_of_a_body_are_its_first_bytes() {
        let long = "x".repeat(201);
        assert_eq!(Excerpt(&long.as_bytes()[..200]).to_string(), long[..200]);
        let expected = format!("{}…", &long[..200]);
        assert_eq!(Excerpt(long.as_bytes()).to_string(), expected);
        assert_eq!(
            format!("{:?}", Excerpt(long.as_bytes())),
            format!("{expected:?}")
        );
    }
}
