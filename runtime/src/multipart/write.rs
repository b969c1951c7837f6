//! Writing a body of `multipart/form-data`, without holding its files in memory.

use std::collections::hash_map::RandomState;
use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

use super::super::stream::{BoxError, ByteStream};
use super::File;

/// The parts of a body that is being written.
pub(crate) struct PartsWriter {
    boundary: String,
    /// The complete pieces of the body.
    pieces: VecDeque<ByteStream>,
    /// What follows them.
    text: Vec<u8>,
    /// The length of all pieces, if it is known.
    length: Option<usize>,
}

impl PartsWriter {
    /// A body with a random boundary, so that no content contains it.
    pub fn new() -> Self {
        let random = || RandomState::new().build_hasher().finish();
        Self::with_boundary(format!("{:016x}{:016x}", random(), random()))
    }

    fn with_boundary(boundary: String) -> Self {
        Self {
            boundary,
            pieces: VecDeque::new(),
            text: Vec::new(),
            length: Some(0),
        }
    }

    /// The value of `Content-Type`.
    pub fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    /// Adds a part that is no file.
    pub fn value(&mut self, name: &str, media_type: &str, value: &str) -> Result<(), BoxError> {
        self.head(name, None, media_type)?;
        self.text.extend_from_slice(value.as_bytes());
        self.text.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// Adds a file.
    pub fn file(&mut self, name: &str, media_type: &str, file: File) -> Result<(), BoxError> {
        let media_type = file.media_type.as_deref().unwrap_or(media_type);
        self.head(name, file.file_name.as_deref(), media_type)?;
        self.flush();
        self.push(file.content);
        self.text.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// The body, and its length if it is known.
    pub fn finish(mut self) -> (ByteStream, Option<usize>) {
        let end = format!("--{}--\r\n", self.boundary);
        self.text.extend_from_slice(end.as_bytes());
        self.flush();
        let length = self.length;
        (ByteStream::from_stream(Chain(self.pieces)), length)
    }

    fn head(
        &mut self,
        name: &str,
        file_name: Option<&str>,
        media_type: &str,
    ) -> Result<(), BoxError> {
        if media_type.chars().any(char::is_control) {
            return Err(format!("{media_type:?} is not a media type").into());
        }
        let file_name = file_name.map(|name| format!("; filename=\"{}\"", escaped(name)));
        let head = format!(
            "--{}\r\nContent-Disposition: form-data; name=\"{}\"{}\r\nContent-Type: {media_type}\r\n\r\n",
            self.boundary,
            escaped(name),
            file_name.unwrap_or_default(),
        );
        self.text.extend_from_slice(head.as_bytes());
        Ok(())
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        self.push(text.into());
    }

    fn push(&mut self, piece: ByteStream) {
        let length = self.length.zip(piece.length());
        self.length = length.map(|(all, piece)| all.saturating_add(piece));
        self.pieces.push_back(piece);
    }
}

/// A name as browsers write it (HTML Standard, section 4.10.22.8).
fn escaped(name: &str) -> String {
    name.replace('\r', "%0D")
        .replace('\n', "%0A")
        .replace('"', "%22")
}

/// Streams one after the other.
struct Chain(VecDeque<ByteStream>);

impl Stream for Chain {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        while let Some(first) = self.0.front_mut() {
            match Pin::new(first).poll_next(context) {
                Poll::Ready(None) => drop(self.0.pop_front()),
                other => return other,
            }
        }
        Poll::Ready(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn parts_have_heads_and_the_length_is_known_if_that_of_each_file_is() {
        let mut parts = PartsWriter::with_boundary("b".to_owned());
        parts.value("title", "text/plain", "a").unwrap();
        let file = File::new("xy").with_file_name("a \"1\"\r\nü.png");
        parts.file("f", "image/png", file).unwrap();
        let (body, length) = parts.finish();
        let expected = concat!(
            "--b\r\nContent-Disposition: form-data; name=\"title\"\r\nContent-Type: text/plain\r\n\r\na\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a %221%22%0D%0Aü.png\"\r\n",
            "Content-Type: image/png\r\n\r\nxy\r\n--b--\r\n",
        );
        assert_eq!(length, Some(expected.len()));
        assert_eq!(body.bytes().await.unwrap(), expected);
    }

    #[tokio::test]
    async fn the_length_is_unknown_if_that_of_a_file_is() {
        let mut parts = PartsWriter::new();
        let chunks = Chain(VecDeque::from(["x".into()]));
        let file = File::new(ByteStream::from_stream(chunks));
        parts.file("f", "image/png", file).unwrap();
        let (body, length) = parts.finish();
        assert_eq!(length, None);
        let body = body.bytes().await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("\r\n\r\nx\r\n--"));
    }

    #[test]
    fn boundaries_differ() {
        assert_ne!(
            PartsWriter::new().content_type(),
            PartsWriter::new().content_type()
        );
    }

    #[test]
    fn a_media_type_cannot_end_the_head() {
        let mut parts = PartsWriter::new();
        assert!(parts.value("a", "text/plain\r\nX: 1", "a").is_err());
    }
}
