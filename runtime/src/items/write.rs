//! Writing a stream of values as a body.

use bytes::Bytes;
use serde::Serialize;

use super::super::stream::{map, BoxError, ByteStream};
use super::{event, Framing, ItemStream};

/// Writes a body of this media type. Each item is sent as soon as it is available.
pub fn write<T: Serialize + 'static>(items: ItemStream<T>, media_type: &str) -> ByteStream {
    let framing = Framing::of(media_type);
    ByteStream::from_stream(map(items, move |item| text(framing, &item?)))
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
