//! Sequences of values as bodies.

use std::sync::Arc;

use serde::Serialize;

use super::super::headers::WithHeaders;
use super::super::items::read::{read, ItemError, ItemRules};
use super::super::items::{write, Framing, ItemStream};
use super::super::json::{FromJson, Json, Kind};
use super::super::schema::{Budget, Direction};
use super::super::stream::BoxError;
use super::super::style::Limited;
use super::body_error::BodyError;
use super::input::Input;
use super::keep_alive;
use super::problem::{Location, Problem, Violation};
use super::read::{log_errors, refusal, violation};
use super::response::Headers;
use super::response::{Response, ResponseHead, Status};

impl Response {
    /// A response of values, each sent as soon as it is there.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP.
    pub fn items<T>(
        media_type: &str,
        status: impl Status,
        body: impl Into<ItemStream<T>>,
    ) -> Result<Self, Problem>
    where
        T: Serialize + 'static,
    {
        Self::head(status).items(media_type, body)
    }

    /// A response of events, each with a value as its data, sent as soon as it is there.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP.
    pub fn event_data<T>(
        media_type: &str,
        status: impl Status,
        body: impl Into<ItemStream<T>>,
    ) -> Result<Self, Problem>
    where
        T: Serialize + 'static,
    {
        Self::head(status).event_data(media_type, body)
    }
}

impl ResponseHead {
    /// Ends the response with values, each sent as soon as it is there.
    ///
    /// # Errors
    /// A problem (500) when the status or a header could not be written.
    pub fn items<T>(
        self,
        media_type: &str,
        body: impl Into<ItemStream<T>>,
    ) -> Result<Response, Problem>
    where
        T: Serialize + 'static,
    {
        self.sequence(media_type, Framing::of(media_type), body.into())
    }

    /// Ends the response with events, each with a value as its data, sent as soon as it is there.
    ///
    /// # Errors
    /// A problem (500) when the status or a header could not be written.
    pub fn event_data<T>(
        self,
        media_type: &str,
        body: impl Into<ItemStream<T>>,
    ) -> Result<Response, Problem>
    where
        T: Serialize + 'static,
    {
        self.sequence(media_type, Framing::EventData, body.into())
    }

    fn sequence<T>(
        self,
        media_type: &str,
        framing: Framing,
        items: ItemStream<T>,
    ) -> Result<Response, Problem>
    where
        T: Serialize + 'static,
    {
        let body = write(items, framing);
        let body = match framing {
            Framing::Events | Framing::EventData => keep_alive::kept_alive(body),
            Framing::Lines | Framing::Sequence => body,
        };
        self.stream(media_type, body)
    }
}

impl<H: Headers, T: Serialize + 'static> WithHeaders<H, ItemStream<T>> {
    /// A response of values, each sent as soon as it is there.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or a header cannot be written.
    pub fn items(self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.items(media_type, self.body)
    }

    /// A response of events, each with a value as its data, sent as soon as it is there.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or a header cannot be written.
    pub fn event_data(self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?.event_data(media_type, self.body)
    }
}

impl Input {
    /// A body of values, each validated when it arrives. An invalid one is an error that a handler can return with `?`:
    /// the client gets a 422. An absent body is empty.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn items<T: FromJson + 'static>(&self) -> Result<ItemStream<T>, Problem> {
        self.optional_items().map(Option::unwrap_or_default)
    }

    /// As [`Input::items`], or none where the body is absent.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn optional_items<T: FromJson + 'static>(&self) -> Result<Option<ItemStream<T>>, Problem> {
        self.sequence(Framing::of(self.content()))
    }

    /// A body of events with values as their data, each validated when it arrives, as [`Input::items`] does.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn event_data<T: FromJson + 'static>(&self) -> Result<ItemStream<T>, Problem> {
        self.optional_event_data().map(Option::unwrap_or_default)
    }

    /// As [`Input::event_data`], or none where the body is absent.
    ///
    /// # Errors
    /// A problem when the body is of another kind.
    pub fn optional_event_data<T: FromJson + 'static>(
        &self,
    ) -> Result<Option<ItemStream<T>>, Problem> {
        self.sequence(Framing::EventData)
    }

    fn sequence<T: FromJson + 'static>(
        &self,
        framing: Framing,
    ) -> Result<Option<ItemStream<T>>, Problem> {
        let Some(body) = self.optional_stream()? else {
            return Ok(None);
        };
        let (operation, shared) = (
            Arc::clone(self.operation()),
            Arc::clone(self.request.shared()),
        );
        let limits = shared.limits;
        let number = self.content;
        let budget = Budget::for_request(0);
        let convert = move |value: Result<Json<'_>, ItemError>| -> Result<T, BoxError> {
            let problem = |code: &str, message: &str| violation(Location::Body, "", code, message);
            let value = match value {
                Ok(value) => value,
                Err(ItemError::TooLong { limit }) => {
                    return Err(BodyError::TooLarge { limit }.into())
                }
                Err(error) => {
                    let unreadable = vec![problem("parse", &error.to_string())];
                    return Err(refusal(&operation, unreadable, Vec::new()).into());
                }
            };
            let content = number.and_then(|number| operation.content(number));
            let violations = content.map_or_else(Vec::new, |content| {
                budget.add(size(value));
                let schemas = Limited {
                    schemas: &shared.contract.schemas,
                    shapes: &shared.contract.shapes,
                    direction: Direction::Request,
                    budget: &budget,
                };
                schemas.check(&content.body.schema, value)
            });
            log_errors(&shared.contract);
            let invalid: Vec<_> = violations.into_iter().map(Violation::of_body).collect();
            if !invalid.is_empty() {
                return Err(refusal(&operation, Vec::new(), invalid).into());
            }
            T::from_json(value).map_err(|error| {
                let mismatch = Violation {
                    pointer: error.pointer,
                    ..problem("type", &error.message)
                };
                refusal(&operation, Vec::new(), vec![mismatch]).into()
            })
        };
        let rules = ItemRules {
            limit: limits.body,
            duplicates: limits.duplicates,
        };
        Ok(Some(read(body, framing, rules, convert)))
    }
}

/// The least length of the JSON text of a value, in bytes.
fn size(value: Json<'_>) -> usize {
    match value.kind() {
        Kind::Null | Kind::Bool(_) | Kind::Number(_) => 2,
        Kind::String(text) => 3 + text.len(),
        Kind::Array(items) => 3 + items.iter().map(size).sum::<usize>(),
        Kind::Object(members) => {
            let members = members.iter();
            3 + members
                .map(|(name, value)| 3 + name.len() + size(value))
                .sum::<usize>()
        }
    }
}
