//! A file that does not fit into memory.

use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use multer::{Field, Multipart};

use super::super::stream::{BoxError, ByteStream};
use super::feed::HeadLimit;
use super::read::{self, PartsReader, ReadError};

/// The least and the greatest number of bytes of a file.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Lengths {
    pub min: usize,
    pub max: Option<usize>,
}

/// The content of a file, and then the end of the body: a part that comes after it is an error, since the program has got the
/// others without it.
pub(crate) struct StreamedFile {
    name: String,
    /// What was in memory when it was found to be too long.
    kept: ByteStream,
    field: Option<Field<'static>>,
    parts: Multipart<'static>,
    head_limit: HeadLimit,
    lengths: Lengths,
    /// The number of bytes that have been passed on.
    length: usize,
    /// Makes the error of the stream.
    convert: fn(ReadError) -> BoxError,
}

impl StreamedFile {
    pub fn new(
        name: String,
        kept: ByteStream,
        field: Field<'static>,
        reader: PartsReader,
        lengths: Lengths,
        convert: fn(ReadError) -> BoxError,
    ) -> Self {
        let (parts, head_limit) = reader.into_parts();
        Self {
            name,
            kept,
            field: Some(field),
            parts,
            head_limit,
            lengths,
            length: 0,
            convert,
        }
    }

    /// Counts a piece.
    fn pass(&mut self, piece: Bytes) -> Result<Bytes, ReadError> {
        self.length = self.length.saturating_add(piece.len());
        match self.lengths.max {
            Some(max) if self.length > max => {
                self.field = None;
                Err(ReadError::TooLarge(format!(
                    "The file {:?} is longer than {max} bytes.",
                    self.name
                )))
            }
            _ => Ok(piece),
        }
    }

    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Option<ReadError>> {
        let (min, file) = (self.lengths.min, &self.name);
        if self.length < min {
            let message = format!("The file {file:?} is shorter than {min} bytes.");
            return Poll::Ready(Some(ReadError::Invalid(message)));
        }
        self.parts.poll_next_field(context).map(|next| match next {
            Ok(None) => None,
            Err(error) => Some(error.into()),
            Ok(Some(field)) => {
                let part = read::name(&field).unwrap_or_default();
                Some(ReadError::Invalid(format!(
                    "The part {part:?} has to come before the file {file:?}, which is too long to be kept."
                )))
            }
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, ReadError>>> {
        if let Poll::Ready(Some(kept)) = Pin::new(&mut self.kept).poll_next(context) {
            let kept = kept.map_err(ReadError::Body);
            return Poll::Ready(Some(kept.and_then(|kept| self.pass(kept))));
        }
        while let Some(field) = &mut self.field {
            match Pin::new(field).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(piece))) if piece.is_empty() => {}
                Poll::Ready(Some(piece)) => {
                    let piece = piece.map_err(ReadError::from);
                    return Poll::Ready(Some(piece.and_then(|piece| self.pass(piece))));
                }
                Poll::Ready(None) => {
                    self.field = None;
                    self.head_limit.start();
                }
            }
        }
        let error = self.poll_end(context);
        error.map(|error| error.map(Err))
    }
}

impl Stream for StreamedFile {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let convert = self.convert;
        let next = self.poll(context);
        next.map(|next| next.map(|next| next.map_err(convert)))
    }
}
