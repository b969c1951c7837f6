//! Bodies that are sequences of items.

use serde::Serialize;

use super::super::items::read::{read, ItemRules};
use super::super::items::{write, ItemStream};
use super::super::json::{DuplicateMembers, FromJson};
use super::super::stream::BoxError;
use super::error::Error;
use super::request::RequestBuilder;
use super::response::Response;

impl RequestBuilder {
    /// A body of items, each of which is sent as soon as the stream yields it. The time limit of the client is one for each item.
    pub fn items<T>(self, media_type: &str, body: impl Into<ItemStream<T>>) -> Self
    where
        T: Serialize + 'static,
    {
        let body = write(body.into(), media_type);
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
}

impl Response {
    /// A body of items, each of which is yielded as soon as it arrives. An item that is longer than the client's limit for
    /// responses is an error of the stream.
    ///
    /// # Errors
    /// [`Error::Decode`] when the charset is not UTF-8.
    pub fn items<T: FromJson + 'static, R>(self) -> Result<ItemStream<T>, Error<R>> {
        self.check_charset().map_err(Error::Decode)?;
        let media_type = self.content_type();
        let rules = ItemRules {
            limit: self.limit(),
            duplicates: DuplicateMembers::KeepLast,
        };
        Ok(read(self.stream()?, &media_type, rules, |value| {
            let value = value.map_err(|error| format!("an item of the response {error}"))?;
            T::from_json(value).map_err(BoxError::from)
        }))
    }
}
