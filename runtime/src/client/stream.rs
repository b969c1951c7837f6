//! Streams as bodies of requests.

use bytes::Bytes;

use super::super::stream::{ByteStream, Source};

impl From<ByteStream> for reqwest::Body {
    fn from(stream: ByteStream) -> Self {
        match stream.source {
            Source::Empty => Self::from(Bytes::new()),
            Source::Whole(bytes) => Self::from(bytes),
            Source::Chunks(chunks) => Self::wrap_stream(chunks),
        }
    }
}
