//! Passing on the body of a response while it arrives.

use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::sync::mpsc;

/// The longest body of a response that is checked and recorded, in bytes. Longer ones are passed on all the same.
pub const RESPONSE_LIMIT: usize = 8 * 1024 * 1024;

/// The size of the pieces in which responses are passed on.
const PIECE: usize = 16 * 1024;

/// How many pieces wait for the client.
const PIECES: usize = 8;

/// The pieces of a body, as a stream.
pub(super) struct Pieces(mpsc::Receiver<io::Result<Bytes>>);

/// Sends the pieces of a body.
pub(super) struct Sender(mpsc::Sender<io::Result<Bytes>>);

/// What is known of a body that has been passed on.
#[derive(Default)]
pub(super) struct Received {
    /// The body, or its beginning.
    pub body: Vec<u8>,
    /// Whether that is the whole body.
    pub is_complete: bool,
    /// The last piece, which is not sent yet: the client sees the end when the exchange has been reported.
    pub last: Option<Bytes>,
}

/// A stream of pieces, and what sends them.
pub(super) fn channel() -> (Sender, Pieces) {
    let (sender, receiver) = mpsc::channel(PIECES);
    (Sender(sender), Pieces(receiver))
}

impl Sender {
    /// Passes a body on, until its end or until the client has gone. Its length may be known.
    pub fn pass_on(&self, reader: &mut impl Read, length: Option<u64>) -> Received {
        let mut received = Received::default();
        let mut total = 0_u64;
        let mut piece = vec![0; PIECE];
        loop {
            let count = match reader.read(&mut piece) {
                Ok(count) => count,
                Err(error) => {
                    let _ = self.0.blocking_send(Err(error));
                    return received;
                }
            };
            let bytes = piece.get(..count).unwrap_or_default();
            total += count as u64;
            let is_kept = total <= RESPONSE_LIMIT as u64;
            if is_kept {
                received.body.extend_from_slice(bytes);
            }
            if count == 0 {
                received.is_complete = is_kept;
                return received;
            }
            let bytes = Bytes::copy_from_slice(bytes);
            if length == Some(total) {
                received.is_complete = is_kept;
                received.last = Some(bytes);
                // The end is read as well, so that the connection can be used again.
                let _ = reader.read(&mut piece);
                return received;
            }
            if self.0.blocking_send(Ok(bytes)).is_err() {
                return received;
            }
        }
    }

    /// Sends what was kept back.
    pub fn end(self, last: Option<Bytes>) {
        if let Some(bytes) = last {
            let _ = self.0.blocking_send(Ok(bytes));
        }
    }
}

impl futures_core::Stream for Pieces {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, task: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(task)
    }
}
