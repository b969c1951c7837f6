//! Prints results to standard output and diagnostics to standard error; with `--message-format json` both to standard
//! output, as a JSON object on each line.

use std::env;
use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use specfirst::diagnostic::terminal::RenderOptions;
use specfirst::diagnostic::{self, Diagnostics, Severity};
use specfirst::source::Sources;

/// The flags for what is printed, and in which format.
#[derive(Args, Clone, Debug)]
pub struct Messages {
    /// Print errors only
    #[arg(short, long)]
    quiet: bool,

    /// Print every message, however many there are of a kind
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,

    /// The format of diagnostics and results
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    message_format: Format,
}

/// The format of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// A JSON object on each line, for editors and continuous integration
    Json,
}

// A closed pipe is not an error, so the results of writing are ignored.
impl Messages {
    /// Whether only errors are printed.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// Whether every message is printed.
    pub fn is_verbose(&self) -> bool {
        self.verbose
    }

    /// For commands whose results have formats of their own.
    pub fn for_result(quiet: bool) -> Self {
        Messages {
            quiet,
            verbose: false,
            message_format: Format::Human,
        }
    }

    /// Prints errors, and warnings that were errors; all on standard error.
    pub fn errors_and_warnings_of(
        &self,
        diagnostics: &Diagnostics,
        sources: &Sources,
        is_unreadable: bool,
    ) {
        let least = match is_unreadable || self.quiet {
            true => Severity::Error,
            false => Severity::Warning,
        };
        self.write_diagnostics(diagnostics, sources, least, &mut io::stderr());
    }

    /// Prints the diagnostics; with `--quiet` only those that make the command fail.
    pub fn diagnostics(
        &self,
        diagnostics: &Diagnostics,
        sources: &Sources,
        warnings_are_denied: bool,
    ) {
        let least = match (self.quiet, warnings_are_denied) {
            (false, _) => Severity::Note,
            (true, true) => Severity::Warning,
            (true, false) => Severity::Error,
        };
        self.write_diagnostics(diagnostics, sources, least, &mut io::stdout());
    }

    /// The same, with standard output reserved for the result.
    pub fn diagnostics_aside(&self, diagnostics: &Diagnostics, sources: &Sources) {
        let least = match self.quiet {
            false => Severity::Note,
            true => Severity::Error,
        };
        self.write_diagnostics(diagnostics, sources, least, &mut io::stderr());
    }

    fn write_diagnostics(
        &self,
        diagnostics: &Diagnostics,
        sources: &Sources,
        least: Severity,
        json_output: &mut dyn Write,
    ) {
        let passes = |severity| severity <= least;
        match self.message_format {
            Format::Human => {
                let options = RenderOptions {
                    colours: colours(),
                    least,
                    all: self.verbose,
                    hint: true,
                };
                let text = diagnostic::terminal::render(diagnostics, sources, options);
                let _ = io::stderr().write_all(text.as_bytes());
            }
            Format::Json => {
                let text = diagnostic::json::render_if(diagnostics, sources, passes);
                let _ = json_output.write_all(text.as_bytes());
            }
        }
    }

    /// Prints why the command failed.
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

    /// Prints a result: a line as text, an object as JSON.
    pub fn result(&self, line: &dyn Display, object: Value) {
        if !self.quiet {
            self.print(line, object);
        }
    }

    /// Prints a result also with `--quiet`, since it explains the exit status.
    pub fn finding(&self, line: &dyn Display, object: Value) {
        self.print(line, object);
    }

    /// Prints a line, in text format only.
    pub fn print_text(&self, line: &dyn Display) {
        if !self.quiet && self.message_format == Format::Human {
            let _ = writeln!(io::stdout(), "{line}");
        }
    }

    /// Prints an object, in JSON format only.
    pub fn print_json(&self, object: Value) {
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
