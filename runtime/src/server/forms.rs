//! Responses that are forms.

use serde::Serialize;

use super::super::forms::Form;
use super::super::headers::WithHeaders;
use super::problem::Problem;
use super::response::{Headers, Response, ResponseHead, Status};

impl Response {
    /// A form (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or the body cannot be written.
    pub fn form<T: Serialize + ?Sized>(
        media_type: &str,
        status: impl Status,
        form: Form<'_>,
        body: &T,
    ) -> Result<Self, Problem> {
        Self::head(status).form(media_type, form, body)
    }
}

impl ResponseHead {
    /// Ends the response with a form.
    ///
    /// # Errors
    /// A problem (500) when the status, a header or the body could not be written.
    pub fn form<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        form: Form<'_>,
        body: &T,
    ) -> Result<Response, Problem> {
        let text = form.write_type(body).map_err(Problem::internal)?;
        self.stream(media_type, text)
    }
}

impl<H: Headers, B: Serialize> WithHeaders<H, B> {
    /// A form.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or a header or the body cannot be written.
    pub fn form(
        &self,
        media_type: &str,
        status: impl Status,
        form: Form<'_>,
    ) -> Result<Response, Problem> {
        self.head(status)?.form(media_type, form, &self.body)
    }
}
