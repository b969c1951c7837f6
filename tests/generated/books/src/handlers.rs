#![allow(unused_variables)]

use books::api::operations::{ReplaceBookRequest, ReplaceBookResponse, ShowBookResponse};
use books::api::server::{Books, HandlerError};
use books::api::types::Isbn13;

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Books for Handlers {
    async fn show_book(&self, isbn13: Isbn13) -> Result<ShowBookResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_book(
        &self,
        isbn13: Isbn13,
        body: ReplaceBookRequest,
    ) -> Result<ReplaceBookResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
