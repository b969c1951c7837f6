//! The response of a server.

use std::cmp::Reverse;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderName, StatusCode};

use super::super::headers::WithHeaders;
use super::super::json::{DuplicateMembers, FromJson, Tree};
use super::super::media_type::MediaType;
use super::super::stream::{BoxError, ByteStream};
use super::error::{DecodeError, Endpoint, Error, ErrorResponse, UnexpectedResponse};
use super::header::{FromHeaders, ResponseHeaders};
#[cfg(feature = "multipart")]
use super::multipart::Parts;
#[cfg(feature = "items")]
use super::request::RequestBuilder;

/// The response enum of an operation, as a client decodes it.
pub trait FromResponse: Sized {
    /// What the operation's method returns on success: this enum, or the content of its only success.
    type Success;

    /// Decodes the response.
    ///
    /// # Errors
    /// See [`Error`].
    fn from_response(response: Response) -> Result<Self::Success, Error<Self>>;
}

/// A response enum with streamed bodies.
pub trait Streaming: FromResponse {
    /// Whether the body of this response is not read in advance: it is streamed, or not used.
    fn is_streamed(response: &Response) -> bool;
}

/// A response: its status, its headers and its body, which was read as a whole or is a stream.
#[derive(Debug)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    /// The body, if it was not read.
    chunks: Option<ByteStream>,
    /// The parts of a multipart body, once they were received.
    #[cfg(feature = "multipart")]
    parts: Option<Box<Parts>>,
    /// The greatest length of an item, in bytes.
    limit: usize,
    /// What the request was sent to.
    endpoint: Arc<Endpoint>,
    /// The request for events, to be sent again when the connection ends.
    #[cfg(feature = "items")]
    pub(super) request: Option<Box<RequestBuilder>>,
}

/// Headers whose values `Debug` does not show: session cookies, and URLs that may repeat the query of the request.
const SENSITIVE: [HeaderName; 2] = [SET_COOKIE, LOCATION];

impl Response {
    /// A response without its body.
    pub(super) fn new(
        status: StatusCode,
        mut headers: HeaderMap,
        limit: usize,
        endpoint: Arc<Endpoint>,
    ) -> Self {
        for (name, value) in &mut headers {
            if SENSITIVE.contains(name) {
                value.set_sensitive(true);
            }
        }
        Self {
            status,
            headers,
            body: Bytes::new(),
            chunks: None,
            #[cfg(feature = "multipart")]
            parts: None,
            limit,
            endpoint,
            #[cfg(feature = "items")]
            request: None,
        }
    }

    #[cfg(feature = "items")]
    pub(super) fn with_request(mut self, request: Option<Box<RequestBuilder>>) -> Self {
        self.request = request;
        self
    }

    pub(super) fn set_body(&mut self, body: Bytes) {
        self.body = body;
    }

    pub(super) fn set_chunks(&mut self, chunks: ByteStream) {
        self.chunks = Some(chunks);
    }

    #[cfg(feature = "multipart")]
    pub(super) fn take_chunks(&mut self) -> ByteStream {
        self.chunks.take().unwrap_or_default()
    }

    #[cfg(feature = "multipart")]
    pub(super) fn set_parts(&mut self, parts: Box<Parts>) {
        self.parts = Some(parts);
    }

    #[cfg(feature = "multipart")]
    pub(super) fn take_parts(&mut self) -> Option<Box<Parts>> {
        self.parts.take()
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The greatest length of an item in bytes, if the body is a stream of items.
    pub fn limit(&self) -> usize {
        self.limit
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

    /// Whether the body has a media type, or one of a range such as `image/*`. Parameters of the media type have to be there as
    /// well, except `charset`, which is often left out.
    pub fn is(&self, media_type: &str) -> bool {
        let wanted = MediaType::parse(media_type).without_parameter("charset");
        let sent = self.media_type();
        wanted.includes(&sent) && sent.has_parameters_of(&wanted)
    }

    /// The documented content of this response, by the first of its media types: the content with the most specific media type
    /// that matches; for JSON under another media type, the documented JSON if there is only one; for a body without a
    /// `Content-Type`, the first. Empty if no content matches.
    pub fn choose(&self, contents: &[&[&'static str]]) -> &'static str {
        let all = contents.iter().flat_map(|content| {
            let first = content.first().copied().unwrap_or_default();
            content.iter().map(move |media_type| (*media_type, first))
        });
        let mut ranked: Vec<_> = all.collect();
        if !self.headers.contains_key(CONTENT_TYPE) {
            return ranked.first().map_or("", |(_, first)| *first);
        }
        // Of those that match, the most specific applies (OpenAPI 3.1.1, section 4.8.17).
        ranked.sort_by_key(|(media_type, _)| Reverse(MediaType::parse(media_type).specificity()));
        let found = ranked.iter().find(|(media_type, _)| self.is(media_type));
        let is_sent_json = self.media_type().is_json();
        let found = found.or_else(|| {
            let mut json = ranked
                .iter()
                .filter(|(media_type, _)| is_sent_json && MediaType::parse(media_type).is_json());
            // Of several, such as versions of one resource, it is another one and not any of them.
            let only = json.next()?;
            json.all(|(_, first)| *first == only.1).then_some(only)
        });
        found.map_or("", |(_, first)| *first)
    }

    /// The documented headers of a response without a body.
    ///
    /// # Errors
    /// None: an error of a header is part of the value.
    pub fn only_headers<H: FromHeaders, R>(self) -> Result<WithHeaders<H>, Error<R>> {
        self.with_headers(|_| Ok(()))
    }

    /// A body of JSON. An empty body is read as `null`.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is not JSON in UTF-8, or does not fit the type.
    pub fn json<T: FromJson, R>(self) -> Result<T, Error<R>> {
        let tree = self.parse().map_err(Error::Decode)?;
        T::from_json(tree.root()).map_err(|cause| Error::Decode(self.undecodable(cause.into())))
    }

    /// A body of JSON for which the document has these media types.
    ///
    /// # Errors
    /// [`Error::Unexpected`] when it has another media type and does not fit the type, since it is then something else, such as
    /// the problem details of a proxy; its cause says what does not fit. Else those of [`json`](Self::json).
    pub fn documented_json<T: FromJson, R>(
        self,
        media_types: &[&'static str],
    ) -> Result<T, Error<R>> {
        let has_media_type = self.headers.contains_key(CONTENT_TYPE);
        let is_documented = !has_media_type || media_types.iter().any(|it| self.is(it));
        match self.json() {
            Err(Error::Decode(error)) if !is_documented => Err(error.into_unexpected()),
            result => result,
        }
    }

    /// A body of JSON that is the only content of its status, with one of these media types.
    ///
    /// # Errors
    /// [`Error::Unexpected`] when it is no JSON, and those of [`documented_json`](Self::documented_json).
    pub fn only_json<T: FromJson, R>(self, media_types: &[&'static str]) -> Result<T, Error<R>> {
        match self.choose(&[media_types]) {
            "" => Err(self.unexpected()),
            _ => self.documented_json(media_types),
        }
    }

    fn parse(&self) -> Result<Tree, Box<DecodeError>> {
        self.check_charset()?;
        if self.body.is_empty() {
            return Ok(Tree::default());
        }
        Tree::parse_bytes(self.body.to_vec(), DuplicateMembers::KeepLast)
            .map_err(|cause| self.undecodable(cause.into()))
    }

    /// A body of text.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is not UTF-8.
    pub fn text<R>(self) -> Result<String, Error<R>> {
        self.check_charset().map_err(Error::Decode)?;
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(cause) => Err(Error::Decode(self.undecodable(cause.into()))),
        }
    }

    /// The body as a stream of bytes, with its media type. It has no limit of size.
    ///
    /// # Errors
    /// None: the signature is that of the other methods for bodies.
    pub fn stream<R>(self) -> Result<ByteStream, Error<R>> {
        let body = self.chunks.unwrap_or_else(|| self.body.into());
        Ok(body.received_as(&self.headers))
    }

    /// The documented headers, and a body of any kind. A header that is missing or does not fit is no reason to lose the body:
    /// its error is part of the value.
    ///
    /// # Errors
    /// Those of the body.
    pub fn with_headers<H: FromHeaders, T, R>(
        self,
        body: impl FnOnce(Self) -> Result<T, Error<R>>,
    ) -> Result<WithHeaders<H, T>, Error<R>> {
        Ok(WithHeaders {
            headers: H::from_headers(&ResponseHeaders(&self.headers)),
            body: body(self)?,
        })
    }

    /// The body as it arrived; empty if it is a stream.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The error for a response that the document describes as one.
    ///
    /// # Errors
    /// Always: [`Error::Response`], or the error of decoding it.
    pub fn into_error<T, R>(
        self,
        decode: impl FnOnce(Self) -> Result<R, Error<R>>,
    ) -> Result<T, Error<R>> {
        let (status, headers) = (self.status, self.headers.clone());
        let endpoint = Arc::clone(&self.endpoint);
        let body = decode(self)?;
        Err(Error::Response(Box::new(ErrorResponse {
            status,
            headers,
            body,
            endpoint,
        })))
    }

    /// The error for a response without content.
    ///
    /// # Errors
    /// Always: [`Error::Response`].
    pub fn into_empty_error<T, R>(self, body: R) -> Result<T, Error<R>> {
        self.into_error(|_| Ok(body))
    }

    /// The error for a response whose only content is JSON.
    ///
    /// # Errors
    /// Always: [`Error::Response`], or the error of decoding it.
    pub fn into_json_error<T, B: FromJson, R>(
        self,
        media_types: &[&'static str],
        variant: fn(B) -> R,
    ) -> Result<T, Error<R>> {
        self.into_error(|response| response.only_json(media_types).map(variant))
    }

    /// The result for a response that the document has under `default`: a success if its status is 2xx.
    ///
    /// # Errors
    /// [`Error::Response`] for any other status, or the error of decoding it.
    pub fn into_default<R>(
        self,
        decode: impl FnOnce(Self) -> Result<R, Error<R>>,
    ) -> Result<R, Error<R>> {
        match self.status.is_success() {
            true => decode(self),
            false => self.into_error(decode),
        }
    }

    /// The error for a response that the document does not describe.
    pub fn unexpected<R>(self) -> Error<R> {
        Error::Unexpected(Box::new(UnexpectedResponse {
            status: self.status,
            headers: self.headers,
            body: self.body,
            cause: None,
            endpoint: self.endpoint,
        }))
    }

    /// Checks that text is UTF-8.
    pub(super) fn check_charset(&self) -> Result<(), Box<DecodeError>> {
        match self.media_type().unsupported_charset() {
            None => Ok(()),
            Some(charset) => {
                let cause = format!("the charset {charset} is not supported");
                Err(self.undecodable(cause.into()))
            }
        }
    }

    pub(super) fn undecodable(&self, cause: BoxError) -> Box<DecodeError> {
        Box::new(DecodeError {
            status: self.status,
            headers: self.headers.clone(),
            body: self.body.clone(),
            cause,
            endpoint: Arc::clone(&self.endpoint),
        })
    }
}
