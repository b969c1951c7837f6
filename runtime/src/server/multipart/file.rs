//! A file that does not fit into memory.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::http::StatusCode;
use bytes::Bytes;
use futures_core::Stream;
use multer::{Field, Multipart};

use super::super::super::stream::{BoxError, ByteStream};
use super::super::body_error::BodyError;
use super::feed::HeadLimit;
use super::{body_error, name};

/// The content of a file, and then the end of the body: a part that comes after it is an error, since the handler has been
/// called without it.
pub(super) struct StreamedFile {
    name: String,
    /// What was in memory when it was found to be too long.
    kept: ByteStream,
    field: Option<Field<'static>>,
    parts: Multipart<'static>,
    head_limit: HeadLimit,
}

impl StreamedFile {
    pub fn new(
        name: String,
        kept: ByteStream,
        field: Field<'static>,
        parts: Multipart<'static>,
        head_limit: HeadLimit,
    ) -> Self {
        Self {
            name,
            kept,
            field: Some(field),
            parts,
            head_limit,
        }
    }

    fn poll_end(&mut self, context: &mut Context<'_>) -> Poll<Option<BodyError>> {
        self.parts.poll_next_field(context).map(|next| match next {
            Ok(None) => None,
            Err(error) => Some(body_error(error)),
            Ok(Some(field)) => {
                let part = name(&field).unwrap_or_default();
                let file = &self.name;
                let message = format!(
                    "The part {part:?} has to come before the file {file:?}, which is too long to be kept."
                );
                Some(BodyError::Refused {
                    status: StatusCode::UNPROCESSABLE_ENTITY,
                    message,
                })
            }
        })
    }
}

impl Stream for StreamedFile {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if let Poll::Ready(Some(kept)) = Pin::new(&mut this.kept).poll_next(context) {
            return Poll::Ready(Some(kept));
        }
        while let Some(field) = &mut this.field {
            match Pin::new(field).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Some(Ok(piece))) if piece.is_empty() => {}
                Poll::Ready(Some(piece)) => {
                    return Poll::Ready(Some(piece.map_err(|error| body_error(error).into())));
                }
                Poll::Ready(None) => {
                    this.field = None;
                    this.head_limit.start();
                }
            }
        }
        let error = this.poll_end(context);
        error.map(|error| error.map(|error| Err(error.into())))
    }
}
