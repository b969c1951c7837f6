//! XML bodies.

use serde::Serialize;

use super::super::json::FromJson;
use super::super::xml::Shape;
use super::error::Error;
use super::request::RequestBuilder;
use super::response::Response;

impl RequestBuilder {
    /// A body of XML.
    pub fn xml<T: Serialize + ?Sized>(
        mut self,
        media_type: &str,
        shape: Shape<'_>,
        body: &T,
    ) -> Self {
        match shape.write_type(body) {
            Ok(text) => self.text(media_type, text),
            Err(error) => {
                self.record(Err(error));
                self
            }
        }
    }

    /// A body of XML, or none.
    pub fn optional_xml<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        shape: Shape<'_>,
        body: Option<&T>,
    ) -> Self {
        match body {
            Some(body) => self.xml(media_type, shape, body),
            None => self,
        }
    }
}

impl Response {
    /// A body of XML.
    ///
    /// # Errors
    /// [`Error::Decode`] when the body is not XML in UTF-8, or does not fit the type.
    pub fn xml<T: FromJson, R>(self, shape: Shape<'_>) -> Result<T, Error<R>> {
        self.check_charset().map_err(Error::Decode)?;
        let read = shape.read_type(self.bytes().to_vec());
        read.map_err(|cause| Error::Decode(self.undecodable(cause)))
    }
}
