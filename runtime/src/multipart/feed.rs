//! The bytes of a body, on their way to the parser.

use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::super::stream::{BoxError, ByteStream};
use super::read::ReadError;

/// Longer pieces are split.
const PIECE: usize = 16 * 1024;

/// How many bytes are read while the head of a part is awaited: room for one of `PIECE` bytes, whose last piece may contain
/// some of the content. What was read with the part before comes on top.
const HEAD: usize = 2 * PIECE;

/// The limit of the head of a part, which the parser does not have.
#[derive(Clone)]
pub(crate) struct HeadLimit(Arc<AtomicUsize>);

impl Default for HeadLimit {
    fn default() -> Self {
        Self(Arc::new(AtomicUsize::new(usize::MAX)))
    }
}

impl HeadLimit {
    /// The head of a part begins, unless it has begun before.
    pub fn start(&self) {
        self.0.fetch_min(HEAD, Ordering::Relaxed);
    }

    /// The head of a part has been read.
    pub fn end(&self) {
        self.0.store(usize::MAX, Ordering::Relaxed);
    }

    fn read(&self, bytes: usize) -> Result<(), ReadError> {
        let left = self.0.load(Ordering::Relaxed);
        if left == usize::MAX {
            return Ok(());
        }
        let left = left.checked_sub(bytes).ok_or_else(|| {
            let message = "The headers of a part of the body are too long.";
            ReadError::TooLarge(message.to_owned())
        })?;
        self.0.store(left, Ordering::Relaxed);
        Ok(())
    }
}

/// The bytes of a body in small pieces.
///
/// The parser reads as long as there is something to read, and keeps all of it. So there seems to be nothing after each piece.
pub(crate) struct Feed {
    body: ByteStream,
    rest: Bytes,
    head_limit: HeadLimit,
    pauses: bool,
}

impl Feed {
    pub fn new(body: ByteStream, head_limit: HeadLimit) -> Self {
        Self {
            body,
            rest: Bytes::new(),
            head_limit,
            pauses: false,
        }
    }
}

impl Stream for Feed {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if std::mem::take(&mut this.pauses) {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        while this.rest.is_empty() {
            match Pin::new(&mut this.body).poll_next(context) {
                Poll::Ready(Some(Ok(piece))) => this.rest = piece,
                other => return other,
            }
        }
        let length = this.rest.len().min(PIECE);
        if let Err(error) = this.head_limit.read(length) {
            return Poll::Ready(Some(Err(error.into())));
        }
        this.pauses = true;
        Poll::Ready(Some(Ok(this.rest.split_to(length))))
    }
}

#[cfg(test)]
mod tests {
    use std::task::Waker;

    use super::*;

    #[test]
    fn there_seems_to_be_nothing_after_each_piece() {
        let body = ByteStream::from(vec![b'x'; PIECE + 1]);
        let mut feed = Feed::new(body, HeadLimit::default());
        let mut context = Context::from_waker(Waker::noop());
        let mut lengths = Vec::new();
        loop {
            lengths.push(match Pin::new(&mut feed).poll_next(&mut context) {
                Poll::Pending => None,
                Poll::Ready(Some(piece)) => Some(piece.unwrap().len()),
                Poll::Ready(None) => break,
            });
        }
        assert_eq!(lengths, [Some(PIECE), None, Some(1), None]);
    }

    #[test]
    fn only_heads_are_limited() {
        let limit = HeadLimit::default();
        assert!(limit.read(10 * HEAD).is_ok());
        limit.start();
        assert!(limit.read(HEAD).is_ok());
        limit.start();
        assert!(limit.read(1).is_err());
        limit.end();
        assert!(limit.read(10 * HEAD).is_ok());
    }
}
