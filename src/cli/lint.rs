//! `specfirst lint SPEC…`

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use specfirst::Error;
use specfirst::diagnostic::Diagnostics;
use specfirst::lint::document::{Document, Documents};
use specfirst::lint::ruleset::{self, Selection};
use specfirst::lint;
use specfirst::source::Sources;

use super::{Messages, Outcome, read};

/// Check documents by the rules of a ruleset
#[derive(Args, Debug)]
pub struct Lint {
    /// The OpenAPI documents, YAML or JSON; `-` is standard input
    #[arg(required = true)]
    specs: Vec<PathBuf>,

    /// A ruleset: `oas`, `all`, `rest`, or a file
    #[arg(long, value_name = "RULESET")]
    ruleset: Vec<String>,

    #[arg(long)]
    format: Option<String>,

    #[command(flatten)]
    messages: Messages,
}

impl Lint {
    pub(super) fn run(self) -> Outcome {
        self.lint().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn lint(&self) -> Result<Outcome, Error> {
        let mut list = Vec::new();
        for spec in &self.specs {
            let mut sources = Sources::new();
            let root = read(spec, &mut sources)?;
            let mut diagnostics = Diagnostics::new();
            let Some(tree) = sources.parse(root, &mut diagnostics) else {
                self.messages.diagnostics_aside(&diagnostics, &sources);
                return Ok(Outcome::Failed);
            };
            let selections: Vec<_> = match self.ruleset.as_slice() {
                [] => vec![Selection::new("oas")],
                names => names.iter().map(|name| Selection::new(name)).collect(),
            };
            let ruleset = match ruleset::load(&selections, Some(spec)) {
                Ok(ruleset) => ruleset,
                Err(error) => {
                    self.messages.error(&error);
                    return Ok(Outcome::Failed);
                }
            };
            for warning in &ruleset.warnings {
                eprintln!("warning: {warning}");
            }
            let documents = Documents::new(vec![Document { file: root, root: &tree }], &|_, _| None);
            let report = lint::lint(&documents, &ruleset);
            for finding in report.findings {
                list.push(serde_json::json!({"code": finding.code, "path": finding.path[..finding.reported], "message": finding.message, "severity": finding.severity.number()}));
            }
        }
        let _ = writeln!(io::stdout(), "{}", serde_json::Value::Array(list));
        Ok(Outcome::Done)
    }
}
