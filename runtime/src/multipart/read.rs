//! Reading the parts of a body, in the order of the wire. The crate `multer` parses them.

use std::error::Error;
use std::fmt;
use std::task::{Context, Poll};

use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::HeaderMap;
use multer::{Field, Multipart};

use super::super::media_type::MediaType;
use super::super::stream::{BoxError, ByteStream};
use super::super::style::decode;
use super::feed::{Feed, HeadLimit};
use super::File;

/// A body has at most so many parts.
const MAX_PARTS: usize = 1000;

/// The name of the parts that are behind those with a position of their own.
pub(crate) const ITEMS: &str = "items";

/// Why a body cannot be read.
#[derive(Debug)]
pub(crate) enum ReadError {
    /// It did not arrive; the error is that of the stream.
    Body(BoxError),
    /// It is not what its media type says.
    Malformed(String),
    /// It has too much of something.
    TooLarge(String),
    /// A part is not where it has to be, or not as documented.
    Invalid(String),
    /// The program has gone on to the next part.
    Skipped(&'static str),
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Body(_) => f.write_str("The body broke off."),
            Self::Malformed(message) | Self::TooLarge(message) | Self::Invalid(message) => {
                f.write_str(message)
            }
            Self::Skipped(message) => f.write_str(message),
        }
    }
}

impl Error for ReadError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Body(cause) => Some(&**cause),
            _ => None,
        }
    }
}

impl From<multer::Error> for ReadError {
    fn from(error: multer::Error) -> Self {
        match error {
            multer::Error::StreamReadFailed(error) => match error.downcast::<Self>() {
                Ok(error) => *error,
                Err(error) => Self::Body(error),
            },
            error => Self::Malformed(format!("The body is not multipart: {error}.")),
        }
    }
}

/// The boundary between parts, which `Content-Type` has to give (RFC 2046, section 5.1.1).
pub(crate) fn boundary(media_type: &str) -> Result<String, ReadError> {
    let media_type = MediaType::parse(media_type);
    let boundary = media_type.parameter("boundary").unwrap_or_default();
    if boundary.is_empty() || boundary.len() > 256 {
        let message = "The Content-Type has no boundary, which separates the parts of the body.";
        return Err(ReadError::Malformed(message.to_owned()));
    }
    Ok(boundary.to_owned())
}

/// The value of the header `Content-Type`; empty if there is none.
pub(crate) fn content_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).map(|value| value.as_bytes());
    String::from_utf8_lossy(value.unwrap_or_default()).into_owned()
}

/// The parts of a body that is arriving.
pub(crate) struct PartsReader {
    parts: Multipart<'static>,
    head_limit: HeadLimit,
    count: usize,
}

impl PartsReader {
    pub fn new(body: ByteStream, boundary: String) -> Self {
        let head_limit = HeadLimit::default();
        let feed = Feed::new(body, head_limit.clone());
        Self {
            parts: Multipart::new(feed, boundary),
            head_limit,
            count: 0,
        }
    }

    /// The next part; what was not read of the one before, which must not exist any more, is skipped.
    pub async fn next(&mut self) -> Result<Option<Field<'static>>, ReadError> {
        self.head_limit.start();
        let Some(field) = self.parts.next_field().await? else {
            return Ok(None);
        };
        self.head_limit.end();
        // The parser looks for an empty line after headers, and takes the content of such a part for headers.
        if field.headers().is_empty() {
            let message = "A part of the body has no headers.";
            return Err(ReadError::Malformed(message.to_owned()));
        }
        self.count += 1;
        if self.count > MAX_PARTS {
            let message = format!("The body has more than {MAX_PARTS} parts.");
            return Err(ReadError::TooLarge(message));
        }
        Ok(Some(field))
    }

    /// Begins to wait for a part that is not expected.
    pub fn start(&self) {
        self.head_limit.start();
    }

    /// The part that is not expected; none at the end.
    pub fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<Field<'static>>, ReadError>> {
        let next = self.parts.poll_next_field(context);
        next.map(|next| next.map_err(ReadError::from))
    }
}

/// The name of a part, which each has to have (RFC 7578, section 4.2).
pub(crate) fn name(field: &Field<'_>) -> Result<String, ReadError> {
    let name = field
        .name()
        .ok_or_else(|| ReadError::Malformed("A part of the body has no name.".to_owned()));
    name.map(unescaped)
}

/// The name of a part. A positional part is named by its position, counted from 0; further parts are named `items`.
pub(crate) fn name_at(
    field: &Field<'_>,
    positions: Option<usize>,
    number: usize,
) -> Result<String, ReadError> {
    match positions {
        None => name(field),
        Some(positions) if number < positions => Ok(number.to_string()),
        Some(_) => Ok(ITEMS.to_owned()),
    }
}

/// A file without its content.
pub(crate) fn file(field: &Field<'_>) -> File {
    File {
        file_name: file_name(field),
        media_type: media_type(field),
        content: ByteStream::default(),
    }
}

/// The name of a file; other than ASCII may be in `filename*` (RFC 5987).
fn file_name(field: &Field<'_>) -> Option<String> {
    let extended = || {
        let disposition = field.headers().get(CONTENT_DISPOSITION)?.to_str().ok()?;
        let disposition = MediaType::parse(disposition);
        let value = disposition.parameter("filename*")?;
        let (charset, rest) = value.split_once('\'')?;
        let (_, text) = rest.split_once('\'')?;
        let is_utf8 = charset.eq_ignore_ascii_case("utf-8");
        let text = decode(text, false, "").ok().filter(|_| is_utf8)?;
        Some(text.into_owned())
    };
    extended().or_else(|| field.file_name().map(unescaped))
}

/// The media type of a part, if it has one.
pub(crate) fn media_type(field: &Field<'_>) -> Option<String> {
    let value = field.headers().get(CONTENT_TYPE)?;
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// The reverse of how browsers write a name (HTML Standard, section 4.10.22.8).
fn unescaped(name: &str) -> String {
    name.replace("%0D", "\r")
        .replace("%0A", "\n")
        .replace("%22", "\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unescaped_as_browsers_escape_them() {
        assert_eq!(unescaped("a %221%22%0D%0A%25"), "a \"1\"\r\n%25");
    }

    #[test]
    fn a_body_needs_a_boundary() {
        for (value, expected) in [
            ("multipart/form-data", None),
            ("multipart/form-data; boundary=", None),
            ("multipart/form-data; boundary=a", Some("a")),
            ("multipart/form-data; Boundary=\"a b\"", Some("a b")),
        ] {
            assert_eq!(boundary(value).ok().as_deref(), expected, "{value}");
        }
    }
}
