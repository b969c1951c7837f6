//! Sequences of values, sent and received.

use serde::Serialize;

#[cfg(feature = "headers")]
use super::super::headers::WithHeaders;
use super::super::items::read::read;
use super::super::items::{write, ItemStream};
use super::super::json::{self, FromJson};
use super::super::stream::{BoxError, ByteStream};
use super::call::Call;
#[cfg(feature = "headers")]
use super::error::Error;
#[cfg(feature = "headers")]
use super::header::Headers;
use super::reply::Reply;

impl Call {
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

impl Reply<ByteStream> {
    /// A body of values, read as they come.
    pub fn items<T: FromJson + 'static>(self) -> ItemStream<T> {
        let media_type = self.content_type();
        // The caller chose whom to ask, and may stop at any time.
        read(self.stream(), &media_type, usize::MAX, |value| {
            json::from_value(value?).map_err(BoxError::from)
        })
    }

    /// A body of values, read as they come, and the headers.
    ///
    /// # Errors
    /// [`Error::Decode`] when a header is absent or doesn't fit its type.
    #[cfg(feature = "headers")]
    pub fn items_with_headers<H, T, R>(self) -> Result<WithHeaders<H, ItemStream<T>>, Error<R>>
    where
        H: Headers,
        T: FromJson + 'static,
    {
        Ok(WithHeaders::new(self.read_headers()?, self.items()))
    }
}
