//! XML bodies.

use serde::Serialize;
use serde_json::Value;

use super::super::headers::WithHeaders;
use super::super::json::{DuplicateMembers, Tree};
use super::super::xml::{Shape, Shapes};
use super::notation::{Notation, NotationError};
use super::problem::Problem;
use super::response::{Headers, Response, ResponseHead, Status};

impl Notation for Shapes {
    fn read(
        &self,
        shape: &str,
        text: Vec<u8>,
        duplicates: DuplicateMembers,
    ) -> Result<Tree, NotationError> {
        let read = self.shape(shape).read(text, duplicates);
        read.map_err(|error| NotationError {
            place: error.place,
            message: error.message,
            is_well_formed: error.is_well_formed,
        })
    }

    fn write(&self, shape: &str, value: &Value) -> Option<String> {
        self.shape(shape).write(Tree::from(value).root()).ok()
    }

    fn place(&self, shape: &str, pointer: &str) -> String {
        self.shape(shape).place(pointer)
    }
}

impl Response {
    /// A response of XML.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or the body cannot be written.
    pub fn xml<T: Serialize + ?Sized>(
        media_type: &str,
        status: impl Status,
        shape: Shape<'_>,
        body: &T,
    ) -> Result<Self, Problem> {
        Self::head(status).xml(media_type, shape, body)
    }
}

impl ResponseHead {
    /// Ends the response with an XML body.
    ///
    /// # Errors
    /// A problem (500) when the status, a header or the body could not be written.
    pub fn xml<T: Serialize + ?Sized>(
        self,
        media_type: &str,
        shape: Shape<'_>,
        body: &T,
    ) -> Result<Response, Problem> {
        let text = shape.write_type(body).map_err(Problem::internal)?;
        self.stream(media_type, text)
    }
}

impl<H: Headers, B: Serialize> WithHeaders<H, B> {
    /// A response of XML.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP, or a header or the body cannot be written.
    pub fn xml(
        &self,
        media_type: &str,
        status: impl Status,
        shape: Shape<'_>,
    ) -> Result<Response, Problem> {
        self.head(status)?.xml(media_type, shape, &self.body)
    }
}
