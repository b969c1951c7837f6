//! The body of a request.

use http::header::CONTENT_TYPE;
use serde::Serialize;

use super::super::form::{self, Encoding};
use super::super::stream::{BoxError, ByteStream};
use super::request::RequestBuilder;

impl RequestBuilder {
    /// A body of `application/json`.
    pub fn json<T: Serialize + ?Sized>(self, body: &T) -> Self {
        self.json_as("application/json", body)
    }

    /// A body of JSON under another media type, such as `application/merge-patch+json`.
    pub fn json_as<T: Serialize + ?Sized>(mut self, media_type: &str, body: &T) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.body(media_type, body.into()),
            Err(error) => {
                self.record(Err(error.into()));
                self
            }
        }
    }

    /// A body of form fields (`application/x-www-form-urlencoded`).
    pub fn form<T: Serialize + ?Sized>(self, media_type: &str, body: &T) -> Self {
        self.encoded_form(media_type, &[], body)
    }

    /// A body of form fields, of which some have an Encoding Object in the document.
    pub fn encoded_form<T: Serialize + ?Sized>(
        mut self,
        media_type: &str,
        encodings: &[(&str, Encoding)],
        body: &T,
    ) -> Self {
        let owned = |(name, encoding): &(&str, Encoding)| ((*name).to_owned(), *encoding);
        let encodings: Vec<_> = encodings.iter().map(owned).collect();
        let body = serde_json::to_value(body).map_err(BoxError::from);
        match body.and_then(|body| form::encode(&body, &encodings)) {
            Ok(body) => self.body(media_type, body.into()),
            Err(error) => {
                self.record(Err(error));
                self
            }
        }
    }

    /// A body of text.
    pub fn text(self, media_type: &str, body: impl Into<String>) -> Self {
        self.body(media_type, body.into().into())
    }

    /// A body that is sent in chunks. The time limit of the client is one for each chunk. Where the document has a range such as
    /// `image/*`, the media types are a list: the body's own is sent, or else the first.
    pub fn stream(mut self, media_types: &str, body: impl Into<ByteStream>) -> Self {
        self.is_streamed = true;
        let body = body.into();
        match body.sent_as(media_types).map(str::to_owned) {
            Ok(media_type) => self.body(&media_type, body),
            Err(error) => {
                self.record(Err(error));
                self
            }
        }
    }

    /// A body of `application/json`, or none.
    pub fn optional_json<T: Serialize + ?Sized>(self, body: Option<&T>) -> Self {
        self.optional(body, Self::json)
    }

    /// A body of JSON under another media type, or none.
    pub fn optional_json_as<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        body: Option<&T>,
    ) -> Self {
        self.optional(body, |request, body| request.json_as(media_type, body))
    }

    /// A body of form fields, or none.
    pub fn optional_form<T: Serialize + ?Sized>(self, media_type: &str, body: Option<&T>) -> Self {
        self.optional(body, |request, body| request.form(media_type, body))
    }

    /// A body of form fields, of which some have an Encoding Object in the document, or none.
    pub fn optional_encoded_form<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        encodings: &[(&str, Encoding)],
        body: Option<&T>,
    ) -> Self {
        self.optional(body, |request, body| {
            request.encoded_form(media_type, encodings, body)
        })
    }

    /// A body of text, or none.
    pub fn optional_text(self, media_type: &str, body: Option<impl Into<String>>) -> Self {
        self.optional(body, |request, body| request.text(media_type, body))
    }

    /// A body that is sent in chunks, or none.
    pub fn optional_stream(self, media_type: &str, body: Option<impl Into<ByteStream>>) -> Self {
        self.optional(body, |request, body| request.stream(media_type, body))
    }

    fn optional<T>(self, body: Option<T>, add: impl FnOnce(Self, T) -> Self) -> Self {
        match body {
            Some(body) => add(self, body),
            None => self,
        }
    }

    fn body(mut self, media_type: &str, body: ByteStream) -> Self {
        let added = self.add_header(CONTENT_TYPE.as_str(), media_type);
        self.record(added);
        self.body = Some(body);
        self
    }
}
