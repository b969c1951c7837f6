//! `specfirst explain CODE`

use std::io::{self, Write};

use clap::Args;
use specfirst::diagnostic::Code;

use super::Outcome;

/// Explain a diagnostic code or a rule of `lint`, or list all codes
#[derive(Args, Debug)]
pub struct Explain {
    /// The code or rule in brackets after `error` or `warning`, such as `unknown-member`
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(self) -> Outcome {
        let rule = self.code.as_deref().and_then(|name| {
            let (_, description) = specfirst::lint::explanation(name)?;
            Some(format!("{name}: {description}"))
        });
        let text = match self.code.as_deref().map(str::parse::<Code>) {
            None => list(),
            Some(Err(_)) if rule.is_some() => rule.unwrap_or_default(),
            Some(Ok(code)) => format!("{code}: {}\n\n{}\n", code.title(), code.explanation()),
            Some(Err(error)) => {
                let _ = writeln!(
                    io::stderr(),
                    "error: {error}\n\n`specfirst explain` lists all codes"
                );
                return Outcome::Failed;
            }
        };
        // A closed pipe is not an error.
        let _ = io::stdout().write_all(text.as_bytes());
        Outcome::Done
    }
}

/// All codes, one on each line.
fn list() -> String {
    let longest = Code::ALL.iter().map(|code| code.name().len()).max();
    let width = longest.unwrap_or_default();
    Code::ALL
        .iter()
        .map(|code| format!("{:width$}  {}\n", code.name(), code.title()))
        .collect()
}
