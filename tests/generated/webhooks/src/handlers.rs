#![allow(unused_variables)]

use webhooks::api::operations::ListPetsResponse;
use webhooks::api::server::{HandlerError, Pets};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Pets for Handlers {
    async fn list_pets(&self) -> Result<ListPetsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
