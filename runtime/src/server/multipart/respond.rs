//! Multipart bodies of responses.

use axum::http::header::CONTENT_TYPE;
use axum::http::HeaderValue;

use super::super::super::headers::WithHeaders;
use super::super::super::media_type::MediaType;
use super::super::super::multipart::send::SentBody;
use super::super::super::multipart::{IntoParts, RawMultipart};
use super::super::super::stream::ByteStream;
use super::super::problem::Problem;
use super::super::response::{Headers, Response, ResponseHead, Status};

impl Response {
    /// A response of parts, of which files may be streams.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or a part cannot be written.
    pub fn multipart(
        media_type: &str,
        status: impl Status,
        body: impl IntoParts,
    ) -> Result<Self, Problem> {
        Self::head(status).multipart(media_type, body)
    }

    /// A response of a multipart body as it is.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or the media type of the body is not the documented one or has no
    /// boundary.
    pub fn raw_multipart(
        media_type: &str,
        status: impl Status,
        body: RawMultipart,
    ) -> Result<Self, Problem> {
        Self::head(status).raw_multipart(media_type, body)
    }
}

impl ResponseHead {
    /// Ends the response with parts, of which files may be streams.
    ///
    /// # Errors
    /// A problem (500) when the status, a header or a part cannot be written.
    pub fn multipart(self, media_type: &str, body: impl IntoParts) -> Result<Response, Problem> {
        let body = SentBody::new(media_type, body).map_err(Problem::internal)?;
        self.parts(&body.content_type, body.content)
    }

    /// Ends the response with a multipart body as it is.
    ///
    /// # Errors
    /// A problem (500) when the status or a header cannot be written, or the media type of the body is not the documented one
    /// or has no boundary.
    pub fn raw_multipart(self, media_type: &str, body: RawMultipart) -> Result<Response, Problem> {
        let sent = MediaType::parse(&body.media_type);
        if !MediaType::parse(media_type).includes(&sent) {
            let sent = &body.media_type;
            let cause = format!("the media type of the body is {sent}; it must be {media_type}");
            return Err(Problem::internal(cause));
        }
        let RawMultipart {
            media_type,
            content,
        } = body.checked().map_err(Problem::internal)?;
        self.parts(&media_type, content)
    }

    fn parts(mut self, content_type: &str, content: ByteStream) -> Result<Response, Problem> {
        let content_type = HeaderValue::from_str(content_type).map_err(Problem::internal)?;
        self.headers_mut().insert(CONTENT_TYPE, content_type);
        self.stream("multipart/mixed", content)
    }
}

impl<H: Headers, B: IntoParts> WithHeaders<H, B> {
    /// A response of parts.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or a header or a part cannot be written.
    pub fn multipart(self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.multipart(media_type, self.body)
    }
}

impl<H: Headers> WithHeaders<H, RawMultipart> {
    /// A response of a multipart body as it is.
    ///
    /// # Errors
    /// As [`Response::raw_multipart`], or when a header cannot be written.
    pub fn raw_multipart(self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.raw_multipart(media_type, self.body)
    }
}
