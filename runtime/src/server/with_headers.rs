//! Responses with documented headers.

use serde::Serialize;

use super::super::headers::WithHeaders;
use super::super::stream::ByteStream;
use super::problem::Problem;
use super::response::{Headers, Response, ResponseHead, Status, JSON};

impl<H: Headers, B> WithHeaders<H, B> {
    /// The head of the response: its status and its documented headers.
    pub(super) fn head(&self, status: impl Status) -> Result<ResponseHead, Problem> {
        match &self.headers {
            Ok(headers) => Ok(headers.write(Response::head(status))),
            Err(error) => Err(Problem::internal(error.clone())),
        }
    }
}

impl<H: Headers, B: Serialize> WithHeaders<H, B> {
    /// A response of `application/json`.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or a header or the body cannot be written.
    pub fn json(&self, status: impl Status) -> Result<Response, Problem> {
        self.json_as(JSON, status)
    }

    /// A response of JSON under another media type.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or a header or the body cannot be written.
    pub fn json_as(&self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.json(media_type, &self.body)
    }
}

impl<H: Headers, B: Into<String>> WithHeaders<H, B> {
    /// A response of text.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or a header cannot be written.
    pub fn text(self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.text(media_type, self.body)
    }
}

impl<H: Headers, B: Into<ByteStream>> WithHeaders<H, B> {
    /// A response of any kind, which may be a stream.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or a header cannot be written.
    pub fn stream(self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.stream(media_type, self.body)
    }
}

impl<H: Headers> WithHeaders<H> {
    /// A response with no body.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or a header cannot be written.
    pub fn empty(&self, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.empty()
    }
}
