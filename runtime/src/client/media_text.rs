//! Texts that say which media type they are.

use super::super::media_text::MediaText;
use super::error::Error;
use super::request::RequestBuilder;
use super::response::Response;

impl RequestBuilder {
    /// A body of text in a range of media types. They are a list: the text's own is sent, or else the first.
    pub fn media_text(mut self, media_types: &str, body: impl Into<MediaText>) -> Self {
        let body = body.into();
        match body.sent_as(media_types).map(String::from) {
            Ok(media_type) => self.text(&media_type, body),
            Err(error) => {
                self.record(Err(error));
                self
            }
        }
    }

    /// As [`RequestBuilder::media_text`], or no body.
    pub fn optional_media_text(
        self,
        media_types: &str,
        body: Option<impl Into<MediaText>>,
    ) -> Self {
        match body {
            Some(body) => self.media_text(media_types, body),
            None => self,
        }
    }
}

impl Response {
    /// A body of text, with its media type.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is not UTF-8.
    pub fn media_text<R>(self) -> Result<MediaText, Error<R>> {
        let headers = self.headers().clone();
        Ok(MediaText::received(self.text()?, &headers))
    }
}
