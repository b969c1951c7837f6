#![allow(unused_variables)]

use events::api::operations::{
    ChangeEventGuestResponse, ChangeEventResponse, CreateEventGuestResponse, CreateEventResponse,
    DeleteEventGuestResponse, DeleteEventResponse, ListEventGuestsParams, ListEventGuestsResponse,
    ListEventsParams, ListEventsResponse, ListGuestsParams, ListGuestsResponse,
    ReplaceEventGuestResponse, ReplaceEventResponse, ShowEventGuestResponse, ShowEventResponse,
};
use events::api::server::{Events, Guests, HandlerError};
use events::api::types::{EventChanges, EventInput, GuestChanges, GuestInput, Id};

/// The state of the handlers, such as a database and a configuration.
#[derive(Clone, Debug, Default)]
pub struct Handlers {}

impl Events for Handlers {
    async fn list_events(
        &self,
        params: ListEventsParams,
    ) -> Result<ListEventsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_event(&self, body: EventInput) -> Result<CreateEventResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_event(&self, event_id: Id) -> Result<ShowEventResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_event(
        &self,
        event_id: Id,
        body: EventInput,
    ) -> Result<ReplaceEventResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_event(
        &self,
        event_id: Id,
        body: EventChanges,
    ) -> Result<ChangeEventResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_event(&self, event_id: Id) -> Result<DeleteEventResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}

impl Guests for Handlers {
    async fn list_event_guests(
        &self,
        event_id: Id,
        params: ListEventGuestsParams,
    ) -> Result<ListEventGuestsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn create_event_guest(
        &self,
        event_id: Id,
        body: GuestInput,
    ) -> Result<CreateEventGuestResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn show_event_guest(
        &self,
        event_id: Id,
        guest_id: Id,
    ) -> Result<ShowEventGuestResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn replace_event_guest(
        &self,
        event_id: Id,
        guest_id: Id,
        body: GuestInput,
    ) -> Result<ReplaceEventGuestResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn change_event_guest(
        &self,
        event_id: Id,
        guest_id: Id,
        body: GuestChanges,
    ) -> Result<ChangeEventGuestResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn delete_event_guest(
        &self,
        event_id: Id,
        guest_id: Id,
    ) -> Result<DeleteEventGuestResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }

    async fn list_guests(
        &self,
        params: ListGuestsParams,
    ) -> Result<ListGuestsResponse, HandlerError> {
        Err(HandlerError::not_implemented())
    }
}
