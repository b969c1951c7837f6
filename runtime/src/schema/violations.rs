//! The violations that a check records, and the reasons for which it is given up.

use super::super::json::Json;
use super::place::{At, Step};
use super::rules::Schema;
use super::validator::Validator;
use super::SchemaViolation;

/// The number of violations of a value that are listed at most, so that a response takes no longer than its request.
pub const MOST_VIOLATIONS: usize = 100;

/// The number of characters of a value that a message prints.
const MAX_PRINTED: usize = 60;

/// The number of values that a message lists.
const MAX_LISTED: usize = 12;

/// A violation that was recorded.
pub(super) struct Found {
    /// The positions that lead to the value; a missing member comes after those that exist.
    pub(super) positions: Vec<usize>,
    pub(super) violation: SchemaViolation,
}

impl Validator<'_> {
    /// Records a violation.
    pub(super) fn fail(
        &mut self,
        at: &At<'_>,
        code: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        if !self.quiet {
            let violation = SchemaViolation {
                pointer: at.pointer(),
                code,
                message: message(),
            };
            self.found.push(Found {
                positions: at.positions(),
                violation,
            });
            self.quiet = self.found.len() >= MOST_VIOLATIONS;
        }
        false
    }

    /// Records a violation at a member of the value.
    pub(super) fn fail_member(
        &mut self,
        at: &At<'_>,
        step: Step<'_>,
        code: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        self.fail(&At::below(at, step), code, message)
    }

    /// Gives the check up, so that the value is refused whatever the other keywords say.
    pub(super) fn stop(
        &mut self,
        at: &At<'_>,
        code: &'static str,
        message: impl Into<String>,
    ) -> bool {
        self.quiet = true;
        self.stopped.get_or_insert_with(|| SchemaViolation {
            pointer: at.pointer(),
            code,
            message: message.into(),
        });
        false
    }

    /// Whether a violation was recorded.
    pub(super) fn has_found(&self) -> bool {
        !self.found.is_empty()
    }

    #[inline]
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.is_some()
    }

    /// Whether the location is too deep for the stack. The check is given up if it is.
    #[inline]
    pub(super) fn is_beyond_limit(&mut self, at: &At<'_>) -> bool {
        if at.depth < self.limit {
            return false;
        }
        self.is_too_deep = true;
        self.stop(at, "depth", "is nested too deeply to be checked");
        true
    }

    /// Takes steps out of the budget; gives the check up if there are too few.
    #[inline]
    pub(super) fn spend(&mut self, steps: u64, at: &At<'_>) -> bool {
        self.budget.spend(steps).is_ok() || self.stop(at, "budget", OVER_BUDGET)
    }

    /// Why the check has no verdict, if it has none.
    pub(super) fn undecided(&mut self) -> Option<SchemaViolation> {
        let exhausted = self.budget.is_exhausted();
        self.stopped.take().or_else(|| {
            exhausted.then(|| SchemaViolation {
                pointer: String::new(),
                code: "budget",
                message: OVER_BUDGET.to_owned(),
            })
        })
    }

    /// The message of the first violation of a value, without recording it.
    pub(super) fn first_message(
        &mut self,
        schema: &Schema,
        value: Json<'_>,
        at: &At<'_>,
    ) -> Option<String> {
        let quiet = std::mem::replace(&mut self.quiet, false);
        let before = self.found.len();
        self.same(schema, value, at, None);
        self.quiet = quiet || self.is_stopped();
        let first = self.found.drain(before..).next();
        first.map(|found| found.violation.message)
    }
}

const OVER_BUDGET: &str = "takes more steps to check than a request of this size may";

/// The value as a message prints it, truncated.
pub(super) fn printed(value: Json<'_>) -> String {
    // A character takes one to four bytes.
    let text = value.text_up_to(4 * (MAX_PRINTED + 1));
    match text.char_indices().nth(MAX_PRINTED) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// The values as a message lists them.
pub(super) fn listed<'t>(mut values: impl Iterator<Item = Json<'t>>) -> String {
    let mut words: Vec<_> = values.by_ref().take(MAX_LISTED).map(printed).collect();
    let more = values.count();
    if more > 0 {
        words.push(format!("one of {more} more"));
    }
    match words.split_last() {
        None => "absent".to_owned(),
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
    }
}
