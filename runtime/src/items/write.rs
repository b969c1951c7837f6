//! Writing a stream of values as a body.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::stream::BoxStream;
use futures_core::Stream;
use serde::Serialize;
use serde_json::Value;

use super::super::stream::{map, BoxError, ByteStream};
use super::{event, Framing, ItemStream};

/// Writes a body. Each item is sent as soon as it is available.
pub fn write<T: Serialize + 'static>(items: ItemStream<T>, framing: Framing) -> ByteStream {
    if items.ends_with_done && matches!(framing, Framing::Events | Framing::EventData) {
        let items = map(items, move |item| text(framing, &item?));
        return ByteStream::from_stream(WithDone(Some(items)));
    }
    ByteStream::from_stream(map(items, move |item| text(framing, &item?)))
}

/// A whole body.
pub fn encode(items: &[Value], framing: Framing) -> String {
    let mut body = String::new();
    for item in items {
        match framing {
            Framing::Events => event::write(item, &mut body),
            Framing::EventData => event::write_data(&item.to_string(), &mut body),
            _ => push_json(framing, &item.to_string(), &mut body),
        }
    }
    body
}

/// Events, and `[DONE]` after them.
struct WithDone(Option<BoxStream<'static, Result<Bytes, BoxError>>>);

impl Stream for WithDone {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(events) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let next = events.as_mut().poll_next(context);
        if !matches!(next, Poll::Ready(None)) {
            return next;
        }
        self.0 = None;
        Poll::Ready(Some(Ok(Bytes::from_static(b"data: [DONE]\n\n"))))
    }
}

fn text<T: Serialize>(framing: Framing, item: &T) -> Result<Bytes, BoxError> {
    let mut out = String::new();
    match framing {
        Framing::Events => event::write(&serde_json::to_value(item)?, &mut out),
        Framing::EventData => event::write_data(&serde_json::to_string(item)?, &mut out),
        _ => push_json(framing, &serde_json::to_string(item)?, &mut out),
    }
    Ok(out.into())
}

fn push_json(framing: Framing, json: &str, out: &mut String) {
    if framing == Framing::Sequence {
        out.push('\u{1e}');
    }
    out.push_str(json);
    out.push('\n');
}
