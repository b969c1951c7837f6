//! What the server sends back.

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};

#[cfg(feature = "headers")]
use super::super::headers::WithHeaders;
use super::super::json::{FromJson, Json};
use super::super::stream::ByteStream;
use super::error::{CallError, Error, Undecodable, Unexpected};
#[cfg(feature = "headers")]
use super::header::{Headers, Received};

/// An answer: its head, and its body, which is here as a whole or still to come.
#[derive(Debug)]
pub struct Reply<B = Bytes> {
    status: StatusCode,
    headers: HeaderMap,
    body: B,
}

impl Reply<ByteStream> {
    pub(super) fn new(response: reqwest::Response) -> Self {
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: ByteStream::from_stream(response.bytes_stream()),
        }
    }

    /// The answer with its body, however long it is.
    ///
    /// # Errors
    /// When the body doesn't arrive.
    pub async fn whole(self) -> Result<Reply, CallError> {
        Ok(Reply {
            status: self.status,
            headers: self.headers,
            body: self.body.bytes().await.map_err(CallError::body)?,
        })
    }

    /// The body as it comes.
    #[cfg(feature = "streams")]
    pub fn stream(self) -> ByteStream {
        self.body
    }

    /// The body as it comes, and the headers.
    ///
    /// # Errors
    /// [`Error::Decode`] when a header is absent or doesn't fit its type.
    #[cfg(all(feature = "headers", feature = "streams"))]
    pub fn stream_with_headers<H: Headers, R>(
        self,
    ) -> Result<WithHeaders<H, ByteStream>, Error<R>> {
        Ok(WithHeaders::new(self.read_headers()?, self.body))
    }
}

impl<B> Reply<B> {
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

    /// The media type without its parameters, in lower case; empty if the answer doesn't say.
    pub fn content_type(&self) -> String {
        essence(self.media_type())
    }

    /// The header as it was sent.
    fn media_type(&self) -> &str {
        let value = self.headers.get(CONTENT_TYPE);
        value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// Whether the body is of a media type, or of a range of them such as `image/*`. It has the parameters of that, but
    /// for `charset`, which is often left out.
    pub fn is(&self, media_type: &str) -> bool {
        let sent = parameters(self.media_type());
        let mut wanted = parameters(media_type).into_iter();
        if !wanted.all(|parameter| parameter.starts_with("charset=") || sent.contains(&parameter)) {
            return false;
        }
        let wanted = essence(media_type);
        let sent = self.content_type();
        match wanted.strip_suffix('*') {
            Some("*/") => true,
            Some(start) => sent.starts_with(start),
            None => sent == wanted,
        }
    }

    /// The documented headers of an answer without a body.
    ///
    /// # Errors
    /// [`Error::Decode`] when a header is absent or doesn't fit its type.
    #[cfg(feature = "headers")]
    pub fn only_headers<H: Headers, R>(&self) -> Result<WithHeaders<H>, Error<R>> {
        Ok(WithHeaders::new(self.read_headers()?, ()))
    }

    #[cfg(feature = "headers")]
    pub(super) fn read_headers<H: Headers, R>(&self) -> Result<H, Error<R>> {
        H::read(&Received(&self.headers)).map_err(|bad| {
            Error::Decode(Box::new(Undecodable {
                status: self.status,
                body: Bytes::new(),
                header: Some(bad.name),
                cause: bad.cause,
            }))
        })
    }
}

impl Reply {
    /// A body of JSON. No body at all is read like `null`.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is something else.
    pub fn json<T: FromJson, R>(&self) -> Result<T, Error<R>> {
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
    pub fn text<R>(&self) -> Result<String, Error<R>> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(cause) => Err(self.undecodable(cause)),
        }
    }

    /// A body of JSON, and the headers.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is something else, or a header is absent or doesn't fit its type.
    #[cfg(feature = "headers")]
    pub fn json_with_headers<H, T, R>(&self) -> Result<WithHeaders<H, T>, Error<R>>
    where
        H: Headers,
        T: FromJson,
    {
        Ok(WithHeaders::new(self.read_headers()?, self.json()?))
    }

    /// A body of text, and the headers.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is no UTF-8, or a header is absent or doesn't fit its type.
    #[cfg(feature = "headers")]
    pub fn text_with_headers<H: Headers, R>(&self) -> Result<WithHeaders<H, String>, Error<R>> {
        Ok(WithHeaders::new(self.read_headers()?, self.text()?))
    }

    /// The body as it came.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// The error for an answer that the document doesn't have.
    pub fn unexpected<R>(self) -> Error<R> {
        Error::Unexpected(Box::new(Unexpected {
            status: self.status,
            headers: self.headers,
            body: self.body,
        }))
    }

    fn undecodable<R>(&self, cause: impl std::error::Error + Send + Sync + 'static) -> Error<R> {
        Error::Decode(Box::new(Undecodable {
            status: self.status,
            body: self.body.clone(),
            header: None,
            cause: cause.into(),
        }))
    }
}

/// The `name=value` pairs behind a media type, in lower case and without quotes.
fn parameters(media_type: &str) -> Vec<String> {
    let pairs = media_type.split(';').skip(1);
    pairs
        .map(|pair| pair.to_ascii_lowercase().replace([' ', '"'], ""))
        .filter(|pair| !pair.is_empty())
        .collect()
}

fn essence(media_type: &str) -> String {
    let essence = media_type.split(';').next().unwrap_or_default();
    essence.trim().to_ascii_lowercase()
}
