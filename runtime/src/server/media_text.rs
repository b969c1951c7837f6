//! Texts that say which media type they are.

use super::super::headers::WithHeaders;
use super::super::media_text::MediaText;
use super::input::Input;
use super::problem::Problem;
use super::response::{Headers, Response, ResponseHead, Status};

impl Input {
    /// A text with its media type. It can be taken once: a second call finds no body.
    ///
    /// # Errors
    /// A problem when the body is absent or of another kind.
    pub fn media_text(&self) -> Result<MediaText, Problem> {
        Ok(self.with_media_type(self.text()?))
    }

    /// A text with its media type, or none if the body is absent.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn optional_media_text(&self) -> Result<Option<MediaText>, Problem> {
        let text = self.optional_text()?;
        Ok(text.map(|text| self.with_media_type(text)))
    }

    fn with_media_type(&self, text: String) -> MediaText {
        MediaText::received(text, self.request.headers())
    }
}

impl Response {
    /// A response of text in a range of media types. They are a list: the text's own is sent, or else the first.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or the text's own media type is not documented.
    pub fn media_text(
        media_types: &str,
        status: impl Status,
        body: impl Into<MediaText>,
    ) -> Result<Self, Problem> {
        Self::head(status).media_text(media_types, body)
    }
}

impl ResponseHead {
    /// Ends the response with a text in a range of media types. They are a list: the text's own is sent, or else the first.
    ///
    /// # Errors
    /// A problem (500) when the status or a header could not be written, or the text's own media type is not documented.
    pub fn media_text(
        self,
        media_types: &str,
        body: impl Into<MediaText>,
    ) -> Result<Response, Problem> {
        let body = body.into();
        let media_type = body.sent_as(media_types).map_err(Problem::internal)?;
        let media_type = media_type.into_owned();
        self.stream(&media_type, body.into_string())
    }
}

impl<H: Headers, B: Into<MediaText>> WithHeaders<H, B> {
    /// A response of text in a range of media types.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, a header cannot be written, or the text's own media type is not
    /// documented.
    pub fn media_text(self, media_types: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.media_text(media_types, self.body)
    }
}
