//! Prints the changes, in one of several formats.

mod github;
mod human;
mod json;
mod junit;
mod markdown;

use std::collections::HashMap;

use specfirst::diff::{Change, Direction, Group, Level, RustVerdict};
use specfirst::source::{At, Sources, Span};

/// The changes with their places.
pub(super) struct Report<'a> {
    pub changes: &'a [Change],
    /// The same, those of what several operations use together.
    pub groups: Vec<Group<'a>>,
    pub old: Located<'a>,
    pub new: Located<'a>,
    /// The changes that the user accepted, which are in none of the others.
    pub ignored: &'a [Change],
    /// Whether a part of a document was not compared, since it could not be read.
    pub is_incomplete: bool,
    /// What is known about Rust code; an error says why nothing is.
    pub rust: Result<RustVerdict, String>,
}

/// The places of nodes in one of the documents.
pub(super) struct Located<'a> {
    sources: &'a Sources,
    spans: HashMap<At, Span>,
}

/// File, line and column.
pub(super) struct Place {
    pub file: String,
    pub line: usize,
    pub column: usize,
}

impl<'a> Located<'a> {
    pub fn new(sources: &'a Sources, places: impl Iterator<Item = At>) -> Self {
        let places: Vec<At> = places.filter(|at| !at.is_none()).collect();
        Located {
            sources,
            spans: sources.locate_all(&places),
        }
    }

    fn place(&self, at: At) -> Option<Place> {
        let span = self.spans.get(&at)?;
        Some(Place {
            file: self.sources.name(span.file).to_owned(),
            line: span.start.line,
            column: span.start.column,
        })
    }

    fn text(&self, at: At) -> Option<String> {
        let Place { file, line, column } = self.place(at)?;
        Some(format!("{file}:{line}:{column}"))
    }
}

impl Report<'_> {
    /// Whether all requests of existing clients are accepted; `None` if that is unknown.
    fn requests_accepted(&self) -> Option<bool> {
        self.verdict(self.changes.iter().all(|it| it.verdict.requests_accepted))
    }

    /// Whether existing clients can read all responses; `None` if that is unknown.
    fn responses_readable(&self) -> Option<bool> {
        self.verdict(self.changes.iter().all(|it| it.verdict.responses_readable))
    }

    /// What breaks, breaks; but that nothing does is known only if everything was compared.
    fn verdict(&self, holds: bool) -> Option<bool> {
        (!holds || !self.is_incomplete).then_some(holds)
    }

    /// How many ignored changes would have an effect on a verdict.
    fn ignored_that(&self, breaks: impl Fn(&Change) -> bool) -> usize {
        self.ignored.iter().filter(|change| breaks(change)).count()
    }

    /// A line about the ignored changes, if there are some.
    fn ignored_line(&self) -> Option<String> {
        match self.ignored.len() {
            0 => None,
            1 => Some("1 change is ignored".to_owned()),
            ignored => Some(format!("{ignored} changes are ignored")),
        }
    }

    fn breaking(&self) -> impl Iterator<Item = &Group<'_>> {
        let groups = self.groups.iter();
        groups.filter(|group| group.change.is_breaking())
    }
}

/// The other places of a change, at most so many, and a count of the rest. Empty if there are none.
fn other_places(group: &Group, most: usize, name: impl Fn(&Change) -> String) -> String {
    let mut names: Vec<String> = group.others.iter().take(most).map(|it| name(it)).collect();
    match group.others.len().saturating_sub(most) {
        0 => {}
        more if names.is_empty() => names.push(format!("{more} other places")),
        more => names.push(format!("{more} more")),
    }
    match names.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// The operation and the part of it.
fn place_of(change: &Change) -> String {
    let operation = change.operation.as_deref().unwrap_or_default();
    let parts = [operation, &change.subject].into_iter();
    let parts = parts.filter(|part| !part.is_empty());
    plain(&parts.collect::<Vec<_>>().join(": "))
}

/// What changed, with its place in the API.
pub(in crate::cli) fn sentence(change: &Change) -> String {
    let operation = change.operation.as_deref().unwrap_or_default();
    let parts = [operation, &change.subject, &change.text];
    let parts = parts.into_iter().filter(|part| !part.is_empty());
    plain(&parts.collect::<Vec<_>>().join(": "))
}

/// Text of a document without control characters, so that it can neither end a line nor colour a terminal.
fn plain(text: &str) -> String {
    text.chars()
        .map(|character| {
            if character.is_control() {
                ' '
            } else {
                character
            }
        })
        .collect()
}

/// The word for how severe a change is.
fn word(change: &Change) -> &'static str {
    match change.is_breaking() {
        true => "breaking",
        false => change.level.name(),
    }
}

/// Whether a change is worth a line of its own.
fn is_notable(change: &Change) -> bool {
    change.is_breaking() || change.level >= Level::Warn
}

/// What a breaking change does, for people.
fn consequence(change: &Change) -> &'static str {
    match (change.breaks_clients(), change.direction) {
        (false, _) => "",
        (true, Direction::Response) => "existing clients may not read it",
        (true, _) => "existing requests may be refused",
    }
}
