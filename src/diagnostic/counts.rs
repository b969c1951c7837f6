//! The number of diagnostics of each code, of which only the first ones are printed.

use indexmap::IndexMap;

use super::{Code, Diagnostic, Severity};

/// Limits on the printed diagnostics of one code: ten show what the others are about.
const WARNINGS_PER_CODE: usize = 10;
const ERRORS_PER_CODE: usize = 100;

/// The number of diagnostics of each code, in the order of their first occurrence.
#[derive(Default)]
pub(super) struct Counts(IndexMap<(Severity, Code), usize>);

impl Counts {
    /// Counts a diagnostic and returns the number of its code so far.
    pub(super) fn add(&mut self, diagnostic: &Diagnostic) -> usize {
        let count = self
            .0
            .entry((diagnostic.severity, diagnostic.code))
            .or_default();
        *count += 1;
        *count
    }

    fn of(&self, severity: Severity) -> usize {
        let counts = self.0.iter().filter(|((found, _), _)| *found == severity);
        counts.map(|(_, count)| count).sum()
    }

    /// "240 more of invalid-example", for each code with more diagnostics than are printed.
    pub(super) fn omitted(&self, limit: impl Fn(Severity) -> usize) -> Vec<String> {
        let more = |((severity, code), count): (&(Severity, Code), &usize)| {
            let more = count.saturating_sub(limit(*severity));
            (more > 0).then(|| format!("{more} more of {code}"))
        };
        self.0.iter().filter_map(more).collect()
    }

    /// The code of all diagnostics, if they have the same.
    #[cfg(feature = "cli")]
    pub(super) fn only_code(&self) -> Option<Code> {
        let mut codes = self.0.keys().map(|(_, code)| *code);
        let first = codes.next()?;
        codes.all(|code| code == first).then_some(first)
    }

    #[cfg(feature = "cli")]
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// "2 errors, 1 warning, 1 note"; empty if there are none.
    pub(super) fn total(&self) -> String {
        let count = |severity, word: &str| match self.of(severity) {
            0 => None,
            1 => Some(format!("1 {word}")),
            number => Some(format!("{number} {word}s")),
        };
        let counts = [
            count(Severity::Error, "error"),
            count(Severity::Warning, "warning"),
            count(Severity::Note, "note"),
        ];
        counts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// The number of printed diagnostics of one code, where not all are printed.
pub(super) fn limit(severity: Severity) -> usize {
    match severity {
        Severity::Error => ERRORS_PER_CODE,
        Severity::Warning | Severity::Note => WARNINGS_PER_CODE,
    }
}
