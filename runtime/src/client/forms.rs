//! Responses that are forms.

use super::super::forms::Form;
use super::super::json::FromJson;
use super::error::Error;
use super::response::Response;

impl Response {
    /// A form (`application/x-www-form-urlencoded`).
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is not a form in UTF-8, or does not fit the type.
    pub fn form<T: FromJson, R>(self, form: Form<'_>) -> Result<T, Error<R>> {
        self.check_charset().map_err(Error::Decode)?;
        let read = form.read_type(self.bytes());
        read.map_err(|cause| Error::Decode(self.undecodable(cause)))
    }
}
