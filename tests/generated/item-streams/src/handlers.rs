#![allow(unused_variables)]

use streams_of_items::api::operations::{
    AppendLogsResponse, CreatePartsMultipart, CreatePartsResponse, FollowLogsResponse,
    ListPartsResponse, ReplaceRecordsRequest, ReplaceRecordsResponse, WatchEventsResponse,
};
use streams_of_items::api::server::{Api, HandlerError, ItemStream};
use streams_of_items::api::types::Line;

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Api for Handlers {
    async fn follow_logs(&self) -> Result<FollowLogsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn append_logs(
        &self,
        body: ItemStream<Line>,
    ) -> Result<AppendLogsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn watch_events(&self) -> Result<WatchEventsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_records(
        &self,
        body: Option<ReplaceRecordsRequest>,
    ) -> Result<ReplaceRecordsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn list_parts(&self) -> Result<ListPartsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_parts(
        &self,
        body: Option<CreatePartsMultipart>,
    ) -> Result<CreatePartsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
