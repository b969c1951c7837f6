//! Command line arguments and environment variables.

use std::env;
use std::path::PathBuf;

use crate::api::server::Options;

pub const HELP: &str = "\
Usage: countries [--listen ADDR] [--mock]
       countries token NAME

Serves the API, or prints a token for NAME that is valid for thirty days.

Options:
      --listen ADDR  Address to listen on; port 0 picks a free one
                     [environment: LISTEN, or HOST and PORT; default: 127.0.0.1:3000]
      --mock         Respond with the document's examples, without a database
  -h, --help         Print this

Environment:
  COUNTRIES_SECRET   Secret with which tokens are signed, at least 32 bytes
  COUNTRIES_DB       Path of the database, which is created if missing [default: countries.db]
";

/// The command that the arguments specify.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Serve { listen: String },
    Mock { listen: String },
    Token { name: String },
    Help,
}

/// Parses the arguments, without the program's name.
///
/// # Errors
/// A message for the user if an argument is unknown or lacks its value.
pub fn command(args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut args = args.peekable();
    if args.next_if_eq("token").is_some() {
        return match (args.next(), args.next()) {
            (Some(name), None) => Ok(Command::Token { name }),
            _ => Err("`token` takes one name: countries token NAME".to_owned()),
        };
    }
    // The other arguments are those of every generated server.
    let Options {
        listen, mock, help, ..
    } = Options::from_args(args)?;
    Ok(match (help, mock) {
        (true, _) => Command::Help,
        (_, true) => Command::Mock { listen },
        _ => Command::Serve { listen },
    })
}

/// The settings in the environment.
pub struct Settings {
    /// The secret with which tokens are signed.
    pub secret: String,

    /// The path of the database.
    pub database: PathBuf,
}

impl Settings {
    /// The shortest secret in bytes: the length of a SHA-256 hash (RFC 7518, section 3.2).
    const MIN_SECRET: usize = 32;

    /// Reads the environment.
    ///
    /// # Errors
    /// A message for the user if the secret is missing or too short.
    pub fn from_env() -> Result<Self, String> {
        let secret = env::var("COUNTRIES_SECRET").unwrap_or_default();
        if secret.len() < Self::MIN_SECRET {
            return Err("COUNTRIES_SECRET must be set, to at least 32 bytes: \
                        export COUNTRIES_SECRET=$(openssl rand -hex 32)"
                .to_owned());
        }
        let database = env::var_os("COUNTRIES_DB").unwrap_or_else(|| "countries.db".into());
        Ok(Self {
            secret,
            database: database.into(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Command, String> {
        command(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn commands() {
        let listen = "127.0.0.1:3000".to_owned();
        assert_eq!(
            read(""),
            Ok(Command::Serve {
                listen: listen.clone()
            })
        );
        assert_eq!(read("--mock"), Ok(Command::Mock { listen }));
        assert_eq!(
            read("--listen [::1]:80"),
            Ok(Command::Serve {
                listen: "[::1]:80".to_owned()
            })
        );
        assert_eq!(
            read("token ada"),
            Ok(Command::Token {
                name: "ada".to_owned()
            })
        );
        assert_eq!(read("--help"), Ok(Command::Help));
        for wrong in ["token", "token ada lovelace", "--port 80", "tokens"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }
}
