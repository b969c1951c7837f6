//! The content of a part that is arriving.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{ready, Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use multer::Field;

use super::read::ReadError;

/// The content of a part.
#[derive(Clone, Default)]
pub(super) struct Content(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    /// What is left of it; `None` after its end.
    field: Option<Box<Field<'static>>>,
    /// Whether some of it was not passed on, since the next part was asked for.
    is_skipped: bool,
}

impl Content {
    pub fn new(field: Field<'static>) -> Self {
        Self(Arc::new(Mutex::new(State {
            field: Some(Box::new(field)),
            is_skipped: false,
        })))
    }

    /// Reads what is left of it, before the next part begins, since there are limits for the headers of that. It goes on
    /// where it was if the future was dropped before.
    pub async fn skip(&self) -> Result<(), ReadError> {
        poll_fn(|context| self.poll_skip(context)).await
    }

    fn poll_skip(&self, context: &mut Context<'_>) -> Poll<Result<(), ReadError>> {
        let mut state = self.state();
        while let Some(field) = &mut state.field {
            let Some(piece) = ready!(Pin::new(&mut **field).poll_next(context)) else {
                state.field = None;
                break;
            };
            // The rest must not seem to be all that there is.
            state.is_skipped = true;
            if let Err(error) = piece {
                state.field = None;
                return Poll::Ready(Err(error.into()));
            }
        }
        Poll::Ready(Ok(()))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Stream for Content {
    type Item = Result<Bytes, ReadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut state = self.state();
        if state.is_skipped {
            let message = "The content of a part has to be read before the next part is taken.";
            return Poll::Ready(Some(Err(ReadError::Skipped(message))));
        }
        let Some(field) = &mut state.field else {
            return Poll::Ready(None);
        };
        let next = ready!(Pin::new(&mut **field).poll_next(context));
        if next.is_none() {
            state.field = None;
        }
        Poll::Ready(next.map(|piece| piece.map_err(ReadError::from)))
    }
}
