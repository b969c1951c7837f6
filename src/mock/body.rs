//! The bodies of requests: received as a whole, or copied while they are read.

use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::http::StatusCode;
use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use http_body::{Frame, SizeHint};

/// The longest body that is received as a whole or copied, in bytes.
pub(super) const LIMIT: usize = 32 * 1024 * 1024;

/// Receives a body. An error is the status and detail of a problem.
pub(super) async fn receive(body: Body) -> Result<Bytes, (StatusCode, String)> {
    let mut pieces = body.into_data_stream();
    let mut received = BytesMut::new();
    while let Some(piece) = poll_fn(|task| Pin::new(&mut pieces).poll_next(task)).await {
        let incomplete = |error| {
            let detail = format!("The body was not received as a whole: {error}.");
            (StatusCode::BAD_REQUEST, detail)
        };
        let piece = piece.map_err(incomplete)?;
        if received.len() + piece.len() > LIMIT {
            let detail = format!("The body has more than {LIMIT} bytes.");
            return Err((StatusCode::PAYLOAD_TOO_LARGE, detail));
        }
        received.extend_from_slice(&piece);
    }
    Ok(received.freeze())
}

/// What has been read of a body; none if it is longer than the limit.
#[derive(Clone)]
pub(super) struct Copied(Arc<Mutex<Option<BytesMut>>>);

impl Copied {
    /// A body with the same bytes, which are copied while it is read.
    pub fn of(body: Body) -> (Body, Self) {
        let copied = Self(Arc::new(Mutex::new(Some(BytesMut::new()))));
        let copying = Copying {
            body,
            copied: copied.clone(),
        };
        (Body::new(copying), copied)
    }

    pub fn take(&self) -> Option<Bytes> {
        let mut copied = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        copied.take().map(BytesMut::freeze)
    }

    fn add(&self, piece: &[u8]) {
        let mut copied = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match copied.as_mut() {
            Some(bytes) if bytes.len() + piece.len() <= LIMIT => bytes.extend_from_slice(piece),
            _ => *copied = None,
        }
    }
}

struct Copying {
    body: Body,
    copied: Copied,
}

impl HttpBody for Copying {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        task: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let polled = Pin::new(&mut self.body).poll_frame(task);
        if let Poll::Ready(Some(Ok(frame))) = &polled
            && let Some(piece) = frame.data_ref()
        {
            self.copied.add(piece);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::io;

    use super::*;

    struct Pieces(VecDeque<io::Result<Bytes>>);

    impl Stream for Pieces {
        type Item = io::Result<Bytes>;

        fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
            Poll::Ready(self.0.pop_front())
        }
    }

    #[test]
    fn a_body_that_is_too_long_differs_from_one_that_is_cut_off() {
        let long = || Ok(Bytes::from(vec![0; LIMIT]));
        let some = || Ok(Bytes::from_static(b"a"));
        let error = || Err(io::ErrorKind::ConnectionReset.into());
        let runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = { runtime }.build().unwrap();
        for (pieces, expected) in [
            (vec![some(), some()], Ok(2)),
            (vec![long()], Ok(LIMIT)),
            (vec![long(), some()], Err(StatusCode::PAYLOAD_TOO_LARGE)),
            (vec![some(), error()], Err(StatusCode::BAD_REQUEST)),
        ] {
            let (body, copied) = Copied::of(Body::from_stream(Pieces(pieces.into())));
            let received = runtime.block_on(receive(body));
            let length = received.map(|bytes| bytes.len());
            assert_eq!(length.map_err(|(status, _)| status), expected);
            let is_long = expected == Err(StatusCode::PAYLOAD_TOO_LARGE);
            assert_eq!(copied.take().is_none(), is_long);
        }
    }

    #[test]
    fn the_length_of_a_copied_body_is_known() {
        let (body, _) = Copied::of(Body::empty());
        assert!(body.is_end_stream());
        let (body, _) = Copied::of(Body::from("abc"));
        assert_eq!(body.size_hint().exact(), Some(3));
    }
}
