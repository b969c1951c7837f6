//! Countries with their capitals and sizes, kept in SQLite and served over HTTP.
//!
//! The document `specs/countries.yaml` says what the API is; `build.rs` makes the module `api` of it. What is left to
//! write is here: where countries are kept ([`store`]), who may write ([`auth`]), and what each operation does
//! ([`handlers`]).

mod auth;
mod errors;
mod handlers;
mod page;
mod settings;
mod store;

/// Generated from the document.
mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}

use std::error::Error;
use std::io::IsTerminal;
use std::process::ExitCode;

use api::server;
use auth::Tokens;
use handlers::Handlers;
use settings::{Command, Settings};
use store::Store;

#[tokio::main]
async fn main() -> ExitCode {
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(colours)
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
        Command::Mock { listen } => server::serve(server::mock().router(), listen).await?,
        Command::Token { name } => {
            let Settings { secret, .. } = Settings::from_env()?;
            println!("{}", Tokens::new(&secret).issue(&name)?);
        }
        Command::Serve { listen } => {
            let Settings { secret, database } = Settings::from_env()?;
            let handlers = Handlers::new(Store::open(&database)?, Tokens::new(&secret));
            let service = server::service(handlers).shape(errors::shape);
            server::serve(service.router(), listen).await?;
        }
    }
    Ok(())
}
