//! Bytes to values.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use serde_json::Value;

use super::super::stream::{BoxError, ByteStream};
use super::event::Events;
use super::{Framing, ItemStream};

/// Why there is no value where one should be.
#[derive(Debug)]
pub enum Unfit {
    Malformed(serde_json::Error),
    TooLong { limit: usize },
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(error) => write!(f, "is no JSON: {error}"),
            Self::TooLong { limit } => write!(f, "is longer than {limit} bytes"),
        }
    }
}

impl Error for Unfit {}

/// Reads a body of that media type, its values by `convert`. None of them may have more than `limit` bytes.
pub fn read<T, F>(body: ByteStream, media_type: &str, limit: usize, convert: F) -> ItemStream<T>
where
    T: 'static,
    F: Fn(Result<&Value, Unfit>) -> Result<T, BoxError> + Send + Unpin + 'static,
{
    ItemStream::from_stream(Reading {
        body,
        framing: Framing::of(media_type),
        buffer: BytesMut::new(),
        seen: 0,
        events: Events::default(),
        is_over: false,
        limit,
        convert,
    })
}

struct Reading<F> {
    body: ByteStream,
    framing: Framing,
    /// What has come and was not read yet.
    buffer: BytesMut,
    /// How much of it is known to hold no end of a value.
    seen: usize,
    events: Events,
    is_over: bool,
    limit: usize,
    convert: F,
}

impl<T, F> Stream for Reading<F>
where
    F: Fn(Result<&Value, Unfit>) -> Result<T, BoxError> + Unpin,
{
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(meanings) = this.value() {
                return Poll::Ready(Some(first(&this.convert, meanings)));
            }
            if this.is_over {
                return Poll::Ready(None);
            }
            if this.buffer.len() > this.limit || this.events.length() > this.limit {
                this.is_over = true;
                this.buffer.clear();
                this.events = Events::default();
                let unfit = Unfit::TooLong { limit: this.limit };
                return Poll::Ready(Some((this.convert)(Err(unfit))));
            }
            match Pin::new(&mut this.body).poll_next(context) {
                Poll::Ready(Some(Ok(bytes))) => this.buffer.extend_from_slice(&bytes),
                Poll::Ready(Some(Err(error))) => {
                    this.is_over = true;
                    this.buffer.clear();
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(None) => this.is_over = true,
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl<F> Reading<F> {
    /// The next value that is there as a whole, in all the ways that it may be meant.
    fn value(&mut self) -> Option<Result<Vec<Value>, Unfit>> {
        if self.framing == Framing::Events {
            while let Some(line) = self.line() {
                if let Some(event) = self.events.line(&line) {
                    return Some(Ok(event));
                }
            }
            return None;
        }
        loop {
            let text = self.record()?;
            let text = text.trim_ascii();
            if !text.is_empty() {
                let value = serde_json::from_slice(text).map(|value| vec![value]);
                return Some(value.map_err(Unfit::Malformed));
            }
        }
    }

    /// What stands before the next separator, or the rest.
    fn record(&mut self) -> Option<Bytes> {
        let separator = match self.framing {
            Framing::Sequence => 0x1e,
            _ => b'\n',
        };
        let end = self.find(|byte| byte == separator);
        match end {
            Some(end) => {
                let record = self.buffer.split_to(end + 1).freeze();
                Some(record.slice(..end))
            }
            None if self.is_over && !self.buffer.is_empty() => {
                self.seen = 0;
                Some(self.buffer.split().freeze())
            }
            None => None,
        }
    }

    /// A line of events, which ends with a line feed, a carriage return or both.
    fn line(&mut self) -> Option<Bytes> {
        let end = self.find(|byte| byte == b'\n' || byte == b'\r')?;
        let mut next = end + 1;
        if self.buffer[end] == b'\r' {
            match self.buffer.get(next) {
                Some(b'\n') => next += 1,
                Some(_) => {}
                // A line feed may follow.
                None if !self.is_over => {
                    self.seen = end;
                    return None;
                }
                None => {}
            }
        }
        let line = self.buffer.split_to(next).freeze();
        Some(line.slice(..end))
    }

    fn find(&mut self, is_end: impl Fn(u8) -> bool) -> Option<usize> {
        let unseen = self.buffer.iter().skip(self.seen);
        let found = unseen.copied().position(is_end);
        let end = found.map(|end| self.seen + end);
        self.seen = end.map_or(self.buffer.len(), |_| 0);
        end
    }
}

/// The value in the first way that fits.
fn first<T>(
    convert: &impl Fn(Result<&Value, Unfit>) -> Result<T, BoxError>,
    meanings: Result<Vec<Value>, Unfit>,
) -> Result<T, BoxError> {
    let meanings = match meanings {
        Ok(meanings) => meanings,
        Err(unfit) => return convert(Err(unfit)),
    };
    let mut first = None;
    for value in &meanings {
        match convert(Ok(value)) {
            Ok(item) => return Ok(item),
            Err(error) => first.get_or_insert(error),
        };
    }
    Err(first.unwrap_or_else(|| "there is no value".into()))
}
