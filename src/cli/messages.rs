//! What is printed, and where: results to standard output, everything about the way there to standard error;
//! with `--message-format json` all of it to standard output, one object a line.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use specfirst::diagnostic::terminal::Shown;
use specfirst::diagnostic::{self, Diagnostics, Severity};
use specfirst::source::Sources;

/// How much is printed, and for whom.
#[derive(Args, Clone, Debug)]
pub struct Messages {
    /// Print errors only
    #[arg(short, long)]
    quiet: bool,

    /// Print every message, where there are many of a kind
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,

    /// For people, or one JSON object a line
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    message_format: Format,
}

/// For whom messages are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Human,
    Json,
}

// A pipe that is closed is no reason to stop, so writing may fail.
impl Messages {
    /// Whether only errors are wanted.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// What was found in the document; with `--quiet` only what makes the command fail.
    pub fn diagnostics(
        &self,
        diagnostics: &Diagnostics,
        sources: &Sources,
        warnings_are_denied: bool,
    ) {
        let warnings = !self.quiet || warnings_are_denied;
        self.write_diagnostics(diagnostics, sources, warnings, &mut io::stdout());
    }

    /// The same where standard output is for something else.
    pub fn diagnostics_aside(&self, diagnostics: &Diagnostics, sources: &Sources) {
        self.write_diagnostics(diagnostics, sources, !self.quiet, &mut io::stderr());
    }

    fn write_diagnostics(
        &self,
        diagnostics: &Diagnostics,
        sources: &Sources,
        warnings: bool,
        for_tools: &mut dyn Write,
    ) {
        let passes = |severity| warnings || severity == Severity::Error;
        match self.message_format {
            Format::Human => {
                let shown = Shown {
                    colours: colours(),
                    warnings,
                    all: self.verbose,
                    hint: true,
                };
                let text = diagnostic::terminal::render(diagnostics, sources, shown);
                let _ = io::stderr().write_all(text.as_bytes());
            }
            Format::Json => {
                let text = diagnostic::json::render_if(diagnostics, sources, passes);
                let _ = for_tools.write_all(text.as_bytes());
            }
        }
    }

    /// Why the command failed.
    pub fn error(&self, error: &dyn Display) {
        match self.message_format {
            Format::Human => {
                let word = if colours() {
                    "\u{1b}[1;31merror\u{1b}[0m"
                } else {
                    "error"
                };
                let _ = writeln!(io::stderr(), "{word}: {error}");
            }
            Format::Json => {
                let _ = writeln!(
                    io::stdout(),
                    "{}",
                    json!({ "type": "error", "message": error.to_string() })
                );
            }
        }
    }

    /// A result: a line for people, an object for tools.
    pub fn result(&self, line: &dyn Display, object: Value) {
        if !self.quiet {
            self.print(line, object);
        }
    }

    /// A result that `--quiet` leaves standing, for it is what the exit status stands for.
    pub fn finding(&self, line: &dyn Display, object: Value) {
        self.print(line, object);
    }

    /// A line for people only.
    pub fn remark(&self, line: &dyn Display) {
        if !self.quiet && self.message_format == Format::Human {
            let _ = writeln!(io::stdout(), "{line}");
        }
    }

    /// An object for tools only.
    pub fn object(&self, object: Value) {
        if !self.quiet && self.message_format == Format::Json {
            let _ = writeln!(io::stdout(), "{object}");
        }
    }

    fn print(&self, line: &dyn Display, object: Value) {
        let _ = match self.message_format {
            Format::Human => writeln!(io::stdout(), "{line}"),
            Format::Json => writeln!(io::stdout(), "{object}"),
        };
    }
}

/// Whether standard error takes colours: <https://no-color.org>.
fn colours() -> bool {
    io::stderr().is_terminal()
        && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb")
}
