//! `specfirst diff OLD NEW`

mod input;
mod print;

use std::env;
use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};
use specfirst::Error;
use specfirst::diagnostic::{Code, Diagnostics};
use specfirst::diff::{self, Calendar, Change, Ignored, Level, Levels, RustVerdict};
use specfirst::pipeline::{self, Side};
use specfirst::source::At;

use super::{Access, Messages, Outcome};
use input::Input;
pub(super) use print::sentence;
use print::{Located, Report};

/// Compare two documents: what changed, and whether existing clients and Rust code break
#[derive(Args, Debug)]
#[command(
    after_help = "Exit status: 0 nothing breaks; 1 a change breaks clients, or --fail-on says so; 2 wrong usage, or a \
    document that can't be read."
)]
pub struct Diff {
    /// The old document: a file, `-`, a URL, or REVISION:PATH for a file of a git repository
    old: String,

    /// The new document
    new: String,

    /// The format of the result
    #[arg(long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// The changes that make the exit status 1
    #[arg(long, value_enum, default_value_t = FailOn::Breaking, value_name = "LEVEL")]
    fail_on: FailOn,

    /// Levels of checks: a file of lines `ID LEVEL`, where LEVEL is err, warn, info or none
    #[arg(long, value_name = "FILE")]
    severity_levels: Option<PathBuf>,

    /// Changes that are accepted: a file with the fingerprint of one at the beginning of each line
    #[arg(long, value_name = "FILE")]
    ignore: Option<PathBuf>,

    /// How many days there have to be between a deprecation and its `x-sunset`, which then has to be there
    #[arg(long, value_name = "DAYS", default_value_t = 0)]
    sunset_days: u32,

    /// Do not find out whether existing Rust code still compiles, which takes as long as generating both crates
    #[arg(long)]
    no_rust: bool,

    #[command(flatten)]
    access: Access,

    /// Print breaking changes only
    #[arg(short, long)]
    quiet: bool,

    /// Print every change, and not only a count of those that no client notices
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// A JSON document
    Json,
    /// A changelog
    Markdown,
    /// Annotations of GitHub Actions
    Github,
    /// For continuous integration that reads test reports
    Junit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Changes that break clients by the strictest reading, and all of level err
    Breaking,
    /// Changes of level err, as oasdiff
    Err,
    /// Changes of level warn as well
    Warn,
    /// Every change
    Info,
    /// Breaking changes, and those by which existing Rust code does not compile any more
    Rust,
}

impl FailOn {
    fn includes(self, change: &Change) -> bool {
        match self {
            FailOn::Breaking | FailOn::Rust => change.is_breaking(),
            FailOn::Err => change.level >= Level::Err,
            FailOn::Warn => change.level >= Level::Warn,
            FailOn::Info => change.level >= Level::Info,
        }
    }
}

impl Diff {
    pub(super) fn run(self) -> Outcome {
        let messages = Messages::for_result(self.quiet);
        self.diff(&messages).unwrap_or_else(|error| {
            messages.error(&error);
            Outcome::Failed
        })
    }

    fn diff(&self, messages: &Messages) -> Result<Outcome, String> {
        if self.no_rust && self.fail_on == FailOn::Rust {
            return Err("`--fail-on rust` can't be used with `--no-rust`".to_owned());
        }
        let levels = self.severity_levels.as_deref();
        let levels = read_settings(levels, Levels::parse)?;
        let ignored = read_settings(self.ignore.as_deref(), Ignored::parse)?;
        let access = self.access.to_options();
        let mut old = Input::read(&self.old, &access)?;
        let mut new = Input::read(&self.new, &access)?;
        let (mut old_diagnostics, mut new_diagnostics) = (Diagnostics::new(), Diagnostics::new());
        let changes = pipeline::compare(
            Side {
                sources: &mut old.sources,
                root: old.root,
                access: &old.access,
                diagnostics: &mut old_diagnostics,
            },
            Side {
                sources: &mut new.sources,
                root: new.root,
                access: &new.access,
                diagnostics: &mut new_diagnostics,
            },
            Calendar::new(today(), self.sunset_days),
        );
        let changes =
            changes.map_err(|error: Error| new.restored(&old.restored(&error.to_string())))?;
        // Before the names are restored, as names of types can come from those of files.
        let rust = match (self.no_rust, &changes) {
            (true, _) => Err("`--no-rust`".to_owned()),
            (false, None) => Err("the documents are not compared".to_owned()),
            (false, Some(_)) => rust_verdict(&mut old, &mut new),
        };
        let is_incomplete = is_left_out(&old_diagnostics) || is_left_out(&new_diagnostics);
        for (input, diagnostics) in [
            (&mut old, &mut old_diagnostics),
            (&mut new, &mut new_diagnostics),
        ] {
            input.restore_names(diagnostics);
            if changes.is_some() {
                diagnostics.soften(0, "the comparison leaves this out");
            }
            messages.errors_and_warnings_of(diagnostics, &input.sources, changes.is_none());
        }
        let Some(mut changes) = changes else {
            return Ok(Outcome::Failed);
        };
        levels.apply(&mut changes);
        let ignored = ignored.apply(&mut changes);
        let report = Report {
            changes: &changes,
            groups: diff::groups(&changes),
            old: located(&old, changes.iter().map(|change| change.old)),
            new: located(&new, changes.iter().map(|change| change.new)),
            ignored: &ignored,
            is_incomplete,
            rust,
        };
        let text = match self.format {
            Format::Human => report.human(self.quiet, self.verbose, colours()),
            Format::Json => report.json(),
            Format::Markdown => report.markdown(),
            Format::Github => report.github(),
            Format::Junit => report.junit(),
        };
        // A closed pipe is not an error.
        let _ = io::stdout().write_all(text.as_bytes());
        // What is unknown may be broken.
        let is_rust_broken = !report.rust.as_ref().is_ok_and(RustVerdict::compiles);
        let fails = changes.iter().any(|change| self.fail_on.includes(change))
            || (self.fail_on == FailOn::Rust && is_rust_broken);
        Ok(if fails { Outcome::Wrong } else { Outcome::Done })
    }
}

/// Whether code for the old crate compiles with the new one; an error says why that is unknown.
fn rust_verdict(old: &mut Input, new: &mut Input) -> Result<RustVerdict, String> {
    let signatures = |input: &mut Input, which: &str| {
        let mut diagnostics = Diagnostics::new();
        let side = Side {
            sources: &mut input.sources,
            root: input.root,
            access: &input.access,
            diagnostics: &mut diagnostics,
        };
        let signatures =
            pipeline::signatures(side).map_err(|error| input.restored(&error.to_string()))?;
        signatures.ok_or_else(|| format!("no crate can be generated from the {which} document"))
    };
    let (old, new) = (signatures(old, "old")?, signatures(new, "new")?);
    Ok(RustVerdict::of(&old, &new))
}

/// The places of changes in a document.
fn located<'a>(input: &'a Input, places: impl Iterator<Item = At>) -> Located<'a> {
    Located::new(&input.sources, places)
}

/// Whether a reference leads to what could not be read, which is then not compared.
fn is_left_out(diagnostics: &Diagnostics) -> bool {
    let mut codes = diagnostics.iter().map(|it| it.code);
    codes.any(|code| {
        matches!(
            code,
            Code::FileOutside
                | Code::UnreadableFile
                | Code::FileMissing
                | Code::NetworkReference
                | Code::UnresolvedReference
        )
    })
}

/// Whether standard output takes colours: <https://no-color.org>.
fn colours() -> bool {
    io::stdout().is_terminal()
        && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// Reads a file of settings, if one is given.
fn read_settings<T: Default, E: std::fmt::Display>(
    path: Option<&Path>,
    parse: impl Fn(&str) -> Result<T, E>,
) -> Result<T, String> {
    let Some(path) = path else {
        return Ok(T::default());
    };
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("can't read `{name}`: {error}"))?;
    parse(&text).map_err(|error| format!("{name}: {error}"))
}

/// Today in UTC, as the number of days after 1970-01-01.
pub(super) fn today() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let days = since.map_or(0, |since| since.as_secs() / (24 * 60 * 60));
    i64::try_from(days).unwrap_or_default()
}
