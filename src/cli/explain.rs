//! `specfirst explain CODE`

use std::io::{self, Write};

use clap::Args;
use specfirst::diagnostic::{Code, UnknownCode};
use specfirst::diff::{Check, Direction, Level, checks};

use super::Outcome;

/// Explain a diagnostic code, a rule of `lint` or a check of `diff`, or list all of them
#[derive(Args, Debug)]
pub struct Explain {
    /// The name in brackets after `error`, `warning` or `breaking`: a code such as `unknown-member`, a rule of `specfirst lint`,
    /// a check of `specfirst diff`, or what `specfirst mock --upstream` finds
    code: Option<String>,
}

impl Explain {
    pub(super) fn run(self) -> Outcome {
        let text = match self.code.as_deref().map(explanation) {
            None => list(),
            Some(Ok(text)) => text,
            Some(Err(error)) => {
                let _ = writeln!(
                    io::stderr(),
                    "error: {error}\n\n`specfirst explain` lists all names"
                );
                return Outcome::Failed;
            }
        };
        // A closed pipe is not an error.
        let _ = io::stdout().write_all(text.as_bytes());
        Outcome::Done
    }
}

fn explanation(name: &str) -> Result<String, UnknownCode> {
    match name.parse::<Code>() {
        Ok(code) => Ok(format!(
            "{code}: {}\n\n{}\n",
            code.title(),
            code.explanation()
        )),
        Err(error) => rule(name)
            .or_else(|| check(name))
            .or_else(|| finding(name))
            .ok_or(error),
    }
}

/// What the documentation of a rule of `specfirst lint` says.
fn rule(name: &str) -> Option<String> {
    let (_, description) = specfirst::lint::explanation(name)?;
    Some(format!("{name}: {description}"))
}

/// What a finding of `specfirst mock --upstream` means.
#[cfg(feature = "mock")]
fn finding(name: &str) -> Option<String> {
    let mut rules = specfirst::mock::proxy::Rule::ALL.into_iter();
    let rule = rules.find(|rule| rule.name() == name)?;
    Some(format!("{name}: {}\n", rule.description()))
}

#[cfg(not(feature = "mock"))]
fn finding(_: &str) -> Option<String> {
    None
}

/// All that `specfirst mock --upstream` finds.
#[cfg(feature = "mock")]
fn findings() -> Vec<(&'static str, &'static str)> {
    let rules = specfirst::mock::proxy::Rule::ALL.into_iter();
    rules
        .map(|rule| (rule.name(), rule.description()))
        .collect()
}

#[cfg(not(feature = "mock"))]
fn findings() -> Vec<(&'static str, &'static str)> {
    Vec::new()
}

/// What is known about a check of `specfirst diff`.
fn check(id: &str) -> Option<String> {
    let checks = checks::all();
    let plain = ["callback-", "webhook-"]
        .iter()
        .find_map(|prefix| id.strip_prefix(prefix));
    let found = checks
        .iter()
        .find(|check| check.id == id)
        .or_else(|| checks.iter().find(|check| Some(&*check.id) == plain))?;
    let breaks = match (found.effect.breaks, found.direction) {
        (false, _) => "existing clients do not break",
        (true, Direction::Response) => "existing clients may not be able to read the response",
        (true, _) => "requests of existing clients may be refused",
    };
    let swapped = match plain.is_some() && found.id != id {
        true => {
            "\n\nIn a callback or webhook clients receive requests and send responses, so that the effect is that of the \
            other direction."
        }
        false => "",
    };
    Some(format!(
        "{id}: a change that `specfirst diff` finds\n\n\
        level      {}\n\
        area       {}\n\
        backwards  {}\n\n\
        By the strictest reading, {breaks}.{swapped}\n",
        found.effect.level.name(),
        found.area,
        found.mirror
    ))
}

/// All codes, rules, checks and findings, one on each line.
fn list() -> String {
    let codes = Code::ALL.iter().map(|code| (code.name(), code.title()));
    let mut text = section("Diagnostics", codes.collect());
    text.push_str(&section(
        "Rules of `specfirst lint`",
        specfirst::lint::titles(),
    ));
    let checks = checks::all();
    let checks = checks.iter().map(|check| (&*check.id, effect(check)));
    text.push_str(&section("Checks of `specfirst diff`", checks.collect()));
    if !findings().is_empty() {
        text.push_str(&section(
            "Findings of `specfirst mock --upstream`",
            findings(),
        ));
    }
    text
}

fn section(title: &str, mut lines: Vec<(&str, &str)>) -> String {
    lines.sort_unstable();
    let longest = lines.iter().map(|(name, _)| name.len()).max();
    let width = longest.unwrap_or_default();
    let lines = lines
        .into_iter()
        .map(|(name, text)| format!("    {name:width$}  {text}\n"));
    format!("{title}:\n{}\n", lines.collect::<String>())
}

/// The level of a check, and whether clients break by the strictest reading.
fn effect(check: &Check) -> &'static str {
    match (check.effect.level, check.effect.breaks) {
        (Level::Err, true) => "err, breaks clients",
        (Level::Err, false) => "err",
        (Level::Warn, true) => "warn, breaks clients",
        (Level::Warn, false) => "warn",
        (_, true) => "info, breaks clients",
        (_, false) => "info",
    }
}
