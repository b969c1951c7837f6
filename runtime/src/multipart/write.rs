//! Writing a multipart body, without holding its files in memory.

use std::collections::hash_map::RandomState;
use std::collections::VecDeque;
use std::hash::{BuildHasher, Hasher};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::stream::BoxStream;
use futures_core::Stream;
use http::HeaderMap;

use super::super::stream::{BoxError, ByteStream};
use super::{File, Files};

/// Further headers of a part, by name.
pub(crate) type Headers = [(String, String)];

/// The parts of a body that is being written.
pub(crate) struct PartsWriter {
    /// The media type, without the boundary.
    media_type: String,
    boundary: String,
    /// Whether the parts have no names.
    pub is_positional: bool,
    /// The complete pieces of the body.
    pieces: VecDeque<ByteStream>,
    /// What follows them.
    text: Vec<u8>,
    /// The length of all pieces, if it is known.
    length: Option<usize>,
}

impl PartsWriter {
    /// A body with a random boundary, so that no content contains it.
    pub fn new(media_type: &str) -> Self {
        let random = || RandomState::new().build_hasher().finish();
        Self::with_boundary(media_type, format!("{:016x}{:016x}", random(), random()))
    }

    fn with_boundary(media_type: &str, boundary: String) -> Self {
        Self {
            media_type: media_type.to_owned(),
            boundary,
            is_positional: false,
            pieces: VecDeque::new(),
            text: Vec::new(),
            length: Some(0),
        }
    }

    /// The value of `Content-Type`.
    pub fn content_type(&self) -> String {
        format!("{}; boundary={}", self.media_type, self.boundary)
    }

    /// Adds a part that is no file.
    pub fn value(
        &mut self,
        name: &str,
        media_type: &str,
        headers: &Headers,
        value: &str,
    ) -> Result<(), BoxError> {
        self.head(name, None, media_type, headers)?;
        self.text.extend_from_slice(value.as_bytes());
        self.text.extend_from_slice(b"\r\n");
        Ok(())
    }

    /// Adds a file.
    pub fn file(
        &mut self,
        name: &str,
        media_type: &str,
        headers: &Headers,
        file: File,
    ) -> Result<(), BoxError> {
        let media_type = file.media_type.as_deref().unwrap_or(media_type);
        self.head(name, file.file_name.as_deref(), media_type, headers)?;
        self.content(file.content);
        Ok(())
    }

    /// Adds files, which may be a stream.
    pub fn files(
        &mut self,
        name: &str,
        media_type: &str,
        headers: &Headers,
        files: Files,
    ) -> Result<(), BoxError> {
        let Files { kept, rest } = files;
        for file in kept {
            self.file(name, media_type, headers, file)?;
        }
        if let Some(files) = rest {
            self.flush();
            self.push(ByteStream::from_stream(WrittenFiles {
                boundary: self.boundary.clone(),
                name: (!self.is_positional).then(|| name.to_owned()),
                media_type: media_type.to_owned(),
                headers: headers.to_vec(),
                files,
                content: None,
            }));
        }
        Ok(())
    }

    /// Adds a part with any headers.
    pub fn part(&mut self, headers: &HeaderMap, content: ByteStream) {
        let start = format!("--{}\r\n", self.boundary);
        self.text.extend_from_slice(start.as_bytes());
        // Some parsers, multer among them, take no part without headers.
        if headers.is_empty() {
            let usual = b"Content-Type: application/octet-stream\r\n";
            self.text.extend_from_slice(usual);
        }
        for (name, value) in headers {
            self.text.extend_from_slice(name.as_str().as_bytes());
            self.text.extend_from_slice(b": ");
            self.text.extend_from_slice(value.as_bytes());
            self.text.extend_from_slice(b"\r\n");
        }
        self.text.extend_from_slice(b"\r\n");
        self.content(content);
    }

    fn content(&mut self, content: ByteStream) {
        self.flush();
        self.push(content);
        self.text.extend_from_slice(b"\r\n");
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
        headers: &Headers,
    ) -> Result<(), BoxError> {
        let name = (!self.is_positional).then_some(name);
        let head = head(&self.boundary, name, file_name, media_type, headers)?;
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

/// The boundary and the headers of a part.
fn head(
    boundary: &str,
    name: Option<&str>,
    file_name: Option<&str>,
    media_type: &str,
    headers: &Headers,
) -> Result<String, BoxError> {
    if media_type.chars().any(char::is_control) {
        return Err(format!("{media_type:?} is not a media type").into());
    }
    let file_name = file_name.map(|name| format!("; filename=\"{}\"", escaped(name)));
    let disposition = match (name, file_name) {
        (Some(name), file_name) => {
            let file_name = file_name.unwrap_or_default();
            format!(
                "Content-Disposition: form-data; name=\"{}\"{file_name}\r\n",
                escaped(name)
            )
        }
        (None, Some(file_name)) => format!("Content-Disposition: attachment{file_name}\r\n"),
        (None, None) => String::new(),
    };
    let mut head = format!("--{boundary}\r\n{disposition}Content-Type: {media_type}\r\n");
    for (name, value) in headers {
        if value.chars().any(char::is_control) {
            return Err(format!("the header {name} of a part has a control character").into());
        }
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    Ok(head)
}

/// The parts of files that arrive one after the other.
struct WrittenFiles {
    boundary: String,
    name: Option<String>,
    media_type: String,
    headers: Vec<(String, String)>,
    files: BoxStream<'static, Result<File, BoxError>>,
    /// What is left of the file that is being written.
    content: Option<ByteStream>,
}

impl Stream for WrittenFiles {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Some(content) = &mut this.content {
            let next = Pin::new(content).poll_next(context);
            if !matches!(next, Poll::Ready(None)) {
                return next;
            }
            this.content = None;
            return Poll::Ready(Some(Ok(Bytes::from_static(b"\r\n"))));
        }
        this.files.as_mut().poll_next(context).map(|next| {
            next.map(|file| {
                let file = file?;
                let media_type = file.media_type.as_deref().unwrap_or(&this.media_type);
                let file_name = file.file_name.as_deref();
                let (boundary, name) = (&this.boundary, this.name.as_deref());
                let head = head(boundary, name, file_name, media_type, &this.headers)?;
                this.content = Some(file.content);
                Ok(Bytes::from(head))
            })
        })
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
        let mut parts = PartsWriter::with_boundary("multipart/mixed", "b".to_owned());
        parts.value("title", "text/plain", &[], "a").unwrap();
        let file = File::new("xy").with_file_name("a \"1\"\r\nü.png");
        parts
            .file(
                "f",
                "image/png",
                &[("X-A".to_owned(), "1".to_owned())],
                file,
            )
            .unwrap();
        let (body, length) = parts.finish();
        let expected = concat!(
            "--b\r\nContent-Disposition: form-data; name=\"title\"\r\nContent-Type: text/plain\r\n\r\na\r\n",
            "--b\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a %221%22%0D%0Aü.png\"\r\n",
            "Content-Type: image/png\r\nX-A: 1\r\n\r\nxy\r\n--b--\r\n",
        );
        assert_eq!(length, Some(expected.len()));
        assert_eq!(body.bytes().await.unwrap(), expected);
    }

    #[tokio::test]
    async fn the_length_is_unknown_if_that_of_a_file_is() {
        let mut parts = PartsWriter::new("multipart/mixed");
        let chunks = Chain(VecDeque::from(["x".into()]));
        let file = File::new(ByteStream::from_stream(chunks));
        parts.file("f", "image/png", &[], file).unwrap();
        let (body, length) = parts.finish();
        assert_eq!(length, None);
        let body = body.bytes().await.unwrap();
        assert!(String::from_utf8_lossy(&body).contains("\r\n\r\nx\r\n--"));
    }

    #[test]
    fn boundaries_differ() {
        assert_ne!(
            PartsWriter::new("multipart/mixed").content_type(),
            PartsWriter::new("multipart/mixed").content_type()
        );
    }

    #[test]
    fn a_media_type_or_header_cannot_end_the_head() {
        let mut parts = PartsWriter::new("multipart/mixed");
        assert!(parts.value("a", "text/plain\r\nX: 1", &[], "a").is_err());
        let header = ("X-A".to_owned(), "1\r\nX: 1".to_owned());
        assert!(parts.value("a", "text/plain", &[header], "a").is_err());
    }
}
