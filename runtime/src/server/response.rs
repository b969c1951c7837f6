//! Responses: status, headers and body.

use axum::body::Body;
use axum::http::header::{Entry, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE};
use axum::http::{self, HeaderMap, HeaderName, HeaderValue, StatusCode};
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::super::headers::is_connection_header;
use super::super::media_type::MediaType;
use super::super::stream::{BoxError, ByteStream};
use super::super::style;
use super::problem::Problem;

pub(super) const JSON: &str = "application/json";

/// The response enum of an operation, as a server sends it.
pub trait IntoResponse {
    /// Status, headers and body.
    ///
    /// # Errors
    /// A problem (500) when a header or the body cannot be written.
    fn into_response(self) -> Result<Response, Problem>;
}

/// A response: status, headers and body.
#[derive(Debug)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: ByteStream,
    closes_connection: bool,
}

/// A response without its body: status and headers.
///
/// An error while headers are added is kept, and returned at the end of the chain.
#[derive(Debug)]
pub struct ResponseHead {
    status: StatusCode,
    headers: HeaderMap,
    error: Option<BoxError>,
}

/// A type whose values are the documented headers of a response.
pub trait Headers {
    /// Adds them.
    fn write(&self, head: ResponseHead) -> ResponseHead;
}

/// A number or a [`StatusCode`].
pub trait Status {
    /// The status code.
    ///
    /// # Errors
    /// When the number is not one of HTTP's, which are 100 to 999.
    fn code(self) -> Result<StatusCode, BoxError>;
}

impl Status for StatusCode {
    fn code(self) -> Result<StatusCode, BoxError> {
        Ok(self)
    }
}

impl Status for u16 {
    fn code(self) -> Result<StatusCode, BoxError> {
        Ok(StatusCode::from_u16(self)?)
    }
}

impl Response {
    /// Starts a response with its status.
    pub fn head(status: impl Status) -> ResponseHead {
        let (status, error) = match status.code() {
            Ok(status) => (status, None),
            Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, Some(error)),
        };
        ResponseHead {
            status,
            headers: HeaderMap::new(),
            error,
        }
    }

    /// A response with no body.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP.
    pub fn empty(status: impl Status) -> Result<Self, Problem> {
        Self::head(status).empty()
    }

    /// A response of `application/json`.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or the body cannot be written.
    pub fn json<T: Serialize + ?Sized>(status: impl Status, body: &T) -> Result<Self, Problem> {
        Self::head(status).json(JSON, body)
    }

    /// A response of JSON under another media type, such as `application/problem+json`.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or the body cannot be written.
    pub fn json_as<T: Serialize + ?Sized>(
        media_type: &str,
        status: impl Status,
        body: &T,
    ) -> Result<Self, Problem> {
        Self::head(status).json(media_type, body)
    }

    /// A response of text.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP.
    pub fn text(
        media_type: &str,
        status: impl Status,
        body: impl Into<String>,
    ) -> Result<Self, Problem> {
        Self::head(status).text(media_type, body)
    }

    /// A response of any kind, which may be a stream.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP.
    pub fn stream(
        media_type: &str,
        status: impl Status,
        body: impl Into<ByteStream>,
    ) -> Result<Self, Problem> {
        Self::head(status).stream(media_type, body)
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers, to add to.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// A response from valid parts.
    pub(super) fn from_parts(
        status: StatusCode,
        headers: Vec<(HeaderName, HeaderValue)>,
        media_type: &str,
        body: impl Into<ByteStream>,
    ) -> Self {
        let mut all = HeaderMap::from_iter(headers);
        if let Ok(media_type) = HeaderValue::from_str(media_type) {
            all.insert(CONTENT_TYPE, media_type);
        }
        Self {
            status,
            headers: all,
            body: body.into(),
            closes_connection: false,
        }
    }

    /// The same, after which an HTTP/1 connection is closed.
    pub(super) fn closing_connection(mut self) -> Self {
        self.closes_connection = true;
        self
    }

    /// A header of this response that only the HTTP implementation may set.
    pub(super) fn forbidden_header(&self) -> Option<&HeaderName> {
        let mut names = self.headers.keys();
        names.find(|name| is_connection_header(name.as_str()))
    }

    /// The HTTP response, without its body where HTTP has none (RFC 9110, section 6.4.1).
    pub(super) fn into_http(mut self, head_only: bool) -> http::Response<Body> {
        let bodiless = self.status.is_informational()
            || matches!(
                self.status,
                StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
            );
        if self.closes_connection {
            self.headers
                .insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if bodiless {
            self.body = ByteStream::default();
        }
        let unsent = self.body.length().filter(|_| head_only && !bodiless);
        if let Some(length) = unsent {
            self.headers
                .insert(CONTENT_LENGTH, HeaderValue::from(length));
            self.body = ByteStream::default();
        }
        let mut response = http::Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// For layers, which respond with those of axum.
impl From<Response> for http::Response<Body> {
    fn from(response: Response) -> Self {
        response.into_http(false)
    }
}

/// For handlers without a response enum.
impl IntoResponse for Response {
    fn into_response(self) -> Result<Response, Problem> {
        Ok(self)
    }
}

impl ResponseHead {
    /// The headers, to add to.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// Adds a header, written in OpenAPI's `simple` style: lists and objects with commas, `None` not at all.
    /// A list for `Set-Cookie` becomes one header for each of its items.
    pub fn header<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.styled_header(name, false, value)
    }

    /// Adds a header in `simple` style, objects as `name=value` if `explode` is set.
    pub fn styled_header<T: Serialize + ?Sized>(
        mut self,
        name: &str,
        explode: bool,
        value: &T,
    ) -> Self {
        let added = serde_json::to_value(value)
            .map_err(BoxError::from)
            .and_then(|value| match value {
                Value::Array(cookies) if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) => {
                    cookies.iter().try_for_each(|cookie| {
                        self.append(name, style::encode_header(explode, cookie))
                    })
                }
                value => self.append(name, style::encode_header(explode, &value)),
            });
        self.keep(added)
    }

    /// Adds a header whose value is JSON, for those that are documented with `content`.
    pub fn json_header<T: Serialize + ?Sized>(mut self, name: &str, value: &T) -> Self {
        let added = serde_json::to_value(value)
            .map_err(BoxError::from)
            .and_then(|value| match value {
                Value::Null => Ok(()),
                value => self.append(name, Some(value.to_string())),
            });
        self.keep(added)
    }

    /// Adds one `Set-Cookie` header for each of the cookies, which are written as they are to be sent: `name=value; Path=/`.
    pub fn cookies<I>(mut self, cookies: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<str>,
    {
        let added = cookies
            .into_iter()
            .try_for_each(|cookie| self.append("Set-Cookie", Some(cookie.as_ref().to_owned())));
        self.keep(added)
    }

    /// Ends the response with no body.
    ///
    /// # Errors
    /// A problem (500) when the status or a header could not be written.
    pub fn empty(self) -> Result<Response, Problem> {
        self.end(ByteStream::default())
    }

    /// Ends the response with a JSON body. The media type is the documented one, which may be `application/hal+json` as well.
    ///
    /// # Errors
    /// A problem (500) when the status, a header or the body could not be written.
    pub fn json<T: Serialize + ?Sized>(
        mut self,
        media_type: &str,
        body: &T,
    ) -> Result<Response, Problem> {
        match serde_json::to_vec(body) {
            Ok(body) => self.stream(media_type, body),
            Err(error) => {
                self.error.get_or_insert(error.into());
                self.end(ByteStream::default())
            }
        }
    }

    /// Ends the response with a text.
    ///
    /// # Errors
    /// A problem (500) when the status or a header could not be written.
    pub fn text(self, media_type: &str, body: impl Into<String>) -> Result<Response, Problem> {
        let body = body.into();
        match media_type.contains("charset") {
            true => self.stream(media_type, body),
            // Without it, browsers guess.
            false => self.stream(&format!("{media_type}; charset=utf-8"), body),
        }
    }

    /// Ends the response with a body of any kind, which may be a stream. Where the document has a range such as `image/*`, the
    /// media types are a list: the body's own is sent, or else the first. A `Content-Type` header that was set before has
    /// precedence.
    ///
    /// # Errors
    /// A problem (500) when the status or a header could not be written, or the body's own media type is not documented.
    pub fn stream(
        mut self,
        media_types: &str,
        body: impl Into<ByteStream>,
    ) -> Result<Response, Problem> {
        let body = body.into();
        if let Entry::Vacant(entry) = self.headers.entry(CONTENT_TYPE) {
            let value = match media_types {
                JSON => Ok(HeaderValue::from_static(JSON)),
                media_types => body.sent_as(media_types).and_then(content_type),
            };
            match value {
                Ok(value) => drop(entry.insert(value)),
                Err(error) => drop(self.error.get_or_insert(error)),
            }
        }
        self.end(body)
    }

    fn append(&mut self, name: &str, value: Option<String>) -> Result<(), BoxError> {
        if let Some(value) = value {
            let name = HeaderName::from_bytes(name.as_bytes())?;
            self.headers
                .append(name, HeaderValue::from_maybe_shared(Bytes::from(value))?);
        }
        Ok(())
    }

    fn keep(mut self, step: Result<(), BoxError>) -> Self {
        if let Err(error) = step {
            self.error.get_or_insert(error);
        }
        self
    }

    fn end(self, body: ByteStream) -> Result<Response, Problem> {
        match self.error {
            Some(error) => Err(Problem::internal(error)),
            None => Ok(Response {
                status: self.status,
                headers: self.headers,
                body,
                closes_connection: false,
            }),
        }
    }
}

/// The value of `Content-Type`. A range does not determine the media type of a body.
fn content_type(media_type: &str) -> Result<HeaderValue, BoxError> {
    match media_type.contains('*') && MediaType::parse(media_type).is_range() {
        true => Ok(HeaderValue::from_static("application/octet-stream")),
        false => Ok(HeaderValue::from_str(media_type)?),
    }
}
