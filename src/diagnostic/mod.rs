//! Diagnostics about the document: collected by all stages, printed at the end.

mod code;
mod counts;
pub(crate) mod cut;
pub mod json;
pub(crate) mod member;
pub mod plain;
mod resolve;
#[cfg(feature = "cli")]
pub mod terminal;

use std::collections::HashSet;
use std::ops::Range;

pub use code::{Code, UnknownCode};

use crate::source::{At, FileId};

/// The diagnostics so far.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    /// Those reported already: parts of a document are read as often as they are referred to.
    reported: HashSet<(Code, Place, String)>,
}

/// Something that is wrong or unwise in the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// The kind.
    pub code: Code,
    /// The severity.
    pub severity: Severity,
    /// What is wrong: one sentence, lower-case, without a full stop, with the names concerned in `backticks`.
    pub message: String,
    /// The position.
    pub place: Place,
    /// A few words under the marked position; may be empty.
    pub label: String,
    /// Other positions that matter, and why.
    pub related: Vec<(Place, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// How severe a diagnostic is, the most severe first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The document has no reasonable reading here; nothing is generated.
    Error,
    /// The document is read, though not as written.
    Warning,
    /// The document is right; the generated code does something that it does not mention.
    Note,
}

/// A position that a diagnostic points to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A node of the tree.
    At(At),
    /// A range of bytes.
    Range(FileId, Range<usize>),
    /// A whole file.
    File(FileId),
    /// No position.
    Nowhere,
}

impl From<At> for Place {
    fn from(at: At) -> Self {
        if at.is_none() {
            Self::Nowhere
        } else {
            Self::At(at)
        }
    }
}

impl From<FileId> for Place {
    fn from(file: FileId) -> Self {
        Self::File(file)
    }
}

impl Severity {
    /// The word that printed diagnostics begin with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// Limit on the printed positions of a cycle.
const LONGEST_CYCLE: usize = 8;

impl Diagnostic {
    /// An error.
    pub fn error(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place.into(), message.into())
    }

    /// A warning.
    pub fn warning(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place.into(), message.into())
    }

    /// A note.
    pub fn note(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Note, code, place.into(), message.into())
    }

    fn new(severity: Severity, code: Code, place: Place, message: String) -> Self {
        Self {
            code,
            severity,
            message,
            place,
            label: String::new(),
            related: Vec::new(),
            help: None,
        }
    }

    /// References that form a cycle: each refers to the next one, and the last one to the first.
    pub fn cycle(references: &[At]) -> Self {
        // A long cycle is represented by its first references; the order does not depend on where it was entered.
        let first = references.iter().enumerate().min_by_key(|(_, at)| **at);
        let (turn, first) = first.map_or((0, At::NONE), |(index, at)| (index, *at));
        let others = references.iter().cycle().skip(turn + 1);
        let others = others.take(references.len().saturating_sub(1));
        let mut cycle = Self::error(
            Code::CircularReference,
            first,
            "this reference leads back to itself through references only",
        )
        .help("let one of them refer to an object that is not a reference");
        for at in others.take(LONGEST_CYCLE) {
            cycle = cycle.related(*at, "through this one");
        }
        cycle
    }

    /// Adds a few words under the marked position.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds another position that matters, and why.
    pub fn related(mut self, place: impl Into<Place>, label: impl Into<String>) -> Self {
        self.related.push((place.into(), label.into()));
        self
    }

    /// Adds what to do.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl Diagnostics {
    /// Without diagnostics.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic, unless the same was reported at the same position.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let reported = (
            diagnostic.code,
            diagnostic.place.clone(),
            diagnostic.message.clone(),
        );
        if self.reported.insert(reported) {
            self.found.push(diagnostic);
        }
    }

    /// Whether there is a diagnostic about this node.
    pub fn is_reported(&self, at: At) -> bool {
        let place = Place::from(at);
        self.found.iter().any(|found| found.place == place)
    }

    /// The number of diagnostics.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Makes warnings of the errors from index `from` on, for the reason in their labels.
    pub fn soften(&mut self, from: usize, reason: &str) {
        let errors = self.found.iter_mut().skip(from);
        for error in errors.filter(|found| found.severity == Severity::Error) {
            error.severity = Severity::Warning;
            error.label = match error.label.is_empty() {
                true => reason.to_owned(),
                false => format!("{}; {reason}", error.label),
            };
        }
    }

    /// Replaces all texts, such as the names of temporary files in them.
    pub fn map_texts(&mut self, map: impl Fn(&str) -> String) {
        for found in &mut self.found {
            let related = found.related.iter_mut().map(|(_, label)| label);
            let texts = [&mut found.message, &mut found.label];
            for text in texts.into_iter().chain(related).chain(&mut found.help) {
                *text = map(text);
            }
        }
    }

    /// The diagnostics in the order of reporting.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// The number of diagnostics of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.found
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Whether there are errors, so that nothing can be generated.
    pub fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether there are no diagnostics.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        more.into_iter()
            .for_each(|diagnostic| self.push(diagnostic));
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}
