pub mod handlers;

use std::io::IsTerminal;
use std::process::ExitCode;

use books::api::server::{self, Log, Options};

use self::handlers::Handlers;

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(Log::new)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let options = match Options::from_args(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    if options.help {
        print!("{}", Options::HELP);
        return ExitCode::SUCCESS;
    }
    let router = if options.mock {
        server::mock().base_path(server::BASE_PATH).router()
    } else {
        let service = server::service(Handlers::default())
            .mock_missing(options.mock_missing);
        service.base_path(server::BASE_PATH).router()
    };
    match server::serve(router, &options.listen).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("cannot listen on {}: {error}", options.listen);
            ExitCode::FAILURE
        }
    }
}
