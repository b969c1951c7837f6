//! XML in bodies and parameters.

use serde::Serialize;

use super::super::json::FromJson;
use super::super::style::{self, Style};
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

/// Parameters whose value is XML.
impl RequestBuilder {
    /// A path parameter.
    pub fn xml_path<T: Serialize + ?Sized>(self, name: &str, shape: Shape<'_>, value: &T) -> Self {
        self.with(value, |request, value| {
            let text = shape.write_parameter(&value)?;
            request
                .address
                .fill(name, &style::encode_text(&text.into()));
            Ok(())
        })
    }

    /// A query parameter.
    pub fn xml_query<T: Serialize + ?Sized>(self, name: &str, shape: Shape<'_>, value: &T) -> Self {
        self.with(value, |request, value| {
            let text = shape.write_parameter(&value)?;
            let address = &mut request.address;
            address.push_query(Style::Form, true, name, &text.into(), false);
            Ok(())
        })
    }

    /// A header parameter.
    pub fn xml_header<T: Serialize + ?Sized>(
        self,
        name: &str,
        shape: Shape<'_>,
        value: &T,
    ) -> Self {
        self.with(value, |request, value| {
            request.add_header(name, &shape.write_parameter(&value)?)
        })
    }

    /// A cookie parameter.
    pub fn xml_cookie<T: Serialize + ?Sized>(
        self,
        name: &str,
        shape: Shape<'_>,
        value: &T,
    ) -> Self {
        self.with(value, |request, value| {
            let text = shape.write_parameter(&value)?;
            style::encode_cookie(&mut request.cookies, true, name, &text.into());
            Ok(())
        })
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
