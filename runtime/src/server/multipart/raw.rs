//! Multipart bodies of requests whose parts the document does not list.

use super::super::super::multipart::read;
use super::super::super::multipart::RawMultipart;
use super::super::body_error::BodyError;
use super::super::current::current_request;
use super::super::input::{mismatched_kind, Input};
use super::super::problem::Problem;

impl Input {
    /// A multipart body as it is, with its media type. It can be taken once.
    ///
    /// # Errors
    /// A problem (400) when the media type has no boundary.
    pub fn raw_multipart(&self) -> Result<RawMultipart, Problem> {
        let body = self.optional_raw_multipart()?;
        body.ok_or_else(|| mismatched_kind("a multipart body"))
    }

    /// A multipart body as it is, or none if it is absent.
    ///
    /// # Errors
    /// A problem (400) when the media type has no boundary.
    pub fn optional_raw_multipart(&self) -> Result<Option<RawMultipart>, Problem> {
        let Some(content) = self.optional_stream()? else {
            return Ok(None);
        };
        let request = current_request();
        let media_type = request.map(|request| read::content_type(request.headers()));
        let body = RawMultipart::new(media_type.unwrap_or_default(), content).checked();
        let body = body.map_err(|error| BodyError::from(error).problem())?;
        Ok(Some(body))
    }
}
