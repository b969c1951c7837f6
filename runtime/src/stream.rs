//! A body that is sent or read piece by piece.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

/// Any error that can cross threads.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// A body as a stream of bytes, for what is too large or too long-lived to be held in memory.
///
/// It is made from bytes or text at hand (`ByteStream::from("…")`) or from any [`Stream`] of them
/// ([`ByteStream::from_stream`]), and is itself such a stream.
#[derive(Default)]
pub struct ByteStream {
    pub(super) source: Source,
}

#[derive(Default)]
pub(super) enum Source {
    #[default]
    Empty,
    Whole(Bytes),
    Pieces(Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>),
}

impl ByteStream {
    /// Wraps a stream of pieces; an error ends the body before its time.
    pub fn from_stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        let pieces = Box::pin(Pieces(Box::pin(stream)));
        Self {
            source: Source::Pieces(pieces),
        }
    }

    /// The next piece; `None` at the end.
    ///
    /// # Errors
    /// When the sender fails or breaks off.
    pub async fn next(&mut self) -> Option<Result<Bytes, BoxError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The whole body, however long it is.
    ///
    /// # Errors
    /// When the sender fails or breaks off.
    pub async fn bytes(self) -> Result<Bytes, BoxError> {
        self.bytes_up_to(usize::MAX).await
    }

    /// The whole body, if it has no more than `limit` bytes.
    ///
    /// # Errors
    /// When the body is longer, or its sender fails or breaks off.
    pub async fn bytes_up_to(mut self, limit: usize) -> Result<Bytes, BoxError> {
        let mut whole = BytesMut::new();
        while let Some(piece) = self.next().await {
            let piece = piece?;
            if piece.len() > limit - whole.len() {
                return Err(format!("the body is longer than {limit} bytes").into());
            }
            if whole.is_empty() && self.is_over() {
                return Ok(piece);
            }
            whole.extend_from_slice(&piece);
        }
        Ok(whole.freeze())
    }

    /// The number of bytes, where it is known beforehand.
    pub fn length(&self) -> Option<usize> {
        match &self.source {
            Source::Empty => Some(0),
            Source::Whole(bytes) => Some(bytes.len()),
            Source::Pieces(_) => None,
        }
    }

    /// Nothing more is to come, as far as is known without asking.
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
            Source::Pieces(mut pieces) => {
                let next = pieces.as_mut().poll_next(context);
                // After its end a stream may not be asked again.
                if !matches!(next, Poll::Ready(None)) {
                    self.source = Source::Pieces(pieces);
                }
                next
            }
        }
    }
}

/// A stream whose items are turned into what a [`ByteStream`] holds.
struct Pieces<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Pieces<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(context);
        next.map(|item| item.map(|piece| piece.map(Into::into).map_err(Into::into)))
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Empty => f.write_str("ByteStream(empty)"),
            Source::Whole(bytes) => write!(f, "ByteStream({} bytes)", bytes.len()),
            Source::Pieces(_) => f.write_str("ByteStream(..)"),
        }
    }
}

impl From<Bytes> for ByteStream {
    fn from(bytes: Bytes) -> Self {
        Self {
            source: Source::Whole(bytes),
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
