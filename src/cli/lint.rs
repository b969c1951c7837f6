//! `specfirst lint SPEC…`

mod baseline;
mod printed;

use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::{env, fs, thread};

use clap::{Args, ValueEnum};
use specfirst::Error;
use specfirst::bundle::parts::parts;
use specfirst::diagnostic::Diagnostics;
use specfirst::lint::document::{Document, Documents};
use specfirst::lint::ruleset::{self, Selection};
use specfirst::lint::{self, Severity};
use specfirst::output;
use specfirst::report::{self, HumanOptions, Item, Tool};
use specfirst::source::{FileId, Sources};

use super::generate::counted;
use super::{Access, Outcome, label, read};
use baseline::Baseline;
use printed::{Checked, Printed};

/// The stack of the thread that works: documents and schemas may be nested deeply.
const STACK: usize = 256 << 20;

/// Check documents by the rules of a ruleset
#[derive(Args, Debug)]
#[command(
    after_help = "Without --ruleset, the file .spectral.yaml (.yml, .json) in the current folder or the document's is the \
    ruleset, or the recommended rules of spectral:oas.\n\n\
    Exit status: 0 nothing at or above --fail-severity was found; 1 something was, or there are warnings and --deny-warnings; \
    2 wrong usage, or a file that can't be read."
)]
pub struct Lint {
    /// The OpenAPI documents, YAML or JSON; `-` is standard input
    #[arg(required = true, value_name = "SPEC")]
    specs: Vec<PathBuf>,

    /// A ruleset: `oas` (the recommended rules of spectral:oas), `all` (all of them), `rest` (conventions of HTTP APIs), or a
    /// file or URL of a ruleset as Spectral has them; may be repeated
    #[arg(short, long, value_name = "RULESET")]
    ruleset: Vec<String>,

    /// The format of the findings
    #[arg(short, long, value_enum, default_value_t = Format::Human, value_name = "FORMAT")]
    format: Format,

    /// Where to write the findings [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The least severity that makes the command fail
    #[arg(long, value_enum, default_value_t = FailSeverity::Error, value_name = "SEVERITY")]
    fail_severity: FailSeverity,

    /// Fail with 1 if there are warnings as well: rules that can't be read, and what was not checked
    #[arg(long)]
    deny_warnings: bool,

    /// Leave out the findings that are listed in FILE
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,

    /// Remove from the baseline what is not found any more; if there is no such file, write all findings into it
    #[arg(long, requires = "baseline")]
    update_baseline: bool,

    /// Correct the findings that have one right answer: slashes at the end of paths and servers, repeated values of an enum,
    /// tags of operations that the document does not list; and the order of tags, if the ruleset has
    /// `openapi-tags-alphabetical` (`--ruleset all` does)
    #[arg(long)]
    fix: bool,

    /// Print findings that make the command fail only
    #[arg(short, long)]
    quiet: bool,

    /// Print every finding, however many there are of a rule
    #[arg(short, long, conflicts_with = "quiet")]
    verbose: bool,

    #[command(flatten)]
    access: Access,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Text for people
    Human,
    /// A list of objects, as Spectral prints it
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// JUnit's XML
    Junit,
    /// Code Climate's issues, for GitLab
    Codeclimate,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum FailSeverity {
    Error,
    Warn,
    Info,
    Hint,
}

impl From<FailSeverity> for Severity {
    fn from(severity: FailSeverity) -> Self {
        match severity {
            FailSeverity::Error => Self::Error,
            FailSeverity::Warn => Self::Warning,
            FailSeverity::Info => Self::Information,
            FailSeverity::Hint => Self::Hint,
        }
    }
}

impl Lint {
    pub(super) fn run(self) -> Outcome {
        thread::scope(|scope| {
            let worker = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, || self.lint());
            let result = match worker.map(thread::ScopedJoinHandle::join) {
                Ok(Ok(result)) => result,
                Ok(Err(panic)) => std::panic::resume_unwind(panic),
                Err(error) => Err(error.to_string()),
            };
            result.unwrap_or_else(|error| {
                let lines: Vec<_> = error.lines().map(report::one_line).collect();
                let _ = writeln!(io::stderr(), "error: {}", lines.join("\n"));
                Outcome::Failed
            })
        })
    }

    fn lint(&self) -> Result<Outcome, String> {
        let mut found = Vec::new();
        let mut files = BTreeSet::new();
        let mut warnings = Vec::new();
        for spec in &self.specs {
            if self.fix {
                self.correct(spec, &mut warnings)?;
            }
            let checked = self.check(spec, &mut warnings)?;
            files.extend(checked.files().map(str::to_owned));
            found.extend(checked.printed());
        }
        warnings.dedup();
        let has_warnings = !warnings.is_empty();
        for warning in warnings {
            let _ = writeln!(io::stderr(), "warning: {}", report::one_line(&warning));
        }
        if let Some(path) = &self.baseline {
            let known = Baseline::read(path)?;
            if known.entries().is_none() && !self.update_baseline {
                return Err(format!(
                    "there is no baseline `{}`: `--update-baseline` writes it",
                    path.display()
                ));
            }
            if self.update_baseline {
                let updated = known.updated(found.iter().map(|printed| &printed.item), &files);
                let entries = counted(updated.len(), "finding");
                let name = path.display();
                if known.entries().is_some() && known.has_lines_of(&updated) {
                    note(&format!("nothing to remove from `{name}`: {entries}"));
                } else {
                    updated.write(path)?;
                    let removed = match known.len().saturating_sub(updated.len()) {
                        0 => String::new(),
                        removed => format!(", {removed} fewer than before"),
                    };
                    note(&format!("wrote {entries} to `{name}`{removed}"));
                }
            }
            if let Some(known) = known.entries() {
                let mut known = known.clone();
                found.retain(|printed| !known.take(&printed.item.fingerprint));
            } else if self.update_baseline {
                found.clear();
            }
        }
        let least = Severity::from(self.fail_severity);
        let fails = found.iter().any(|printed| printed.severity <= least);
        if self.quiet {
            found.retain(|printed| printed.severity <= least);
        }
        let text = self.text(found);
        match &self.output {
            Some(path) => fs::write(path, text)
                .map_err(|error| Error::io("write", path, error).to_string())?,
            None => {
                // A closed pipe is not an error.
                let _ = io::stdout().write_all(text.as_bytes());
            }
        }
        Ok(match fails || (self.deny_warnings && has_warnings) {
            true => Outcome::Wrong,
            false => Outcome::Done,
        })
    }

    fn text(&self, found: Vec<Printed>) -> String {
        let tool = Tool {
            name: "specfirst lint",
            describe: lint::explanation,
        };
        if self.format == Format::Json {
            return printed::json_text(&found);
        }
        let items: Vec<Item> = found.into_iter().map(|printed| printed.item).collect();
        match self.format {
            Format::Human if items.is_empty() && self.quiet => {
                let least = self.fail_severity.to_possible_value();
                let least = least.map_or_else(String::new, |least| least.get_name().to_owned());
                format!("no findings of the severity {least} or above\n")
            }
            Format::Human => {
                let options = HumanOptions {
                    colours: self.output.is_none() && io::stdout().is_terminal() && has_colours(),
                    all: self.verbose,
                };
                report::human(&items, tool, options)
            }
            Format::Sarif => report::sarif(&items, tool),
            Format::Github => report::github(&items),
            Format::Junit => report::junit(&items, tool.name),
            Format::Codeclimate => report::code_climate(&items),
            Format::Json => String::new(),
        }
    }

    fn check(&self, spec: &Path, warnings: &mut Vec<String>) -> Result<Checked, String> {
        let access = self.access.to_options();
        let ruleset = ruleset::load(&self.selections(spec), Some(spec), &access)
            .map_err(|error| report::one_line(&error.to_string()).into_owned())?;
        warnings.extend(ruleset.warnings.iter().cloned());
        let mut sources = Sources::new();
        let root = read(spec, &mut sources).map_err(|error| error.to_string())?;
        let mut diagnostics = Diagnostics::new();
        let Some(tree) = sources.parse(root, &mut diagnostics) else {
            return Ok(Checked::unparsed(root, sources, &diagnostics));
        };
        let parts = parts(tree, root, &mut sources, &access, &mut diagnostics)
            .map_err(|error| error.to_string())?;
        let documents = parts.trees.iter().map(|(file, tree)| Document {
            file: *file,
            root: tree,
        });
        let find = |from: FileId, address: &str| parts.file(from, address);
        let documents = Documents::new(documents.collect(), &find);
        let mut report = lint::lint(&documents, &ruleset);
        let name = spec.display();
        let unchecked = report.warnings.iter();
        warnings.extend(unchecked.map(|warning| format!("`{name}`: {warning}")));
        report
            .findings
            .extend(printed::duplicates(&diagnostics, &sources));
        report.findings.sort();
        Ok(Checked {
            root,
            parser: printed::syntax_errors(&diagnostics, &sources),
            sources,
            trees: parts.trees,
            report,
        })
    }

    fn selections(&self, spec: &Path) -> Vec<Selection> {
        if !self.ruleset.is_empty() {
            return self
                .ruleset
                .iter()
                .map(|name| Selection::new(name))
                .collect();
        }
        let folder = spec.parent().unwrap_or(Path::new(""));
        let own = Selection::in_folders([Path::new(""), folder]);
        vec![own.unwrap_or_else(|| Selection::new("oas"))]
    }

    /// Corrects a document and its files.
    fn correct(&self, spec: &Path, warnings: &mut Vec<String>) -> Result<(), String> {
        if label::is_stdin(spec) {
            return Err("`--fix` needs a file: standard input cannot be written".to_owned());
        }
        let checked = self.check(spec, &mut Vec::new())?;
        let trees = checked.trees.iter();
        let trees = trees.map(|(file, tree)| (*file, tree.as_ref())).collect();
        let sources = &checked.sources;
        let corrections = lint::fix::corrections(&checked.report, sources, &trees, checked.root);
        if corrections.is_empty() {
            note(&format!("nothing to fix in `{}`", spec.display()));
        }
        for correction in corrections {
            let Some(path) = sources.path(correction.file) else {
                continue;
            };
            let text = sources.text(correction.file);
            let name = path.display();
            match correct_file(path, text, correction.text.as_deref())? {
                Some(reason) => warnings.push(format!("`{name}` is not corrected: {reason}")),
                None => note(&format!(
                    "wrote {} to `{name}`",
                    counted(correction.changes, "fix")
                )),
            }
        }
        Ok(())
    }
}

/// Prints a line about what was done, beside the findings.
fn note(text: &str) {
    let _ = writeln!(io::stderr(), "{}", report::one_line(text));
}

/// Writes the corrected text of a file; the result is why that was not done.
fn correct_file(
    path: &Path,
    text: &str,
    corrected: Option<&str>,
) -> Result<Option<&'static str>, String> {
    const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
    let bytes = fs::read(path).map_err(|error| Error::io("read", path, error).to_string())?;
    let mark = match bytes.starts_with(BYTE_ORDER_MARK) {
        true => BYTE_ORDER_MARK,
        false => &[],
    };
    if &bytes[mark.len()..] != text.as_bytes() {
        return Ok(Some("it is not UTF-8, or has changed meanwhile"));
    }
    let Some(corrected) = corrected else {
        return Ok(Some("more than the findings would have changed"));
    };
    // A link stays one: the file that it leads to is replaced.
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    output::write(&target, &[mark, corrected.as_bytes()].concat())
        .map_err(|error| error.to_string())?;
    Ok(None)
}

/// Whether the terminal takes colours: <https://no-color.org>.
fn has_colours() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
        && env::var_os("TERM").is_none_or(|term| term != "dumb")
}
