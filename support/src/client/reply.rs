//! What the server sends back.

use std::future::Future;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::super::stream::{BoxError, ByteStream};
use super::error::{Error, Undecodable, Unexpected};
use super::header;

/// A type whose values are the documented answers of an operation.
pub trait Documented: Sized {
    /// Reads an answer.
    ///
    /// # Errors
    /// When the document has no such answer, or what it has is something else.
    fn read(reply: Reply) -> impl Future<Output = Result<Self, Error<Self>>> + Send;
}

/// An answer whose head is here, and whose body is still to be read.
#[derive(Debug)]
pub struct Reply {
    response: reqwest::Response,
}

impl Reply {
    pub(super) fn new(response: reqwest::Response) -> Self {
        Self { response }
    }

    /// The status as a number.
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// The status.
    pub fn code(&self) -> StatusCode {
        self.response.status()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        self.response.headers()
    }

    /// The media type without its parameters, in lower case; empty if the answer doesn't say.
    pub fn content_type(&self) -> String {
        let value = self
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        value
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase()
    }

    /// Whether the body is of a media type, or of a range of them such as `image/*`. Parameters are ignored.
    pub fn is(&self, media_type: &str) -> bool {
        let wanted = media_type
            .split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase();
        let sent = self.content_type();
        match wanted.strip_suffix('*') {
            Some("*/") => true,
            Some(start) => sent.starts_with(start),
            None => sent == wanted,
        }
    }

    /// A header, read in OpenAPI's `simple` style. An absent one is `None`, where the type allows it.
    ///
    /// # Errors
    /// [`Error::Decode`] when the header is absent or doesn't fit the type.
    pub fn header<T: DeserializeOwned, R>(&self, name: &str) -> Result<T, Error<R>> {
        header::read(self.headers(), name, false)
            .map_err(|cause| self.bad_header(name, cause.into()))
    }

    /// A header in `simple` style whose objects are written `name=value`.
    ///
    /// # Errors
    /// [`Error::Decode`] when the header is absent or doesn't fit the type.
    pub fn exploded_header<T: DeserializeOwned, R>(&self, name: &str) -> Result<T, Error<R>> {
        header::read(self.headers(), name, true)
            .map_err(|cause| self.bad_header(name, cause.into()))
    }

    /// A header whose value is JSON. An absent one is `None`, where the type allows it.
    ///
    /// # Errors
    /// [`Error::Decode`] when the header is absent or doesn't fit the type.
    pub fn json_header<T: DeserializeOwned, R>(&self, name: &str) -> Result<T, Error<R>> {
        let json = self
            .headers()
            .get(name)
            .map_or(&b"null"[..], |value| value.as_bytes());
        serde_json::from_slice(json).map_err(|cause| self.bad_header(name, cause.into()))
    }

    /// A body of JSON. No body at all is read like `null`.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is something else; [`Error::Transport`] when it doesn't arrive.
    pub async fn json<T: DeserializeOwned, R>(self) -> Result<T, Error<R>> {
        let status = self.code();
        let body = self.bytes().await?;
        let json = if body.is_empty() { b"null" } else { &body[..] };
        serde_json::from_slice(json).map_err(|cause| undecodable(status, body, cause.into()))
    }

    /// A body of text.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is no UTF-8; [`Error::Transport`] when it doesn't arrive.
    pub async fn text<R>(self) -> Result<String, Error<R>> {
        let status = self.code();
        let body = self.bytes().await?;
        match std::str::from_utf8(&body) {
            Ok(text) => Ok(text.to_owned()),
            Err(cause) => Err(undecodable(status, body, cause.into())),
        }
    }

    /// A body of any kind, read as a whole.
    ///
    /// # Errors
    /// [`Error::Transport`] when the body doesn't arrive.
    pub async fn bytes<R>(self) -> Result<Bytes, Error<R>> {
        self.response.bytes().await.map_err(Error::Transport)
    }

    /// A body of any kind, read as it comes.
    pub fn stream(self) -> ByteStream {
        ByteStream::from_stream(self.response.bytes_stream())
    }

    /// The error for an answer that the document doesn't have.
    pub async fn unexpected<R>(self) -> Error<R> {
        let status = self.code();
        let headers = self.headers().clone();
        match self.response.bytes().await {
            Ok(body) => Error::Unexpected(Box::new(Unexpected {
                status,
                headers,
                body,
            })),
            Err(error) => Error::Transport(error),
        }
    }

    fn bad_header<R>(&self, name: &str, cause: BoxError) -> Error<R> {
        let header = Some(name.to_owned());
        Error::Decode(Box::new(Undecodable {
            status: self.code(),
            body: Bytes::new(),
            header,
            cause,
        }))
    }
}

fn undecodable<R>(status: StatusCode, body: Bytes, cause: BoxError) -> Error<R> {
    Error::Decode(Box::new(Undecodable {
        status,
        body,
        header: None,
        cause,
    }))
}
