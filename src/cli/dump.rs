//! `specfirst dump STAGE SPEC`

use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use specfirst::Error;
use specfirst::diagnostic::Diagnostics;
use specfirst::dump::{self, Stage};
use specfirst::pipeline;
use specfirst::source::Sources;

use super::{Access, Messages, Outcome, read};

/// Print what a stage makes of a document, as JSON, to find a mistake of specfirst's or to report it
#[derive(Args, Debug)]
#[command(after_help = "The data is that of this version, and changes with the code.")]
pub struct Dump {
    /// The stage
    #[arg(value_enum)]
    stage: StageName,

    /// The OpenAPI document, YAML or JSON; `-` is standard input
    spec: PathBuf,

    /// Print the operation or schema of that name only, by the JSON pointer of each place
    #[arg(long, value_name = "NAME")]
    filter: Option<String>,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    messages: Messages,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum StageName {
    /// The document in normal form, the same for every version of OpenAPI
    Document,
    /// The schemas, by number
    Schemas,
    /// Operations and types, independent of Rust
    Model,
    /// What the templates print
    Views,
    /// The entries of contract.jsonl, the data of the generated server
    Contract,
}

impl From<StageName> for Stage {
    fn from(name: StageName) -> Self {
        match name {
            StageName::Document => Stage::Document,
            StageName::Schemas => Stage::Schemas,
            StageName::Model => Stage::Model,
            StageName::Views => Stage::Views,
            StageName::Contract => Stage::Contract,
        }
    }
}

impl Dump {
    pub(super) fn run(self) -> Outcome {
        self.dump().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn dump(&self) -> Result<Outcome, Error> {
        let mut sources = Sources::new();
        let root = read(&self.spec, &mut sources)?;
        let mut diagnostics = Diagnostics::new();
        let access = self.access.to_options();
        let stage = self.stage.into();
        let dumped = pipeline::dump(&mut sources, root, stage, &access, &mut diagnostics);
        self.messages.diagnostics_aside(&diagnostics, &sources);
        let Some(data) = dumped? else {
            return Ok(Outcome::Wrong);
        };
        let data = match &self.filter {
            None => data,
            Some(name) => {
                let found = dump::filter(&data, name);
                if found.is_empty() {
                    let line = "nothing has that name; names in the views and the contract are those of the generated code, \
                        such as `list_pets`";
                    self.messages.error(&line);
                    return Ok(Outcome::Wrong);
                }
                found.into()
            }
        };
        // A closed pipe is not an error.
        let _ = writeln!(io::stdout(), "{data:#}");
        Ok(Outcome::Done)
    }
}
