//! Streams as bodies of responses.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use hyper::body::{Frame, SizeHint};

use super::super::stream::{BoxError, ByteStream, Source};

impl From<ByteStream> for axum::body::Body {
    fn from(stream: ByteStream) -> Self {
        match stream.source {
            Source::Empty => Self::empty(),
            Source::Whole(bytes) => Self::from(bytes),
            Source::Chunks(_) if stream.length().is_some() => Self::new(OfLength(stream)),
            Source::Chunks(chunks) => Self::from_stream(chunks),
        }
    }
}

/// Chunks whose length is known.
struct OfLength(ByteStream);

impl hyper::body::Body for OfLength {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let next = Pin::new(&mut self.0).poll_next(context);
        next.map(|chunk| chunk.map(|chunk| chunk.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        let length = self.0.length().map(|length| length as u64);
        length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
