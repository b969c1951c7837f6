//! Any number of files in a multipart body.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::stream::BoxStream;
use futures_core::Stream;

use super::super::stream::{map, BoxError};
use super::streamed::StreamedFiles;
use super::File;

/// Files of one name in a multipart body, in its order.
///
/// It is made of a list (`vec![file].into()`) or of a [`Stream`] of files ([`Files::from_stream`]), and is itself such a stream.
/// Those that were received are in memory as far as they fit; the others arrive one after the other: what was not read of one
/// when the next one is taken is skipped.
#[derive(Default)]
pub struct Files {
    pub(super) kept: VecDeque<File>,
    pub(super) rest: Option<BoxStream<'static, Result<File, BoxError>>>,
}

impl Files {
    /// Wraps a stream of files. An error aborts the body.
    pub fn from_stream<S, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<File, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let stream = map(Box::pin(stream), |file: Result<File, E>| {
            file.map_err(Into::into)
        });
        Self {
            kept: VecDeque::new(),
            rest: Some(stream),
        }
    }

    /// Files that were received, and those that are still arriving.
    pub(crate) fn received(kept: VecDeque<File>, arriving: Option<StreamedFiles>) -> Self {
        let rest = arriving.map(|files| Box::pin(files) as BoxStream<'static, _>);
        Self { kept, rest }
    }

    /// The next file; `None` at the end, and after an error.
    ///
    /// # Errors
    /// When the connection fails, the sender aborts, or what arrives is not as documented.
    pub async fn next(&mut self) -> Option<Result<File, BoxError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The number of files, if all of them are in memory.
    pub fn count(&self) -> Option<usize> {
        self.rest.is_none().then_some(self.kept.len())
    }
}

impl Stream for Files {
    type Item = Result<File, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(file) = self.kept.pop_front() {
            return Poll::Ready(Some(Ok(file)));
        }
        let Some(rest) = &mut self.rest else {
            return Poll::Ready(None);
        };
        let next = rest.as_mut().poll_next(context);
        // After its end a stream must not be polled.
        if matches!(next, Poll::Ready(None | Some(Err(_)))) {
            self.rest = None;
        }
        next
    }
}

impl From<Vec<File>> for Files {
    fn from(files: Vec<File>) -> Self {
        Self {
            kept: files.into(),
            rest: None,
        }
    }
}

impl<const N: usize> From<[File; N]> for Files {
    fn from(files: [File; N]) -> Self {
        files.into_iter().collect()
    }
}

impl FromIterator<File> for Files {
    fn from_iter<I: IntoIterator<Item = File>>(files: I) -> Self {
        Self {
            kept: files.into_iter().collect(),
            rest: None,
        }
    }
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        list.entries(&self.kept);
        if self.rest.is_some() {
            list.entry(&format_args!(".."));
        }
        list.finish()
    }
}
