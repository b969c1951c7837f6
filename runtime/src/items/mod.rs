//! Bodies that are streams of items: JSON Lines, JSON text sequences (RFC 7464) and server-sent events
//! (`text/event-stream`).

pub(super) mod event;
pub(super) mod read;
mod write;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::stream::BoxStream;
use futures_core::Stream;

use super::stream::{map, BoxError};

pub use self::read::{read, ItemError, ItemRules};
pub use self::write::encode;
pub(super) use self::write::write;

/// A body as a stream of items, each of which is available as soon as it is received.
///
/// It is made of a vector (`ItemStream::from(vec![…])`) or of any [`Stream`] of items ([`ItemStream::from_stream`]), and is
/// itself such a stream.
pub struct ItemStream<T> {
    /// `None` after the end.
    pub(super) items: Option<ItemResults<T>>,
    /// Makes a stream of the items that requests the rest when it is interrupted, if a client can.
    pub(super) reconnect: Option<Reconnect<T>>,
    /// Whether `[DONE]` follows the last event.
    ends_with_done: bool,
}

pub(super) type ItemResults<T> = BoxStream<'static, Result<T, BoxError>>;
pub(super) type Reconnect<T> = Box<dyn FnOnce(ItemResults<T>) -> ItemResults<T> + Send>;

impl<T> ItemStream<T> {
    /// Wraps a stream of items. An error aborts the body.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
        T: 'static,
    {
        Self {
            items: Some(map(Box::pin(stream), |item: Result<T, E>| {
                item.map_err(Into::into)
            })),
            reconnect: None,
            ends_with_done: false,
        }
    }

    /// Sends an event with the data `[DONE]` after the last item, which clients of some APIs expect. It is for event streams;
    /// other sequences have no such end.
    #[must_use]
    pub fn ending_with_done(mut self) -> Self {
        self.ends_with_done = true;
        self
    }

    /// The next item; `None` at the end.
    ///
    /// # Errors
    /// When the item is malformed, too long, or does not fit its schema or type, or the connection fails. Items after one
    /// that is malformed or does not fit can still be read.
    pub async fn next(&mut self) -> Option<Result<T, BoxError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// All items, once the sender has ended the body.
    ///
    /// # Errors
    /// The first error of [`next`](Self::next).
    pub async fn all(mut self) -> Result<Vec<T>, BoxError> {
        let mut all = Vec::new();
        while let Some(item) = self.next().await {
            all.push(item?);
        }
        Ok(all)
    }
}

impl<T> Stream for ItemStream<T> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(items) = &mut self.items else {
            return Poll::Ready(None);
        };
        let next = items.as_mut().poll_next(context);
        // A stream must not be polled after its end.
        if let Poll::Ready(None) = next {
            self.items = None;
        }
        next
    }
}

/// How the items of a body are delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// By line feeds.
    Lines,
    /// By record separators.
    Sequence,
    /// Each item is an event: an object with the members `event`, `data`, `id` and `retry`.
    Events,
    /// Each item is the JSON in the data of an event.
    EventData,
}

impl Framing {
    /// The framing of a media type.
    pub fn of(media_type: &str) -> Self {
        let essence = media_type.split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "text/event-stream" => Self::Events,
            "application/json-seq" => Self::Sequence,
            essence if essence.ends_with("+json-seq") => Self::Sequence,
            _ => Self::Lines,
        }
    }
}

/// The items of a vector.
struct Items<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

impl<T: Send + 'static> From<Vec<T>> for ItemStream<T> {
    fn from(values: Vec<T>) -> Self {
        Self::from_stream(Items(values.into_iter()))
    }
}

impl<T> Default for ItemStream<T> {
    fn default() -> Self {
        Self {
            items: None,
            reconnect: None,
            ends_with_done: false,
        }
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ItemStream(..)")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{json, Value};

    use super::super::json::{DuplicateMembers, Json};
    use super::super::stream::ByteStream;
    use super::read::{read, ItemRules};
    use super::*;

    const TYPES: [&str; 4] = [
        "application/jsonl",
        "Application/JSON-Seq; x=y",
        "application/geo+json-seq",
        "text/event-stream; charset=utf-8",
    ];

    const RULES: ItemRules = ItemRules {
        limit: 100,
        duplicates: DuplicateMembers::Refuse,
    };

    /// A body in chunks of this many bytes.
    fn pieces(text: &[u8], size: usize) -> ByteStream {
        let pieces: Vec<Vec<u8>> = text.chunks(size).map(<[u8]>::to_vec).collect();
        ByteStream::from_stream(Items(pieces.into_iter()))
    }

    async fn all(text: &[u8], size: usize, media_type: &str) -> Vec<Result<Value, String>> {
        let mut items: ItemStream<Value> = read(
            pieces(text, size),
            Framing::of(media_type),
            RULES,
            |value| Ok(value?.to_value()),
        );
        let mut all = Vec::new();
        while let Some(item) = items.next().await {
            all.push(item.map_err(|error| error.to_string()));
        }
        all
    }

    #[tokio::test]
    async fn written_items_are_read() {
        let data = ["", "plain", "two\nlines", "\n", "é: \u{1e}", " x"];
        let items: Vec<Value> = data
            .iter()
            .map(|data| json!({"event": "e", "data": data, "id": "1", "retry": 5}))
            .collect();
        for media_type in TYPES {
            let written = write(ItemStream::from(items.clone()), Framing::of(media_type));
            let written = written.bytes().await.unwrap();
            assert_eq!(encode(&items, Framing::of(media_type)).as_bytes(), written);
            for size in [1, 3, 1000] {
                let read: Result<Vec<_>, _> =
                    all(&written, size, media_type).await.into_iter().collect();
                assert_eq!(
                    read.as_ref(),
                    Ok(&items),
                    "{media_type} in pieces of {size}"
                );
            }
        }
    }

    #[tokio::test]
    async fn values_that_are_not_events_are_data() {
        let written = write(
            ItemStream::from(vec![json!([1]), json!("a")]),
            Framing::Events,
        );
        assert_eq!(written.bytes().await.unwrap(), "data: [1]\n\ndata: a\n\n");
        let body = pieces(b"data: [1]\n\ndata: {\"a\": 2}\n\n", 1000);
        let items: ItemStream<Value> = read(body, Framing::Events, RULES, |value| {
            let value = value?.to_value();
            let is_wanted = value.is_array() || value["data"]["a"] == 2;
            is_wanted.then(|| value.clone()).ok_or_else(|| "no".into())
        });
        assert_eq!(
            items.all().await.unwrap(),
            [json!([1]), json!({"data": {"a": 2}})]
        );
    }

    #[tokio::test]
    async fn lines_of_all_kinds() {
        let text = b"\n 1 \r\n\r\n[2]\nbad\n{\"a\":3}";
        for size in [1, 1000] {
            let read = all(text, size, "application/x-ndjson").await;
            let [Ok(one), Ok(two), Err(error), Ok(three)] = &read[..] else {
                panic!("{read:?}");
            };
            assert_eq!(
                [one, two, three],
                [&json!(1), &json!([2]), &json!({"a": 3})]
            );
            assert!(error.contains("is no JSON"), "{error}");
        }
    }

    #[tokio::test]
    async fn events_of_all_kinds() {
        let text = b"\xef\xbb\xbf: comment\r\rdata\r\ndata:  two\r\nretry: x\r\nretry: 7\n\n\
            id: 9\n\nevent: e\ndata:3\nother: 1\r\n\r\ndata: cut off";
        for size in [1, 2, 1000] {
            let read = all(text, size, "text/event-stream").await;
            let wanted = [
                Ok(json!({"retry": 7, "data": "\n two"})),
                Ok(json!({"event": "e", "data": "3"})),
            ];
            assert_eq!(read, wanted, "in pieces of {size}");
        }
    }

    #[tokio::test]
    async fn a_value_has_a_limit() {
        for (media_type, text) in [
            (TYPES[0], "1\n".to_owned() + &"2".repeat(200) + "\n3\n"),
            (
                TYPES[3],
                "data: 1\n\n".to_owned() + &"data: 12345\n".repeat(50) + "\n",
            ),
        ] {
            for size in [10, 1000] {
                let read = all(text.as_bytes(), size, media_type).await;
                let [Ok(_), Err(error)] = &read[..] else {
                    panic!("{read:?}");
                };
                assert!(error.contains("is longer than 100 bytes"), "{error}");
            }
        }
    }

    #[tokio::test]
    async fn a_value_may_be_as_long_as_the_limit() {
        for (media_type, before, after) in [
            (TYPES[0], "", "\n1\n"),
            (TYPES[3], "data:", "\n\ndata:1\n\n"),
            (TYPES[3], "data:", "\r\rdata:1\r\r"),
        ] {
            for (length, is_read) in [(100, true), (101, false)] {
                let value = "1".repeat(length - before.len());
                let text = format!("{before}{value}{after}");
                for size in [1, length, 1000] {
                    let read = all(text.as_bytes(), size, media_type).await;
                    assert_eq!(read.iter().all(Result::is_ok), is_read, "{text} {size}");
                    assert_eq!(read.len(), if is_read { 2 } else { 1 }, "{text} {size}");
                }
            }
        }
        // The lines of an event have the limit together, with the line breaks between them.
        for (length, is_read) in [(49, true), (50, false)] {
            let text = format!("data:{}\ndata:{}\n\n", "1".repeat(50), "1".repeat(length));
            let read = all(text.as_bytes(), 1000, TYPES[3]).await;
            assert_eq!(read.iter().all(Result::is_ok), is_read, "{text}");
        }
    }

    #[tokio::test]
    async fn a_value_that_is_too_long_is_refused_before_its_end() {
        for media_type in [TYPES[0], TYPES[1], TYPES[3]] {
            for (length, message) in [(100, "broken"), (101, "is longer than 100 bytes")] {
                let chunks = vec![Ok("1".repeat(length)), Err(BoxError::from("broken"))];
                let body = ByteStream::from_stream(map(Items(chunks.into_iter()), |chunk| chunk?));
                let mut items: ItemStream<Value> =
                    read(body, Framing::of(media_type), RULES, |value| {
                        Ok(value?.to_value())
                    });
                let error = items.next().await.unwrap().unwrap_err();
                assert_eq!(error.to_string(), message, "{media_type} {length}");
            }
        }
    }

    #[tokio::test]
    async fn duplicate_members_are_refused() {
        let found = all(b"{\"a\":1,\"a\":2}\n{}\n", 1000, TYPES[0]).await;
        let [Err(error), Ok(_)] = &found[..] else {
            panic!("{found:?}");
        };
        assert!(error.contains("`a` is given more than once"), "{error}");
        let text = b"data: {\"a\":1,\"a\":2}\n\n";
        let body = pieces(text, 1000);
        let items: ItemStream<Value> = read(body, Framing::Events, RULES, |value| {
            let data = value?.get("data").map(Json::to_value).unwrap_or_default();
            let text = || "is no object".into();
            data.is_object().then(|| data.clone()).ok_or_else(text)
        });
        assert!(items.all().await.is_err());
    }
}
