//! Streams as bodies of responses.

use super::super::stream::{ByteStream, Source};

impl From<ByteStream> for axum::body::Body {
    fn from(stream: ByteStream) -> Self {
        match stream.source {
            Source::Empty => Self::empty(),
            Source::Whole(bytes) => Self::from(bytes),
            Source::Chunks(chunks) => Self::from_stream(chunks),
        }
    }
}
