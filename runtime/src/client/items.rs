//! Bodies that are sequences of items.

use serde::Serialize;

use super::super::items::event::Progress;
use super::super::items::read::{read_on, ItemRules};
use super::super::items::{write, Framing, ItemStream};
use super::super::json::{DuplicateMembers, FromJson};
use super::super::stream::BoxError;
use super::error::Error;
use super::reconnect::Reconnecting;
use super::request::RequestBuilder;
use super::response::Response;

impl RequestBuilder {
    /// A body of items, each of which is sent as soon as the stream yields it. The time limit of the client is one for each item.
    pub fn items<T>(self, media_type: &str, body: impl Into<ItemStream<T>>) -> Self
    where
        T: Serialize + 'static,
    {
        let body = write(body.into(), Framing::of(media_type));
        self.stream(media_type, body)
    }

    /// A body of items, or none.
    pub fn optional_items<T>(self, media_type: &str, body: Option<ItemStream<T>>) -> Self
    where
        T: Serialize + 'static,
    {
        match body {
            Some(body) => self.items(media_type, body),
            None => self,
        }
    }

    /// A body of events with items as their data, each of which is sent as soon as the stream yields it.
    pub fn event_data<T>(self, media_type: &str, body: impl Into<ItemStream<T>>) -> Self
    where
        T: Serialize + 'static,
    {
        let body = write(body.into(), Framing::EventData);
        self.stream(media_type, body)
    }

    /// A body of events with items as their data, or none.
    pub fn optional_event_data<T>(self, media_type: &str, body: Option<ItemStream<T>>) -> Self
    where
        T: Serialize + 'static,
    {
        match body {
            Some(body) => self.event_data(media_type, body),
            None => self,
        }
    }
}

impl Response {
    /// A body of items, each of which is yielded as soon as it arrives. An item that is longer than the client's limit for
    /// responses is an error of the stream.
    ///
    /// # Errors
    /// [`Error::Decode`] when the charset is not UTF-8.
    pub fn items<T: FromJson + 'static, R>(self) -> Result<ItemStream<T>, Error<R>> {
        let framing = Framing::of(&self.content_type());
        self.sequence(framing)
    }

    /// A body of events with items as their data, each of which is yielded as soon as it arrives.
    ///
    /// # Errors
    /// [`Error::Decode`] when the charset is not UTF-8.
    pub fn event_data<T: FromJson + 'static, R>(self) -> Result<ItemStream<T>, Error<R>> {
        self.sequence(Framing::EventData)
    }

    fn sequence<T: FromJson + 'static, R>(
        mut self,
        framing: Framing,
    ) -> Result<ItemStream<T>, Error<R>> {
        self.check_charset().map_err(Error::Decode)?;
        let progress = Progress::default();
        let request = self.request.take();
        let mut items = self.sequence_on(framing, progress.clone())?;
        if let Some(request) = request {
            items.reconnect = Some(Box::new(move |items| {
                Box::pin(Reconnecting::new(*request, framing, progress, items))
            }));
        }
        Ok(items)
    }

    /// The items of the body, which record how far they have been read.
    pub(super) fn sequence_on<T: FromJson + 'static, R>(
        self,
        framing: Framing,
        progress: Progress,
    ) -> Result<ItemStream<T>, Error<R>> {
        let rules = ItemRules {
            limit: self.limit(),
            duplicates: DuplicateMembers::KeepLast,
        };
        let body = self.stream()?;
        Ok(read_on(body, framing, rules, progress, |value| {
            let value = value.map_err(|error| format!("an item of the response {error}"))?;
            T::from_json(value).map_err(BoxError::from)
        }))
    }
}
