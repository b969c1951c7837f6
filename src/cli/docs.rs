//! `specfirst docs SPEC`

use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::json;
use specfirst::Error;
use specfirst::diagnostic::Diagnostics;
use specfirst::output;
use specfirst::pipeline::{self, Options};
use specfirst::source::Sources;

use super::generate::counted_operations;
use super::{Access, Messages, Outcome, read};

/// Write a page to read and to try the API, for any web server, or to be opened as a file
#[derive(Args, Debug)]
pub struct Docs {
    /// The OpenAPI document, YAML or JSON; `-` is standard input
    spec: PathBuf,

    /// The folder of the page [default: ./NAME-docs, after the document's title]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    #[command(flatten)]
    access: Access,

    #[command(flatten)]
    messages: Messages,
}

impl Docs {
    pub(super) fn run(self) -> Outcome {
        self.docs().unwrap_or_else(|error| {
            self.messages.error(&error);
            Outcome::Failed
        })
    }

    fn docs(&self) -> Result<Outcome, Error> {
        let mut sources = Sources::new();
        let root = read(&self.spec, &mut sources)?;
        let options = Options {
            access: self.access.to_options(),
            ..Options::default()
        };
        let mut diagnostics = Diagnostics::new();
        let generated = pipeline::generate_docs(&mut sources, root, &options, &mut diagnostics);
        self.messages.diagnostics(&diagnostics, &sources, false);
        let generated = match generated? {
            Some(generated) if !diagnostics.has_errors() => generated,
            _ => return Ok(Outcome::Wrong),
        };
        let dir = match &self.output {
            Some(dir) => dir.clone(),
            None => PathBuf::from(format!("{}-docs", generated.name)),
        };
        let plan = output::plan_listed(&dir, &generated.files)?;
        plan.apply()?;
        let page = Path::new(&dir).join("index.html").display().to_string();
        let line = match plan.differences().count() {
            0 => format!("nothing to change in {page}"),
            _ => format!("wrote {page}: {}", counted_operations(&generated)),
        };
        self.messages.result(
            &line,
            json!({
                "type": "summary",
                "page": page,
                "operations": generated.operations,
                "webhooks": generated.webhooks,
                "callbacks": generated.callbacks,
            }),
        );
        Ok(Outcome::Done)
    }
}
