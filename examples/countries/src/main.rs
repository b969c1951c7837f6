//! Countries with their capitals and sizes, kept in SQLite and served over HTTP.
//!
//! `build.rs` generates the module `api` from the document `specs/countries.yaml`. Written by hand are the storage
//! ([`store`]), authentication ([`auth`]) and the handlers of the operations ([`handlers`]).

mod auth;
mod errors;
mod handlers;
mod page;
mod settings;
mod store;

/// The types and the server, generated from the document.
mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

use std::error::Error;
use std::io::IsTerminal;
use std::process::ExitCode;

use api::server::{self, BASE_PATH, Log};
use auth::Tokens;
use handlers::Handlers;
use settings::{Command, Settings};
use store::Store;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(Log::new)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Box<dyn Error>> {
    match settings::command(std::env::args().skip(1))? {
        Command::Help => print!("{}", settings::HELP),
        Command::Mock { listen } => {
            let mock = server::mock().base_path(BASE_PATH);
            server::serve(mock.router(), listen).await?;
        }
        Command::Token { name } => {
            let Settings { secret, .. } = Settings::from_env()?;
            println!("{}", Tokens::new(&secret).issue(&name)?);
        }
        Command::Serve { listen } => {
            let Settings { secret, database } = Settings::from_env()?;
            let handlers = Handlers::new(Store::open(&database)?, Tokens::new(&secret));
            let service = server::service(handlers)
                .base_path(BASE_PATH)
                .problem_response(errors::response);
            server::serve(service.router(), listen).await?;
        }
    }
    Ok(())
}
