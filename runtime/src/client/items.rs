//! Sequences of values, sent and received.

use serde::Serialize;

use super::super::items::read::{read, ItemRules};
use super::super::items::{write, ItemStream};
use super::super::json::{self, DuplicateMembers, FromJson};
use super::super::stream::BoxError;
use super::error::Error;
use super::request::RequestBuilder;
use super::response::Response;

impl RequestBuilder {
    /// A body of values, each sent as soon as it is there. It takes as long as it takes: the client's timeout doesn't apply.
    pub fn items<T>(self, media_type: &str, body: impl Into<ItemStream<T>>) -> Self
    where
        T: Serialize + 'static,
    {
        let body = write(body.into(), media_type);
        self.stream(media_type, body)
    }

    /// A body of values, or none.
    pub fn optional_items<T>(self, media_type: &str, body: Option<ItemStream<T>>) -> Self
    where
        T: Serialize + 'static,
    {
        match body {
            Some(body) => self.items(media_type, body),
            None => self,
        }
    }
}

impl Response {
    /// A body of values, read as they come.
    ///
    /// # Errors
    /// None: this way all kinds of bodies are read alike.
    pub fn items<T: FromJson + 'static, R>(self) -> Result<ItemStream<T>, Error<R>> {
        let media_type = self.content_type();
        // The caller chose whom to ask, and may stop at any time.
        let rules = ItemRules {
            limit: usize::MAX,
            duplicates: DuplicateMembers::KeepLast,
        };
        Ok(read(self.stream()?, &media_type, rules, |value| {
            json::from_value(value?).map_err(BoxError::from)
        }))
    }
}
