//! Prints the changes.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::{Value, json};
use specfirst::diff::{Change, Level};
use specfirst::source::{At, Sources, Span};

/// The changes with their places.
pub(super) struct Report<'a> {
    changes: &'a [Change],
    old: Located<'a>,
    new: Located<'a>,
    ignored: usize,
}

/// The places of nodes in one of the documents.
struct Located<'a> {
    sources: &'a Sources,
    spans: HashMap<At, Span>,
}

impl<'a> Located<'a> {
    fn new(sources: &'a Sources, places: impl Iterator<Item = At>) -> Self {
        let places: Vec<At> = places.filter(|at| !at.is_none()).collect();
        Located {
            sources,
            spans: sources.locate_all(&places),
        }
    }

    /// File, line and column.
    fn place(&self, at: At) -> Option<(&str, usize, usize)> {
        let span = self.spans.get(&at)?;
        let name = self.sources.name(span.file);
        Some((name, span.start.line, span.start.column))
    }

    fn text(&self, at: At) -> Option<String> {
        let (name, line, column) = self.place(at)?;
        Some(format!("{name}:{line}:{column}"))
    }

    fn json(&self, at: At) -> Value {
        match self.place(at) {
            Some((file, line, column)) => json!({"file": file, "line": line, "column": column}),
            None => Value::Null,
        }
    }
}

impl<'a> Report<'a> {
    pub fn new(
        changes: &'a [Change],
        (old, new): (&'a Sources, &'a Sources),
        ignored: usize,
    ) -> Self {
        Report {
            changes,
            old: Located::new(old, changes.iter().map(|change| change.old)),
            new: Located::new(new, changes.iter().map(|change| change.new)),
            ignored,
        }
    }

    pub fn json(&self) -> String {
        let changes: Vec<Value> = self.changes.iter().map(|change| self.change_json(change)).collect();
        let value = json!({
            "breaking": self.changes.iter().any(Change::is_breaking),
            "requests_accepted": self.changes.iter().all(|it| it.verdict.requests_accepted),
            "responses_readable": self.changes.iter().all(|it| it.verdict.responses_readable),
            "ignored": self.ignored,
            "changes": changes,
        });
        format!("{value:#}\n")
    }

    fn change_json(&self, change: &Change) -> Value {
        json!({
            "id": change.id,
            "level": change.level.name(),
            "breaking": change.is_breaking(),
            "direction": change.direction.name(),
            "operation": change.operation,
            "subject": change.subject,
            "text": change.text,
            "old": self.old.json(change.old),
            "new": self.new.json(change.new),
            "fingerprint": change.fingerprint,
            "verdict": change.verdict,
        })
    }

    pub fn human(&self, quiet: bool, verbose: bool) -> String {
        let mut text = String::new();
        let is_shown = |change: &&Change| {
            verbose || change.is_breaking() || (!quiet && change.level >= Level::Warn)
        };
        for change in self.changes.iter().filter(is_shown) {
            let word = match change.is_breaking() {
                true => "breaking",
                false => change.level.name(),
            };
            let _ = writeln!(text, "{word}[{}]: {}", change.id, sentence(change));
            if let Some(place) = self.new.text(change.new) {
                let _ = writeln!(text, "  --> {place}");
            }
        }
        text
    }

    pub fn markdown(&self) -> String {
        String::new()
    }

    pub fn github(&self) -> String {
        String::new()
    }

    pub fn junit(&self) -> String {
        String::new()
    }
}

/// What changed, with its place in the API.
fn sentence(change: &Change) -> String {
    let mut sentence = String::new();
    for part in [change.operation.as_deref().unwrap_or_default(), &change.subject] {
        if !part.is_empty() {
            sentence.push_str(part);
            sentence.push_str(": ");
        }
    }
    sentence + &change.text
}
