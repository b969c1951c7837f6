//! Reading a body as a stream of values.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::super::json::{lacks_json, DuplicateMembers, Json, ReadError, Tree};
use super::super::stream::{BoxError, ByteStream};
use super::event::{Event, Events, Progress};
use super::{Framing, ItemStream};

/// Why an item of a stream cannot be read.
#[derive(Debug)]
pub enum ItemError {
    /// It is not JSON.
    Malformed(ReadError),
    /// It has more bytes than the limit.
    TooLong { limit: usize },
}

impl fmt::Display for ItemError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "is no JSON: {error}"),
            Self::TooLong { limit } => write!(f, "is longer than {limit} bytes"),
        }
    }
}

impl Error for ItemError {}

/// The rules for the items of a stream.
#[derive(Clone, Copy, Debug)]
pub struct ItemRules {
    /// How many bytes an item may have. A longer one ends the stream with an error.
    pub limit: usize,
    /// What to do with duplicate members of an object.
    pub duplicates: DuplicateMembers,
}

/// What is found in a body.
enum Found {
    Value(Tree),
    Event(Event),
}

/// Reads a body; `convert` makes an item of each value.
pub fn read<T, F>(body: ByteStream, framing: Framing, rules: ItemRules, convert: F) -> ItemStream<T>
where
    T: 'static,
    F: Fn(Result<Json<'_>, ItemError>) -> Result<T, BoxError> + Send + Unpin + 'static,
{
    read_on(body, framing, rules, Progress::default(), convert)
}

/// Reads a body, and records how far it has been read.
pub fn read_on<T, F>(
    body: ByteStream,
    framing: Framing,
    rules: ItemRules,
    progress: Progress,
    convert: F,
) -> ItemStream<T>
where
    T: 'static,
    F: Fn(Result<Json<'_>, ItemError>) -> Result<T, BoxError> + Send + Unpin + 'static,
{
    ItemStream::from_stream(ItemReader {
        body,
        framing,
        buffer: BytesMut::new(),
        searched: 0,
        events: Events::new(progress),
        is_over: false,
        rules,
        convert,
    })
}

struct ItemReader<F> {
    body: ByteStream,
    framing: Framing,
    /// The bytes that were received and not read yet.
    buffer: BytesMut,
    /// How many of them were searched for the end of an item, without success.
    searched: usize,
    events: Events,
    is_over: bool,
    rules: ItemRules,
    convert: F,
}

impl<T, F> Stream for ItemReader<F>
where
    F: Fn(Result<Json<'_>, ItemError>) -> Result<T, BoxError> + Unpin,
{
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            match this.item() {
                Some(Err(error)) => {
                    if matches!(error, ItemError::TooLong { .. }) {
                        this.complete();
                    }
                    return Poll::Ready(Some((this.convert)(Err(error))));
                }
                Some(Ok(Found::Value(tree))) => {
                    return Poll::Ready(Some((this.convert)(Ok(tree.root()))));
                }
                Some(Ok(Found::Event(event))) => {
                    let (is_empty, is_done) = (event.is_empty(), event.is_done());
                    let (duplicates, convert) = (this.rules.duplicates, &this.convert);
                    let (item, lacks_json) =
                        lacks_json(|| event.read(this.framing, duplicates, convert));
                    match item {
                        Err(_) if is_empty => continue,
                        Err(_) if is_done => this.complete(),
                        Ok(_) if is_done && lacks_json => this.complete(),
                        item => return Poll::Ready(Some(item)),
                    }
                }
                None if this.is_over => return Poll::Ready(None),
                None => {}
            }
            match Pin::new(&mut this.body).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => this.buffer.extend_from_slice(&bytes),
                Poll::Ready(Some(Err(error))) => {
                    this.events.progress().state().is_interrupted = true;
                    this.end();
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => this.is_over = true,
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<F> ItemReader<F> {
    /// The next complete item.
    fn item(&mut self) -> Option<Result<Found, ItemError>> {
        if matches!(self.framing, Framing::Events | Framing::EventData) {
            return self.event();
        }
        loop {
            let text = match self.record()? {
                Ok(text) => text,
                Err(error) => return Some(Err(error)),
            };
            let text = text.trim_ascii();
            if !text.is_empty() {
                let tree = Tree::parse_bytes(text.to_vec(), self.rules.duplicates);
                return Some(tree.map(Found::Value).map_err(ItemError::Malformed));
            }
        }
    }

    /// The next complete event.
    fn event(&mut self) -> Option<Result<Found, ItemError>> {
        loop {
            let line = match self.line()? {
                Ok(line) => line,
                Err(error) => return Some(Err(error)),
            };
            if let Some(event) = self.events.line(&line) {
                return Some(Ok(Found::Event(event)));
            }
            if self.events.length() > self.rules.limit {
                return Some(Err(self.too_long()));
            }
        }
    }

    /// The bytes before the next separator, or the rest at the end of the body.
    fn record(&mut self) -> Option<Result<Bytes, ItemError>> {
        let separator = match self.framing {
            Framing::Sequence => 0x1e,
            _ => b'\n',
        };
        let (end, next) = match self.find(|byte| byte == separator) {
            Some(end) => (end, end + 1),
            None if self.is_over && !self.buffer.is_empty() => {
                (self.buffer.len(), self.buffer.len())
            }
            None => return self.unfinished(self.buffer.len()),
        };
        Some(self.take(end, next))
    }

    /// A line of events, which ends with a line feed, a carriage return or both.
    fn line(&mut self) -> Option<Result<Bytes, ItemError>> {
        let Some(end) = self.find(|byte| byte == b'\n' || byte == b'\r') else {
            return self.unfinished(self.buffer.len());
        };
        let next = match (self.buffer.get(end), self.buffer.get(end + 1)) {
            (Some(b'\r'), Some(b'\n')) => end + 2,
            // A line feed may follow.
            (Some(b'\r'), None) if !self.is_over => {
                self.searched = end;
                return self.unfinished(end);
            }
            _ => end + 1,
        };
        Some(self.take(end, next))
    }

    /// The bytes up to `end`; those up to `next` are removed.
    fn take(&mut self, end: usize, next: usize) -> Result<Bytes, ItemError> {
        self.searched = 0;
        let mut taken = self.buffer.split_to(next);
        if end > self.rules.limit {
            return Err(self.too_long());
        }
        taken.truncate(end);
        Ok(taken.freeze())
    }

    /// An error if the item, of which so many bytes have been received, is too long before its end has been.
    fn unfinished(&self, length: usize) -> Option<Result<Bytes, ItemError>> {
        (length > self.rules.limit).then(|| Err(self.too_long()))
    }

    fn too_long(&self) -> ItemError {
        let limit = self.rules.limit;
        ItemError::TooLong { limit }
    }

    /// Ends the stream for good.
    fn complete(&mut self) {
        self.events.progress().state().is_complete = true;
        self.end();
    }

    fn end(&mut self) {
        self.is_over = true;
        self.body = ByteStream::default();
        self.buffer.clear();
        self.searched = 0;
        self.events = Events::new(self.events.progress().clone());
    }

    /// The index of the first byte that ends an item.
    fn find(&mut self, is_end: impl Fn(u8) -> bool) -> Option<usize> {
        let unsearched = self.buffer.iter().skip(self.searched);
        let found = unsearched.copied().position(is_end);
        let end = found.map(|end| self.searched + end);
        self.searched = end.map_or(self.buffer.len(), |_| 0);
        end
    }
}
