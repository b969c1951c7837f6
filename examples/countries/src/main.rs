//! Countries with their capitals and sizes, kept in SQLite and served over HTTP.
//!
//! `build.rs` generates the module `api` from the document `specs/countries.yaml`. Written by hand are the storage
//! ([`store`]), the transaction of each request ([`transaction`]), authentication ([`auth`]) and the handlers of the
//! operations ([`handlers`]).

mod auth;
mod errors;
mod handlers;
mod page;
mod settings;
mod store;
mod transaction;

/// The types and the server, generated from the document.
mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

use std::error::Error;
use std::io::IsTerminal;
use std::process::ExitCode;

use api::server::{self, BASE_PATH, Log};
use auth::Tokens;
use axum::middleware::from_fn_with_state;
use handlers::Handlers;
use settings::{Command, Settings};
use store::Database;
use transaction::in_transaction;

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
            let database = Database::open(&database)?;
            let service = server::service(Handlers::new(Tokens::new(&secret)))
                .layer(
                    |_| true,
                    move |router| {
                        router.layer(from_fn_with_state(database.clone(), in_transaction))
                    },
                )
                .base_path(BASE_PATH)
                .problem_response(errors::response);
            server::serve(service.router(), listen).await?;
        }
    }
    Ok(())
}
