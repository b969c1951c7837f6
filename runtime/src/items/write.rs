//! Writing a stream of values as a body.

use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

use super::super::stream::{map, BoxError, ByteStream};
use super::{event, Framing, ItemStream};

/// Writes a body. Each item is sent as soon as it is available.
pub fn write<T: Serialize + 'static>(items: ItemStream<T>, framing: Framing) -> ByteStream {
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
