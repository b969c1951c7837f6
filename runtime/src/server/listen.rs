//! Accepting connections, up to a limit, until the server is to stop.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{watch, OwnedSemaphorePermit, Semaphore};
use tokio::time::{sleep, timeout, Instant};

use super::connection::{serve_connection, Signals};
use super::log::Log;
use super::settings::Settings;

/// The time between two attempts to accept when the process has no descriptors left.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// The shortest time between two log lines about the same shortage.
const LOG_PERIOD: Duration = Duration::from_secs(10);

/// How many bytes of a response the operating system takes ahead of what it can send.
#[cfg(any(target_os = "android", target_os = "linux"))]
const UNSENT_BYTES: u32 = 128 * 1024;

/// hyper adds its timeouts to the current time, which panics for a time like [`Duration::MAX`].
const LONGEST_TIMEOUT: Duration = Duration::from_secs(365 * 24 * 60 * 60);

type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A [`Router`] with limits for its connections, ready to be served over TCP as HTTP/1.1 and HTTP/2.
///
/// Requests have the client's address in their extensions, as [`axum::extract::ConnectInfo`] of a
/// [`SocketAddr`](std::net::SocketAddr). A request of HTTP/1.1 with no `Host` or several is refused with 400.
///
/// ```text
/// let listener = TcpListener::bind("127.0.0.1:3000").await?;
/// Server::new(server::router(Handlers::default()))
///     .max_connections(10_000)
///     .header_timeout(Duration::from_secs(10))
///     .serve(listener)
///     .await?;
/// ```
#[derive(Debug)]
pub struct Server {
    router: Router,
    settings: Settings,
}

impl Server {
    /// A server with the default limits.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            settings: Settings::default(),
        }
    }

    /// How many connections may be open at the same time. The default is 768.
    ///
    /// When there are as many, or the process has no descriptors left, idle connections are closed at once and new ones
    /// wait in the backlog of the operating system; both are logged. More connections need more descriptors (`ulimit -n`).
    pub fn max_connections(mut self, limit: usize) -> Self {
        self.settings.max_connections =
            limit.clamp(1, Semaphore::MAX_PERMITS.min(u32::MAX as usize));
        self
    }

    /// How long a client may take to send the head of a request, and how long a connection may be idle before and between
    /// requests. After it the connection is closed. The default is 30 seconds.
    pub fn header_timeout(mut self, time: Duration) -> Self {
        self.settings.header_timeout = time.min(LONGEST_TIMEOUT);
        self
    }

    /// How long a client may take to make room for the next piece of a response. After it the connection is closed if no
    /// other request is under way on it. The default is 30 seconds.
    pub fn write_timeout(mut self, time: Duration) -> Self {
        self.settings.write_timeout = time;
        self
    }

    /// How many requests may be under way at the same time on one HTTP/2 connection. The default is 100.
    pub fn max_concurrent_streams(mut self, limit: u32) -> Self {
        self.settings.max_concurrent_streams = limit;
        self
    }

    /// How long requests under way may take to end once the server is to stop. The default is 30 seconds.
    pub fn shutdown_timeout(mut self, time: Duration) -> Self {
        self.settings.shutdown_timeout = time;
        self
    }

    /// Serves until the process gets SIGTERM or Ctrl-C, then lets requests under way end.
    ///
    /// # Errors
    /// When the listener has no address.
    pub async fn serve(self, listener: TcpListener) -> io::Result<()> {
        self.serve_until(listener, super::serve::stop_signal())
            .await
    }

    /// Serves until a future completes, then lets requests under way end.
    ///
    /// # Errors
    /// When the listener has no address.
    pub async fn serve_until(
        self,
        listener: TcpListener,
        stop: impl Future<Output = ()> + Send,
    ) -> io::Result<()> {
        self.run(listener, Box::pin(stop)).await
    }

    /// Erased, the future is compiled with the runtime; otherwise, and hyper with it, with every server.
    fn run<'a>(
        self,
        listener: TcpListener,
        stop: BoxFuture<'a, ()>,
    ) -> BoxFuture<'a, io::Result<()>> {
        Box::pin(self.run_until(listener, stop))
    }

    async fn run_until(self, listener: TcpListener, stop: BoxFuture<'_, ()>) -> io::Result<()> {
        listener.local_addr()?;
        let limit = self.settings.max_connections;
        let (stopping, pressure) = (watch::Sender::new(false), watch::Sender::new(false));
        let acceptor = Acceptor {
            listener,
            free: Arc::new(Semaphore::new(limit)),
            pressure,
            last_log: None,
        };
        let free = Arc::clone(&acceptor.free);
        tokio::select! {
            never = acceptor.run(&self.router, self.settings, &stopping) => match never {},
            () = stop => {}
        }
        stopping.send_replace(true);
        // All permits are free again when all connections are closed.
        let all = u32::try_from(limit).unwrap_or(u32::MAX);
        if timeout(self.settings.shutdown_timeout, free.acquire_many(all))
            .await
            .is_err()
        {
            tracing::warn!("requests under way did not end in time; their connections are closed");
        }
        // The program may end next.
        Log::flush_all();
        Ok(())
    }
}

struct Acceptor {
    listener: TcpListener,
    free: Arc<Semaphore>,
    /// Whether connections are short, so that idle ones are to be closed.
    pressure: watch::Sender<bool>,
    last_log: Option<Instant>,
}

impl Acceptor {
    async fn run(
        mut self,
        router: &Router,
        settings: Settings,
        stopping: &watch::Sender<bool>,
    ) -> std::convert::Infallible {
        loop {
            let permit = self.permit(settings.max_connections).await;
            let (stream, address) = self.accept().await;
            set_options(&stream);
            let router = router.clone();
            let signals = Signals {
                stopping: stopping.subscribe(),
                pressure: self.pressure.subscribe(),
            };
            tokio::spawn(async move {
                serve_connection(stream, address, router, settings, signals).await;
                drop(permit);
            });
        }
    }

    /// Waits until another connection is allowed.
    async fn permit(&mut self, limit: usize) -> OwnedSemaphorePermit {
        loop {
            if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
                return permit;
            }
            if self.may_log() {
                tracing::warn!(limit, "the limit of connections is reached; new ones wait");
            }
            self.pressure.send_replace(true);
            let permit = Arc::clone(&self.free).acquire_owned().await;
            self.pressure.send_replace(false);
            match permit {
                Ok(permit) => return permit,
                // The semaphore is never closed.
                Err(_) => sleep(ACCEPT_RETRY).await,
            }
        }
    }

    /// Waits for a connection.
    async fn accept(&mut self) -> (TcpStream, std::net::SocketAddr) {
        loop {
            let error = match self.listener.accept().await {
                Ok(accepted) => {
                    if *self.pressure.borrow() {
                        self.pressure.send_replace(false);
                    }
                    return accepted;
                }
                Err(error) => error,
            };
            if is_of_client(&error) {
                continue;
            }
            if self.may_log() {
                tracing::error!(%error, "connections cannot be accepted; new ones wait");
            }
            self.pressure.send_replace(true);
            sleep(ACCEPT_RETRY).await;
        }
    }

    fn may_log(&mut self) -> bool {
        let now = Instant::now();
        let may_log = self.last_log.is_none_or(|last| now - last >= LOG_PERIOD);
        if may_log {
            self.last_log = Some(now);
        }
        may_log
    }
}

/// Sets the options of a connection. A failure costs only what the option is for.
fn set_options(stream: &TcpStream) {
    // Without it a response may wait for the client's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    // Without it the operating system takes megabytes for each client that does not read.
    #[cfg(any(target_os = "android", target_os = "linux"))]
    let _ = socket2::SockRef::from(stream).set_tcp_notsent_lowat(UNSENT_BYTES);
}

/// Whether a connection was closed by its client before it was accepted, which concerns no other connection.
fn is_of_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_shortages_of_the_server_are_waited_for() {
        for (kind, expected) in [
            (io::ErrorKind::ConnectionAborted, true),
            (io::ErrorKind::ConnectionReset, true),
            (io::ErrorKind::Interrupted, true),
            (io::ErrorKind::OutOfMemory, false),
            (io::ErrorKind::Other, false),
        ] {
            assert_eq!(is_of_client(&kind.into()), expected, "{kind:?}");
        }
    }

    #[tokio::test]
    async fn a_shortage_is_logged_once_in_a_period() {
        let mut acceptor = Acceptor {
            listener: TcpListener::bind("127.0.0.1:0").await.unwrap(),
            free: Arc::new(Semaphore::new(1)),
            pressure: watch::Sender::new(false),
            last_log: None,
        };
        assert!(acceptor.may_log());
        assert!(!acceptor.may_log());
        acceptor.last_log = Instant::now().checked_sub(LOG_PERIOD);
        assert!(acceptor.may_log());
    }

    #[test]
    fn the_header_timeout_is_at_most_a_year() {
        let year = Duration::from_secs(365 * 24 * 3600);
        for (set, expected) in [(Duration::MAX, year), (year / 2, year / 2)] {
            let server = Server::new(Router::new()).header_timeout(set);
            assert_eq!(server.settings.header_timeout, expected);
        }
    }

    #[tokio::test]
    async fn responses_are_sent_at_once_and_not_far_ahead_of_the_client() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stream, accepted) = tokio::join!(TcpStream::connect(address), listener.accept());
        let (_stream, accepted) = (stream.unwrap(), accepted.unwrap().0);
        set_options(&accepted);
        assert!(accepted.nodelay().unwrap());
        #[cfg(any(target_os = "android", target_os = "linux"))]
        {
            let unsent = socket2::SockRef::from(&accepted).tcp_notsent_lowat();
            assert_eq!(unsent.unwrap(), 128 * 1024);
        }
    }
}
