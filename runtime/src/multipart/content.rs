//! The content of a part that is arriving.

use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use multer::Field;

use super::read::ReadError;

/// The content of a part.
#[derive(Clone, Default)]
pub(super) struct Content(Arc<Mutex<State>>);

#[derive(Default)]
enum State {
    Unread(Box<Field<'static>>),
    /// The next part was taken.
    Skipped,
    #[default]
    Read,
}

impl Content {
    pub fn new(field: Field<'static>) -> Self {
        Self(Arc::new(Mutex::new(State::Unread(Box::new(field)))))
    }

    /// Reads what is left of it, before the next part begins, since there are limits for the headers of that.
    pub async fn skip(&self) -> Result<(), ReadError> {
        if let State::Unread(mut field) = self.replace(State::Skipped) {
            while field.chunk().await?.is_some() {}
        }
        Ok(())
    }

    fn replace(&self, state: State) -> State {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut shared, state)
    }
}

impl Stream for Content {
    type Item = Result<Bytes, ReadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let next = match &mut *shared {
            State::Unread(field) => Pin::new(&mut **field).poll_next(context),
            State::Skipped => {
                let message = "The content of a part has to be read before the next part is taken.";
                return Poll::Ready(Some(Err(ReadError::Skipped(message))));
            }
            State::Read => Poll::Ready(None),
        };
        if matches!(next, Poll::Ready(None)) {
            *shared = State::Read;
        }
        next.map(|next| next.map(|piece| piece.map_err(ReadError::from)))
    }
}
