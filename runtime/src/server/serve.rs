//! Running a server as a program.

use std::future::{poll_fn, Future, IntoFuture};
use std::io;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use axum::Router;
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::watch;

use super::listener::PatientListener;

/// How long the head of a connection's first request may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long requests under way get to end once the program is asked to stop.
const GRACE: Duration = Duration::from_secs(30);

/// What the command line of a server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The address to listen on; port 0 picks a free one.
    pub listen: String,

    /// Answer with the document's examples.
    pub mock: bool,

    /// Print [`Options::HELP`] and stop.
    pub help: bool,
}

impl Options {
    /// The text for `--help`.
    pub const HELP: &str = "\
Options:
      --listen ADDR  Address to listen on; port 0 picks a free one [default: 127.0.0.1:3000]
      --mock         Answer with the document's examples
  -h, --help         Print this
";

    /// Reads the arguments, the program's name not among them.
    ///
    /// # Errors
    /// A message for the user when an argument is unknown or lacks its value.
    pub fn from_args(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            listen: "127.0.0.1:3000".to_owned(),
            mock: false,
            help: false,
        };
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--mock" => options.mock = true,
                "--help" | "-h" => options.help = true,
                "--listen" => {
                    options.listen = args
                        .next()
                        .ok_or("--listen needs an address, such as 127.0.0.1:3000")?
                }
                other => match other.strip_prefix("--listen=") {
                    Some(address) => options.listen = address.to_owned(),
                    None => {
                        return Err(format!(
                            "unknown argument {other}; --help lists those there are"
                        ));
                    }
                },
            }
        }
        Ok(options)
    }
}

/// Serves on an address until the program is asked to stop, by SIGTERM or Ctrl-C; requests under way are ended first.
///
/// Says `listening on http://ADDR` on standard error.
///
/// # Errors
/// When the address can't be listened on.
pub async fn serve(router: Router, address: impl ToSocketAddrs) -> io::Result<()> {
    serve_on(router, TcpListener::bind(address).await?).await
}

/// Like [`serve`], on a listener that is bound already.
///
/// # Errors
/// When the listener has no address.
pub async fn serve_on(router: Router, listener: TcpListener) -> io::Result<()> {
    eprintln!("listening on http://{}", listener.local_addr()?);
    let (stop, stopped) = watch::channel(false);
    let mut graceful = stopped.clone();
    let server = axum::serve(PatientListener::new(listener, PATIENCE), router)
        .with_graceful_shutdown(async move {
            // An error says that nobody can stop it any more, which is reason enough.
            let _ = graceful.wait_for(|stop| *stop).await;
        });
    let end = async move {
        asked_to_stop().await;
        let _ = stop.send(true);
        tokio::time::sleep(GRACE).await;
        Ok(())
    };
    first(server.into_future(), end).await
}

async fn asked_to_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{signal, SignalKind};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            let terminated = async {
                terminate.recv().await;
            };
            return first(terminated, ctrl_c()).await;
        }
    }
    ctrl_c().await;
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals there is nothing to wait for.
        std::future::pending::<()>().await;
    }
}

/// The output of whichever future ends first.
async fn first<T>(one: impl Future<Output = T>, other: impl Future<Output = T>) -> T {
    let mut one = pin!(one);
    let mut other = pin!(other);
    poll_fn(|context| match one.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(output),
        Poll::Pending => other.as_mut().poll(context),
    })
    .await
}
