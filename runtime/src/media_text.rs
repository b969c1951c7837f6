//! Text that says which media type it is, for bodies that a document describes by a range such as `text/*`.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use http::header::CONTENT_TYPE;
use http::HeaderMap;

use super::media_type::{self, MediaType};
use super::stream::BoxError;

/// A text with its media type.
///
/// It is made of a `String` or `&str` (`MediaText::from("…")`), and is then sent as `text/plain; charset=utf-8`, or as another
/// type that the document has in the range. It can be used as a `&str`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MediaText {
    text: String,
    media_type: Option<Box<str>>,
}

impl MediaText {
    /// Says what the text is, such as `text/csv`. One that is not in the documented range is an error of the call, or a
    /// response 500, as is a charset other than UTF-8, in which text is sent.
    #[must_use]
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into().into());
        self
    }

    /// The `Content-Type` that the text was received with, parameters included, or the media type that it has been given.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text, without its media type.
    pub fn into_string(self) -> String {
        self.text
    }

    /// A text with the media type that the headers of its message have.
    pub(super) fn received(text: String, headers: &HeaderMap) -> Self {
        let media_type = headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|media_type| media_type.to_str().ok());
        Self {
            text,
            media_type: media_type.map(Into::into),
        }
    }

    /// The media type to send the text with. The documented ones are a list, of which the first applies to a text that does
    /// not say what it is.
    ///
    /// # Errors
    /// When the text is of a media type that is not documented, or has a charset in which it is not sent.
    pub(super) fn sent_as(&self, documented: &str) -> Result<Cow<'_, str>, BoxError> {
        if let Some(own) = media_type::within(self.media_type(), documented)? {
            return match MediaType::parse(own).unsupported_charset() {
                None => Ok(own.into()),
                Some(charset) => Err(format!(
                    "the charset {charset} is not supported: text is sent in UTF-8"
                )
                .into()),
            };
        }
        let first = media_type::first(documented);
        let parsed = MediaType::parse(first);
        Ok(
            match parsed.is_text() && parsed.parameter("charset").is_none() {
                true => format!("{first}; charset=utf-8").into(),
                false => first.to_owned().into(),
            },
        )
    }
}

impl Deref for MediaText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.text
    }
}

impl AsRef<str> for MediaText {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl fmt::Display for MediaText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<String> for MediaText {
    fn from(text: String) -> Self {
        Self {
            text,
            media_type: None,
        }
    }
}

impl From<&str> for MediaText {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<MediaText> for String {
    fn from(text: MediaText) -> Self {
        text.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_sent_as_what_it_is_within_the_documented_range() {
        let sent = |own: &str, documented: &str| {
            let text = match own {
                "" => MediaText::from("a"),
                own => MediaText::from("a").with_media_type(own),
            };
            let sent = text.sent_as(documented).map(Cow::into_owned);
            sent.unwrap_or_else(|error| error.to_string())
        };
        let cases = [
            ("", "text/plain, text/*", "text/plain; charset=utf-8"),
            (
                "",
                "text/csv;charset=us-ascii, text/*",
                "text/csv;charset=us-ascii",
            ),
            (
                "",
                "application/octet-stream, application/*",
                "application/octet-stream",
            ),
            ("text/csv", "text/plain, text/*", "text/csv"),
            (
                "Text/CSV; header=absent; charset=UTF-8",
                "text/plain, */*",
                "Text/CSV; header=absent; charset=UTF-8",
            ),
            ("image/svg+xml", "text/plain, */*", "image/svg+xml"),
            // One documented media type needs none of the text's own.
            ("text/csv", "text/plain", "text/plain; charset=utf-8"),
            (
                "image/svg+xml",
                "text/plain, text/*",
                "the body is image/svg+xml, which is not one of text/plain, text/*",
            ),
            (
                "text/*",
                "text/plain, */*",
                "the body is text/*, which is not one of text/plain, */*",
            ),
            (
                "text/csv; charset=latin1",
                "text/plain, */*",
                "the charset latin1 is not supported: text is sent in UTF-8",
            ),
        ];
        for (own, documented, expected) in cases {
            assert_eq!(sent(own, documented), expected, "{own} in {documented}");
        }
    }

    #[test]
    fn a_text_is_used_as_a_string() {
        let text = MediaText::from("a b".to_owned()).with_media_type("text/csv");
        assert!(text.starts_with("a") && text.as_str() == text.to_string());
        assert_ne!(text, MediaText::from("a b"));
        assert_eq!(String::from(text), "a b");
    }
}
