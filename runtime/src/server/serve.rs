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
      --listen ADDR   Address to listen on, or a port of 127.0.0.1; port 0 picks a free one
                      [environment: LISTEN, or HOST and PORT; default: 127.0.0.1:3000]
      --mock          Respond with the document's examples
      --mock-missing  Respond with them where a handler is not implemented
  -h, --help          Print this
";

    /// Reads the arguments, the program's name not among them. Without `--listen`, the address is that of the environment
    /// variable `LISTEN`, or else `PORT` on the address `HOST`, which is 127.0.0.1 if it is not set.
    ///
    /// # Errors
    /// A message for the user when an argument is unknown or lacks its value.
    pub fn from_args(args: impl Iterator<Item = String>) -> Result<Self, String> {
        Self::read(args, |name| std::env::var(name).ok())
    }

    /// The same, with the variables of another environment.
    fn read(
        mut args: impl Iterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, String> {
        let mut listen = None;
        let mut options = Self {
            listen: String::new(),
            mock: false,
            mock_missing: false,
            help: false,
        };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                "--mock" => options.mock = true,
                "--mock-missing" => options.mock_missing = true,
                "--help" | "-h" => options.help = true,
                "--listen" => {
                    let address = args.next();
                    listen =
                        Some(address.ok_or("--listen needs an address, such as 127.0.0.1:3000")?);
                }
                other => match other.strip_prefix("--listen=") {
                    Some(address) => listen = Some(address.to_owned()),
                    None => {
                        return Err(format!(
                            "unknown argument {other}; --help lists those there are"
                        ));
                    }
                },
            }
        }
        let given = |name: &str| variable(name).filter(|value| !value.is_empty());
        let address = listen.or_else(|| given("LISTEN"));
        options.listen = match (address, given("PORT")) {
            (Some(address), _) => with_host(address),
            (None, Some(port)) => {
                let host = given("HOST").unwrap_or_else(|| LOCAL_HOST.to_owned());
                // An address of IPv6.
                match host.contains(':') && !host.starts_with('[') {
                    true => format!("[{host}]:{port}"),
                    false => format!("{host}:{port}"),
                }
            }
            (None, None) => format!("{LOCAL_HOST}:3000"),
        };
        Ok(options)
    }
}

/// Where a server listens unless it is given another address: on this machine only.
const LOCAL_HOST: &str = "127.0.0.1";

/// An address with a host: a port alone, `3000` or `:3000`, is one of this machine.
fn with_host(address: String) -> String {
    let port = address.strip_prefix(':').unwrap_or(&address);
    match port.parse::<u16>() {
        Ok(port) => format!("{LOCAL_HOST}:{port}"),
        Err(_) => address,
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

#[cfg(test)]
mod tests {
    use super::*;

    fn listen(args: &[&str], environment: &[(&str, &str)]) -> String {
        let variable = |name: &str| {
            let mut variables = environment.iter();
            let (_, value) = variables.find(|(known, _)| *known == name)?;
            Some((*value).to_owned())
        };
        let args = args.iter().map(|arg| (*arg).to_owned());
        Options::read(args, variable).unwrap().listen
    }

    #[test]
    fn the_address_is_an_argument_or_in_the_environment() {
        let all = [("LISTEN", "0.0.0.0:1"), ("HOST", "0.0.0.0"), ("PORT", "2")];
        assert_eq!(listen(&["--listen", "[::1]:0"], &all), "[::1]:0");
        assert_eq!(listen(&[], &all), "0.0.0.0:1");
        assert_eq!(listen(&[], &all[1..]), "0.0.0.0:2");
        assert_eq!(listen(&[], &[("PORT", "2")]), "127.0.0.1:2");
        assert_eq!(listen(&[], &[("HOST", "::1"), ("PORT", "2")]), "[::1]:2");
        assert_eq!(
            listen(&[], &[("LISTEN", ""), ("PORT", "")]),
            "127.0.0.1:3000"
        );
        // Some systems set it to the name of the machine.
        assert_eq!(listen(&[], &all[1..2]), "127.0.0.1:3000");
        assert_eq!(listen(&[], &[]), "127.0.0.1:3000");
    }

    #[test]
    fn a_port_alone_is_one_of_this_machine() {
        assert_eq!(listen(&["--listen", "3004"], &[]), "127.0.0.1:3004");
        assert_eq!(listen(&["--listen=:0"], &[]), "127.0.0.1:0");
        assert_eq!(listen(&[], &[("LISTEN", "3004")]), "127.0.0.1:3004");
        assert_eq!(listen(&["--listen", "localhost:1"], &[]), "localhost:1");
    }
}
