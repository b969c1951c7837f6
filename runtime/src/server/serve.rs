//! Running a server as a program.

use std::io;
use std::net::SocketAddr;

use axum::Router;
use tokio::net::{lookup_host, TcpListener, TcpSocket, ToSocketAddrs};

use super::listen::Server;

/// How many connections may wait to be accepted; the system may have a lower limit. A client beyond it tries again after a
/// second, so this is more than can come at once while connections are at their limit.
const BACKLOG: u32 = 4096;

/// The options on the command line of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The address to listen on; port 0 picks a free one.
    pub listen: String,

    /// Respond with the examples of the document.
    pub mock: bool,

    /// Respond with the examples of the document where a handler is not implemented.
    pub mock_missing: bool,

    /// Print [`Options::HELP`] and stop.
    pub help: bool,
}

impl Options {
    /// The text for `--help`.
    pub const HELP: &str = "\
Options:
      --listen ADDR   Address to listen on; port 0 picks a free one [default: 127.0.0.1:3000]
      --mock          Respond with the document's examples
      --mock-missing  Respond with them where a handler is not implemented
  -h, --help          Print this
";

    /// Reads the arguments, the program's name not among them.
    ///
    /// # Errors
    /// A message for the user when an argument is unknown or lacks its value.
    pub fn from_args(args: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut options = Self {
            listen: "127.0.0.1:3000".to_owned(),
            mock: false,
            mock_missing: false,
            help: false,
        };
        let mut args = args;
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--mock" => options.mock = true,
                "--mock-missing" => options.mock_missing = true,
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

/// Serves on an address until the process gets SIGTERM or Ctrl-C, then lets requests under way end.
///
/// Prints `listening on http://ADDR` on standard error. [`Server`] has settings.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(router: Router, address: impl ToSocketAddrs) -> io::Result<()> {
    serve_on(router, bind(address).await?).await
}

/// Listens on the first of the addresses that is free.
async fn bind(address: impl ToSocketAddrs) -> io::Result<TcpListener> {
    let mut result = Err(io::Error::new(
        io::ErrorKind::InvalidInput,
        "the address cannot be resolved",
    ));
    for address in lookup_host(address).await? {
        let socket = match address {
            SocketAddr::V4(_) => TcpSocket::new_v4(),
            SocketAddr::V6(_) => TcpSocket::new_v6(),
        };
        result = socket.and_then(|socket| {
            // As `TcpListener::bind` does, so that a server can be started again at once.
            #[cfg(unix)]
            socket.set_reuseaddr(true)?;
            socket.bind(address)?;
            socket.listen(BACKLOG)
        });
        if result.is_ok() {
            break;
        }
    }
    result
}

/// Like [`serve`], on a listener that is bound already.
///
/// # Errors
/// When the listener has no address.
pub async fn serve_on(router: Router, listener: TcpListener) -> io::Result<()> {
    eprintln!("listening on http://{}", listener.local_addr()?);
    Server::new(router).serve(listener).await
}

/// Completes when the process gets SIGTERM or Ctrl-C.
pub(super) async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{signal, SignalKind};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                () = ctrl_c() => {}
            }
            return;
        }
    }
    ctrl_c().await;
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Where the signal cannot be received, it never comes.
        std::future::pending::<()>().await;
    }
}
