//! What is to be said about the document: collected while the steps run, printed at the end.

mod code;
pub mod json;
pub(crate) mod member;
mod resolve;
pub mod terminal;

use std::collections::HashSet;
use std::ops::Range;

pub use code::{Code, UnknownCode};

use crate::source::{At, FileId};

/// Everything found so far.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    /// What was said already: parts of a document are read as often as they are referred to.
    said: HashSet<(Code, Place, String)>,
}

/// One thing that is wrong or unwise in the document.
#[derive(Clone, Debug, PartialEq)]
pub struct Diagnostic {
    /// Which kind of thing.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: one sentence, lower-case, without a full stop, with the names concerned in `backticks`.
    pub message: String,
    /// Where.
    pub place: Place,
    /// A few words under the marked place; may be empty.
    pub label: String,
    /// Other places that matter, and why.
    pub related: Vec<(Place, String)>,
    /// What to do.
    pub help: Option<String>,
}

/// Whether generation can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// There is no reasonable reading; nothing is generated.
    Error,
    /// It is understood, if not as written.
    Warning,
}

/// The part of a text that a message points to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// A node of the tree.
    At(At),
    /// A range of bytes.
    Range(FileId, Range<usize>),
    /// A file as a whole.
    File(FileId),
    /// Nowhere in particular.
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
    /// The word that messages begin with.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// As many places of a circle are shown.
const LONGEST_CIRCLE: usize = 8;

impl Diagnostic {
    /// Something without a reasonable reading.
    pub fn error(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place.into(), message.into())
    }

    /// Something that is understood, if not as written.
    pub fn warning(code: Code, place: impl Into<Place>, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place.into(), message.into())
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

    /// References each of which names the next one, and the last one the first.
    pub fn circle(references: &[At]) -> Self {
        // A circle of a thousand is told by its beginning. Whoever finds it, it begins at the same place.
        let first = references.iter().enumerate().min_by_key(|(_, at)| **at);
        let (turn, first) = first.map_or((0, At::NONE), |(index, at)| (index, *at));
        let others = references.iter().cycle().skip(turn + 1);
        let others = others.take(references.len().saturating_sub(1));
        let mut circle = Self::error(
            Code::CircularReference,
            first,
            "this reference leads back to itself, and nothing is written out on the way",
        )
        .help("let one of them name an object that is written out");
        for at in others.take(LONGEST_CIRCLE) {
            circle = circle.related(*at, "by way of this one");
        }
        circle
    }

    /// Adds a few words under the marked place.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// Adds another place that matters, and why.
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
    /// None so far.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one, unless the same was said about the same place.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        let said = (
            diagnostic.code,
            diagnostic.place.clone(),
            diagnostic.message.clone(),
        );
        if self.said.insert(said) {
            self.found.push(diagnostic);
        }
    }

    /// Whether there is a diagnostic about this node.
    pub fn is_reported(&self, at: At) -> bool {
        let place = Place::from(at);
        self.found.iter().any(|found| found.place == place)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Makes warnings of the errors from that number on, and says why they are none.
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

    /// Those found so far, in the order of finding.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// How many there are of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.found
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    }

    /// Whether nothing can be generated.
    pub fn has_errors(&self) -> bool {
        self.found
            .iter()
            .any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Whether nothing was found.
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
