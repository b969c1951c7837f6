//! What the server sends back.

use std::cmp::Reverse;

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

use super::super::headers::WithHeaders;
use super::super::json::{FromJson, Json};
use super::super::media_type::MediaType;
use super::super::stream::ByteStream;
use super::error::{DecodeError, Error, SendError, UnexpectedResponse};
use super::header::{Headers, Received};

/// The response enum of an operation, as a client reads it.
pub trait FromResponse: Sized {
    /// What the operation's method returns on success: this enum, or the content of its only success.
    type Success;

    /// Reads the response.
    ///
    /// # Errors
    /// The response itself where it is a documented error, or why it cannot be read.
    fn from_response(response: Response) -> Result<Self::Success, Error<Self>>;
}

/// A response enum with streamed bodies.
pub trait Streaming: FromResponse {
    /// Whether the body is not read in advance: it is streamed, or no variant has one.
    fn is_streamed(response: &Response) -> bool;
}

/// A response: its head, and its body, which is here as a whole or still to come.
#[derive(Debug)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// What is still to come of the body.
    rest: Option<ByteStream>,
}

impl Response {
    /// The answer with its body, however long it is.
    pub(super) async fn whole(response: reqwest::Response) -> Result<Self, SendError> {
        Ok(Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await.map_err(SendError::Transport)?,
            rest: None,
        })
    }

    /// The answer, with its body as it comes if that `is_streamed`.
    pub(super) async fn streamed(
        response: reqwest::Response,
        is_streamed: fn(&Self) -> bool,
    ) -> Result<Self, SendError> {
        let mut reply = Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: Bytes::new(),
            rest: None,
        };
        match is_streamed(&reply) {
            true => reply.rest = Some(ByteStream::from_stream(response.bytes_stream())),
            false => reply.body = response.bytes().await.map_err(SendError::Transport)?,
        }
        Ok(reply)
    }

    /// The status as a number.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The status.
    pub fn code(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The media type without its parameters, in lower case; empty if the response does not have one.
    pub fn content_type(&self) -> String {
        self.media_type().essence()
    }

    /// The value of `Content-Type`.
    fn media_type(&self) -> MediaType {
        let value = self.headers.get(CONTENT_TYPE);
        MediaType::parse(
            value
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default(),
        )
    }

    /// Whether the body is of a media type, or of a range of them such as `image/*`. It has the parameters of that, but
    /// for `charset`, which is often left out.
    pub fn is(&self, media_type: &str) -> bool {
        let wanted = MediaType::parse(media_type).without_parameter("charset");
        let sent = self.media_type();
        wanted.includes(&sent) && sent.has_parameters_of(&wanted)
    }

    /// Which of several kinds of bodies this is, by the first of its media types: the kind with the most specific one that
    /// fits; else JSON for JSON, and for anything else the least specific that is as much JSON as this is.
    pub fn choose(&self, kinds: &[&[&'static str]]) -> &'static str {
        let all = kinds.iter().flat_map(|kind| {
            let name = kind.first().copied().unwrap_or_default();
            kind.iter().map(move |one| (*one, name))
        });
        let mut ranked: Vec<_> = all.collect();
        // What includes several is the least specific of them (OpenAPI 3.1.1, section 4.8.17).
        ranked.sort_by_key(|(media_type, _)| Reverse(MediaType::parse(media_type).specificity()));
        let found = ranked.iter().find(|(media_type, _)| self.is(media_type));
        let sent_json = self.media_type().is_json();
        let alike = || {
            let mut ranked = ranked.iter().rev();
            ranked.find(|(media_type, _)| MediaType::parse(media_type).is_json() == sent_json)
        };
        let found = found.or_else(alike).or(ranked.last());
        found.map_or("", |(_, kind)| *kind)
    }

    /// The documented headers of an answer without a body.
    ///
    /// # Errors
    /// [`Error::Decode`] when a header is absent or doesn't fit its type.
    pub fn only_headers<H: Headers, R>(self) -> Result<WithHeaders<H>, Error<R>> {
        Ok(WithHeaders::new(self.read_headers()?, ()))
    }

    fn read_headers<H: Headers, R>(&self) -> Result<H, Error<R>> {
        H::read(&Received(&self.headers)).map_err(|bad| {
            Error::Decode(Box::new(DecodeError {
                status: self.status,
                body: Bytes::new(),
                header: Some(bad.name),
                cause: bad.cause,
            }))
        })
    }

    /// A body of JSON. No body at all is read like `null`.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is something else.
    pub fn json<T: FromJson, R>(self) -> Result<T, Error<R>> {
        let json = if self.body.is_empty() {
            b"null"
        } else {
            &self.body[..]
        };
        let value: Json = serde_json::from_slice(json).map_err(|cause| self.undecodable(cause))?;
        T::from_json(&value).map_err(|cause| self.undecodable(cause))
    }

    /// A body of text.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is no UTF-8.
    pub fn text<R>(self) -> Result<String, Error<R>> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(cause) => Err(self.undecodable(cause)),
        }
    }

    /// The body as it comes.
    ///
    /// # Errors
    /// None: this way all kinds of bodies are read alike.
    pub fn stream<R>(self) -> Result<ByteStream, Error<R>> {
        Ok(self.rest.unwrap_or_else(|| self.body.into()))
    }

    /// A body of any kind, and the headers.
    ///
    /// # Errors
    /// [`Error::Decode`] when a header is absent or doesn't fit its type, or the body can't be read.
    pub fn with_headers<H: Headers, T, R>(
        self,
        read: impl FnOnce(Self) -> Result<T, Error<R>>,
    ) -> Result<WithHeaders<H, T>, Error<R>> {
        Ok(WithHeaders::new(self.read_headers()?, read(self)?))
    }

    /// The body as it came; empty where it is read as it comes.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The error for an answer that the document doesn't have.
    pub fn unexpected<R>(self) -> Error<R> {
        Error::Unexpected(Box::new(UnexpectedResponse {
            status: self.status,
            headers: self.headers,
            body: self.body,
        }))
    }

    fn undecodable<R>(&self, cause: impl std::error::Error + Send + Sync + 'static) -> Error<R> {
        Error::Decode(Box::new(DecodeError {
            status: self.status,
            body: self.body.clone(),
            header: None,
            cause: cause.into(),
        }))
    }
}
