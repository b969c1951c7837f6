//! What the command line and the environment say.

use std::env;
use std::path::PathBuf;

use crate::api::server::Options;

pub const HELP: &str = "\
Usage: countries [--listen ADDR] [--mock]
       countries token NAME

Serves the API, or prints a token that lets NAME write for thirty days.

Options:
      --listen ADDR  Address to listen on; port 0 picks a free one [default: 127.0.0.1:3000]
      --mock         Answer with the document's examples, without a database
  -h, --help         Print this

Environment:
  COUNTRIES_SECRET   What tokens are signed with: 32 bytes or more
  COUNTRIES_DB       The database's file, made if there is none [default: countries.db]
";

/// What the program is to do.
#[derive(Debug, PartialEq, Eq)]
pub enum Command {
    Serve { listen: String },
    Mock { listen: String },
    Token { name: String },
    Help,
}

/// Reads the arguments, the program's name not among them.
pub fn command(args: impl Iterator<Item = String>) -> Result<Command, String> {
    let mut args = args.peekable();
    if args.next_if_eq("token").is_some() {
        return match (args.next(), args.next()) {
            (Some(name), None) => Ok(Command::Token { name }),
            _ => Err("`token` takes one name: countries token NAME".to_owned()),
        };
    }
    // The rest is what every generated server understands.
    let Options { listen, mock, help } = Options::from_args(args)?;
    Ok(match (help, mock) {
        (true, _) => Command::Help,
        (_, true) => Command::Mock { listen },
        _ => Command::Serve { listen },
    })
}

/// What differs from one machine to the next.
pub struct Settings {
    /// What tokens are signed with.
    pub secret: String,

    /// The database's file.
    pub database: PathBuf,
}

impl Settings {
    /// The fewest bytes of a secret: as many as SHA-256 gives (RFC 7518, section 3.2).
    const LEAST_SECRET: usize = 32;

    /// Reads the environment.
    pub fn from_env() -> Result<Self, String> {
        let secret = env::var("COUNTRIES_SECRET").unwrap_or_default();
        if secret.len() < Self::LEAST_SECRET {
            return Err("COUNTRIES_SECRET must be set, to 32 bytes or more: \
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
