//! Bodies of `multipart/form-data` (RFC 7578).

#[cfg(feature = "client")]
pub(super) mod write;

use super::stream::ByteStream;

/// A file in a body of `multipart/form-data`: its content, its name and its media type.
///
/// It is made of anything that a [`ByteStream`] is made of: `File::new("text")`, `File::new(bytes)`, or
/// `File::new(ByteStream::from_stream(chunks))` for one that is too large to be held in memory.
#[derive(Debug, Default)]
pub struct File {
    /// The name that the sender gave it. A server must not use it as a path: it may be `../../etc/passwd`.
    pub file_name: Option<String>,

    /// Its media type. A client that sends none sends the documented one, or `application/octet-stream`.
    pub media_type: Option<String>,

    /// Its bytes. A server gets a file in memory if it fits into what the limit for bodies leaves, else as a stream.
    pub content: ByteStream,
}

impl File {
    /// A file without a name.
    pub fn new(content: impl Into<ByteStream>) -> Self {
        Self {
            file_name: None,
            media_type: None,
            content: content.into(),
        }
    }

    /// Sets the name. Many servers take only parts with one as files.
    #[must_use]
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}
