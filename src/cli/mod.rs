//! The command line: the only module that prints, reads the environment, or chooses the exit status.
//!
//! One file for each command, whose `run` returns the outcome.

mod access;
mod breaking;
mod bundle;
mod completions;
mod diff;
mod differences;
mod docs;
mod dump;
mod existing;
mod explain;
mod generate;
mod label;
mod lint;
mod manifest;
mod messages;
#[cfg(feature = "mock")]
mod mock;
mod own;
mod stubs;
mod workspace;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use specfirst::Error;
use specfirst::source::{FileId, Sources};

use access::Access;
use messages::Messages;

/// Turns an OpenAPI document into a Rust server, client and mock.
#[derive(Debug, Parser)]
#[command(
    name = "specfirst",
    version,
    propagate_version = true,
    arg_required_else_help = true
)]
#[command(
    after_help = "Exit status: 0 done; 1 the document is wrong, --check found a difference, \
    or --deny-warnings a warning; 2 wrong usage, or a file that can't be read or written."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Generate(generate::Generate),
    Bundle(bundle::Bundle),
    #[cfg(feature = "mock")]
    Mock(mock::Mock),
    Diff(diff::Diff),
    Docs(docs::Docs),
    Dump(dump::Dump),
    Lint(lint::Lint),
    Explain(explain::Explain),
    Completions(completions::Completions),
}

/// The outcome of a command, as its exit status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Success, warnings included.
    Done,
    /// The document is wrong, or `--check` found a difference.
    Wrong,
    /// Wrong usage, or a file that cannot be read or written.
    Failed,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => ExitCode::SUCCESS,
            Outcome::Wrong => ExitCode::from(1),
            Outcome::Failed => ExitCode::from(2),
        }
    }
}

/// Parses the arguments and runs the command.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        // Help and version are errors to clap as well, which prints them and chooses the status.
        Err(error) => {
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match arguments.command {
        Command::Generate(command) => command.run(),
        Command::Bundle(command) => command.run(),
        #[cfg(feature = "mock")]
        Command::Mock(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Docs(command) => command.run(),
        Command::Dump(command) => command.run(),
        Command::Lint(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Completions(command) => command.run(),
    }
    .into()
}

/// Reads the document, from a file or from standard input.
fn read(spec: &Path, sources: &mut Sources) -> Result<FileId, Error> {
    if label::is_stdin(spec) {
        sources.read_stdin()
    } else {
        sources.read(spec)
    }
}
