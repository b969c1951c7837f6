//! `specfirst bundle SPEC`

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use specfirst::Error;
use specfirst::bundle::print::{Format as Written, print};
use specfirst::diagnostic::Diagnostics;
use specfirst::pipeline;
use specfirst::source::Sources;

use super::{Access, Messages, Outcome, read};

/// Join a document and all files that it refers to into one document
#[derive(Args, Debug)]
#[command(
    after_help = "A document that refers to itself only is printed as it is, unless another format is asked for."
)]
pub struct Bundle {
    /// The OpenAPI document, YAML or JSON; `-` is standard input
    spec: PathBuf,

    /// Where to write the document [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// The format [default: that of the document]
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<Format>,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    messages: Messages,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Yaml,
    Json,
}

impl From<Format> for Written {
    fn from(format: Format) -> Self {
        match format {
            Format::Yaml => Written::Yaml,
            Format::Json => Written::Json,
        }
    }
}

impl Bundle {
    pub(super) fn run(self) -> Outcome {
        self.bundle().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn bundle(&self) -> Result<Outcome, Error> {
        let mut sources = Sources::new();
        let root = read(&self.spec, &mut sources)?;
        let mut diagnostics = Diagnostics::new();
        let access = self.access.to_options();
        let bundled = pipeline::bundle(&mut sources, root, &access, &mut diagnostics);
        match self.output {
            Some(_) => self.messages.diagnostics(&diagnostics, &sources, false),
            None => self.messages.diagnostics_aside(&diagnostics, &sources),
        }
        let Some(bundled) = bundled? else {
            return Ok(Outcome::Wrong);
        };
        let own = match sources.is_json(root) {
            true => Written::Json,
            false => Written::Yaml,
        };
        let format = self.format.map_or(own, Written::from);
        let text = if bundled.is_unchanged && format == own {
            sources.text(root).to_owned()
        } else {
            print(&bundled.tree.to_json(), format)
        };
        match &self.output {
            Some(path) => fs::write(path, text).map_err(|error| Error::io("write", path, error))?,
            None => {
                // A closed pipe is not an error.
                let _ = io::stdout().write_all(text.as_bytes());
            }
        }
        Ok(Outcome::Done)
    }
}
