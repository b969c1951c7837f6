//! Multipart bodies (RFC 2046, section 5.1): `multipart/form-data` (RFC 7578), `multipart/mixed` and others.

mod content;
mod feed;
mod files;
mod raw;
pub(super) mod read;
pub(super) mod send;
pub(super) mod streamed;
pub(super) mod write;

use super::stream::ByteStream;

pub use self::files::Files;
pub use self::raw::{Part, PartStream, RawMultipart};
pub use self::send::{IntoParts, SentParts};

/// A file in a multipart body: its content, its name and its media type.
///
/// It is made of anything that a [`ByteStream`] is made of: `File::new("text")`, `File::new(bytes)`, or
/// `File::new(ByteStream::from_stream(chunks))` for one that is too large to be held in memory.
#[derive(Debug, Default)]
pub struct File {
    /// The name that the sender gave it. A receiver must not use it as a path: it may be `../../etc/passwd`.
    pub file_name: Option<String>,

    /// Its media type. A sender that gives none sends the documented one, or `application/octet-stream`.
    pub media_type: Option<String>,

    /// Its bytes. A server gets a file in memory if it fits into what the limit for bodies leaves, a client if it is small;
    /// else it is a stream.
    pub content: ByteStream,
}

/// A file or an `Option` of one.
pub trait FromFile: Sized {
    /// The value; none where the file is required and absent.
    fn from_file(file: Option<File>) -> Option<Self>;
}

impl FromFile for File {
    fn from_file(file: Option<File>) -> Option<Self> {
        file
    }
}

impl FromFile for Option<File> {
    fn from_file(file: Option<File>) -> Option<Self> {
        Some(file)
    }
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
