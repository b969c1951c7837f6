//! Connections that must say something.

use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::serve::Listener;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, Sleep};

/// What is said to a client that began a request and did not go on. It never reaches the service, so this is all there is.
const TOO_SLOW: &[u8] = b"HTTP/1.1 408 Request Timeout\r\n\
    Content-Type: application/problem+json\r\n\
    Content-Length: 108\r\n\
    Connection: close\r\n\
    \r\n\
    {\"type\":\"about:blank\",\"title\":\"Request Timeout\",\"status\":408,\"detail\":\"The request did not arrive in time.\"}";

/// A listener that hangs up on connections whose first request takes too long to show its head.
/// (Bodies have the limits of the [`Service`](super::Service).)
#[derive(Debug)]
pub struct PatientListener {
    listener: TcpListener,
    patience: Duration,
}

impl PatientListener {
    /// Waits so long for the head of a connection's first request.
    pub fn new(listener: TcpListener, patience: Duration) -> Self {
        Self { listener, patience }
    }
}

impl Listener for PatientListener {
    type Io = PatientStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (PatientStream, SocketAddr) {
        let (stream, address) = Listener::accept(&mut self.listener).await;
        // Answers go out in one piece; there is nothing to wait for. A failure only costs time.
        let _ = stream.set_nodelay(true);
        let deadline = Some(Box::pin(sleep(self.patience)));
        (
            PatientStream {
                stream,
                deadline,
                line_ends: 0,
                has_begun: false,
                is_given_up: false,
            },
            address,
        )
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

/// A connection of a [`PatientListener`].
#[derive(Debug)]
pub struct PatientStream {
    stream: TcpStream,
    /// None once a head has come.
    deadline: Option<Pin<Box<Sleep>>>,
    /// How much of the two line ends that close a head has been seen.
    line_ends: usize,
    has_begun: bool,
    is_given_up: bool,
}

impl PatientStream {
    fn look_at(&mut self, bytes: &[u8]) {
        const END: &[u8] = b"\r\n\r\n";
        self.has_begun |= !bytes.is_empty();
        for byte in bytes {
            self.line_ends = match END.get(self.line_ends) {
                Some(expected) if expected == byte => self.line_ends + 1,
                _ => usize::from(*byte == b'\r'),
            };
            if self.line_ends == END.len() {
                self.deadline = None;
                return;
            }
        }
    }
}

impl AsyncRead for PatientStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_given_up {
            return Poll::Ready(Ok(()));
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        let Some(deadline) = &mut self.deadline else {
            return read;
        };
        if read.is_pending() {
            if deadline.as_mut().poll(context).is_pending() {
                return Poll::Pending;
            }
            self.is_given_up = true;
            if self.has_begun {
                // If it can't be said, it can't be said; the end of the connection follows in any case.
                let _ = self.stream.try_write(TOO_SLOW);
            }
            return Poll::Ready(Ok(()));
        }
        let bytes = buffer.filled().get(before..).unwrap_or_default();
        self.look_at(bytes);
        read
    }
}

impl AsyncWrite for PatientStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, pieces)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
