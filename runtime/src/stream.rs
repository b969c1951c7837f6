//! Bodies that are sent or received in chunks.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::stream::BoxStream;
use futures_core::Stream;
use http::header::CONTENT_TYPE;
use http::HeaderMap;

use super::media_type;

/// Any error that can be sent to another thread.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A body as a stream of chunks, for one that is too large or too long-lived to be held in memory.
///
/// It is made of bytes or text (`ByteStream::from("…")`) or of any [`Stream`] of chunks ([`ByteStream::from_stream`]), and is
/// itself such a stream.
#[derive(Default)]
pub struct ByteStream {
    pub(super) source: Source,
    /// What the sender says that the bytes are.
    media_type: Option<Box<str>>,
    /// The number of bytes in chunks that are still to come, if it is known.
    remaining: Option<usize>,
}

#[derive(Default)]
pub(super) enum Source {
    #[default]
    Empty,
    Whole(Bytes),
    Chunks(BoxStream<'static, Result<Bytes, BoxError>>),
}

impl ByteStream {
    /// Wraps a stream of chunks. An error aborts the body.
    pub fn from_stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        let chunks = map(Box::pin(stream), |chunk: Result<B, E>| {
            chunk.map(Into::into).map_err(Into::into)
        });
        Self {
            source: Source::Chunks(chunks),
            media_type: None,
            remaining: None,
        }
    }

    /// Says what the bytes are, for a body or response that the document describes by a range of media types, such as
    /// `image/*`. Where the document has one media type only, that one is sent. One that is not in the range is an error of
    /// the call, or a response 500.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into().into());
        self
    }

    /// The `Content-Type` that the body was received with, parameters included, or the media type that it has been given.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The same with the media type that the headers of its message have.
    pub(super) fn received_as(self, headers: &HeaderMap) -> Self {
        let media_type = headers.get(CONTENT_TYPE);
        match media_type.and_then(|media_type| media_type.to_str().ok()) {
            Some(media_type) => self.with_media_type(media_type),
            None => self,
        }
    }

    /// The media type to send the body with. The documented ones are a list, of which the first applies to a body that
    /// does not say what it is.
    ///
    /// # Errors
    /// When the document has a range, and the body is of a media type that is not documented.
    pub(super) fn sent_as<'a>(&'a self, documented: &'a str) -> Result<&'a str, BoxError> {
        let own = self.media_type();
        Ok(media_type::within(own, documented)?.unwrap_or(media_type::first(documented)))
    }

    /// States how many bytes a stream of chunks has, so that they are sent with a `Content-Length`. A stream of another length
    /// is sent as a body that is cut off.
    #[must_use]
    pub fn with_length(mut self, bytes: usize) -> Self {
        self.remaining = Some(bytes);
        self
    }

    /// The next chunk; `None` at the end, and after an error.
    ///
    /// # Errors
    /// When the connection fails or the sender aborts.
    pub async fn next(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The whole body, whatever its length.
    ///
    /// # Errors
    /// When the connection fails or the sender aborts.
    pub async fn bytes(self) -> Result<Bytes, BoxError> {
        self.bytes_up_to(usize::MAX).await
    }

    /// The whole body, if it has at most `limit` bytes.
    ///
    /// # Errors
    /// When the body is longer, the connection fails or the sender aborts.
    pub async fn bytes_up_to(mut self, limit: usize) -> Result<Bytes, BoxError> {
        let mut whole = BytesMut::new();
        while let Some(chunk) = self.next().await {
            let chunk = chunk?;
            if chunk.len() > limit.saturating_sub(whole.len()) {
                return Err(format!("the body is longer than {limit} bytes").into());
            }
            if whole.is_empty() && self.is_over() {
                return Ok(chunk);
            }
            whole.extend_from_slice(&chunk);
        }
        Ok(whole.freeze())
    }

    /// The number of bytes, if it is known in advance.
    pub fn length(&self) -> Option<usize> {
        match &self.source {
            Source::Empty => Some(0),
            Source::Whole(bytes) => Some(bytes.len()),
            Source::Chunks(_) => self.remaining,
        }
    }

    /// Whether the end is known to be reached, without polling.
    fn is_over(&self) -> bool {
        matches!(self.source, Source::Empty)
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match std::mem::take(&mut self.source) {
            Source::Empty => Poll::Ready(None),
            Source::Whole(bytes) if bytes.is_empty() => Poll::Ready(None),
            Source::Whole(bytes) => Poll::Ready(Some(Ok(bytes))),
            Source::Chunks(mut chunks) => {
                let next = chunks.as_mut().poll_next(context);
                // After its end a stream must not be polled, and an error is the end of a body: a caller that goes on
                // after one would otherwise get it again and again.
                if matches!(next, Poll::Pending | Poll::Ready(Some(Ok(_)))) {
                    self.source = Source::Chunks(chunks);
                }
                if let (Poll::Ready(Some(Ok(chunk))), Some(remaining)) = (&next, self.remaining) {
                    self.remaining = Some(remaining.saturating_sub(chunk.len()));
                }
                next
            }
        }
    }
}

/// A stream of the results of `convert` for each item.
pub(super) fn map<S, T, F>(stream: S, convert: F) -> BoxStream<'static, T>
where
    S: Stream + Send + Unpin + 'static,
    F: FnMut(S::Item) -> T + Send + Unpin + 'static,
    T: 'static,
{
    Box::pin(Map { stream, convert })
}

struct Map<S, F> {
    stream: S,
    convert: F,
}

impl<S, T, F> Stream for Map<S, F>
where
    S: Stream + Unpin,
    F: FnMut(S::Item) -> T + Unpin,
{
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let next = Pin::new(&mut self.stream).poll_next(context);
        next.map(|item| item.map(&mut self.convert))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Empty => f.write_str("ByteStream(empty)"),
            Source::Whole(bytes) => write!(f, "ByteStream({} bytes)", bytes.len()),
            Source::Chunks(_) => f.write_str("ByteStream(..)"),
        }
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Self {
            source: Source::Whole(bytes),
            media_type: None,
            remaining: None,
        }
    }
}

impl From<Vec<u8>> for ByteStream {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for ByteStream {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for ByteStream {
    fn from(text: &'static str) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static [u8]> for ByteStream {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from(bytes).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that fails whenever it is polled.
    struct Failing;

    impl Stream for Failing {
        type Item = Result<Bytes, BoxError>;

        fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(Some(Err("broken".into())))
        }
    }

    #[tokio::test]
    async fn an_error_ends_a_body() {
        let mut body = ByteStream::from_stream(Failing);
        assert!(matches!(body.next().await, Some(Err(_))));
        assert!(body.next().await.is_none());
    }

    #[test]
    fn a_body_is_sent_as_what_it_is_within_the_documented_range() {
        let sent = |own: &str, documented: &str| {
            let body = match own {
                "" => ByteStream::default(),
                own => ByteStream::default().with_media_type(own),
            };
            let sent = body.sent_as(documented).map(str::to_owned);
            sent.unwrap_or_else(|error| error.to_string())
        };
        let cases = [
            ("", "image/png, image/*", "image/png"),
            ("", "a/b;c=\"d,e\", */*", "a/b;c=\"d,e\""),
            ("image/gif", "image/png, image/*", "image/gif"),
            ("Image/GIF; a=1", "image/png, image/*", "Image/GIF; a=1"),
            ("text/plain", "application/octet-stream, */*", "text/plain"),
            // One documented media type needs none of the body's own.
            ("image/gif", "image/png", "image/png"),
            (
                "text/plain",
                "image/png, image/*",
                "the body is text/plain, which is not one of image/png, image/*",
            ),
            (
                "image/*",
                "*/*",
                "the body is image/*, which is not one of */*",
            ),
            ("gif", "*/*", "the body is gif, which is not one of */*"),
        ];
        for (own, documented, expected) in cases {
            assert_eq!(sent(own, documented), expected, "{own} in {documented}");
        }
    }
}
