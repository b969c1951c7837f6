//! Values to bytes.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use super::super::stream::{BoxError, ByteStream};
use super::{event, Framing, ItemStream};

/// Writes a body of that media type: each value as soon as it is there.
pub fn write<T: Serialize + 'static>(items: ItemStream<T>, media_type: &str) -> ByteStream {
    ByteStream::from_stream(Writing {
        items,
        framing: Framing::of(media_type),
    })
}

struct Writing<T> {
    items: ItemStream<T>,
    framing: Framing,
}

impl<T: Serialize> Stream for Writing<T> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let framing = self.framing;
        let next = Pin::new(&mut self.items).poll_next(context);
        next.map(|item| item.map(|item| text(framing, &item?)))
    }
}

fn text<T: Serialize>(framing: Framing, item: &T) -> Result<Bytes, BoxError> {
    let mut out = String::new();
    match framing {
        Framing::Lines => {
            out.push_str(&serde_json::to_string(item)?);
            out.push('\n');
        }
        Framing::Sequence => {
            out.push('\u{1e}');
            out.push_str(&serde_json::to_string(item)?);
            out.push('\n');
        }
        Framing::Events => event::write(&serde_json::to_value(item)?, &mut out),
    }
    Ok(out.into())
}
