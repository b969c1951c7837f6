//! The keywords for numbers and strings.

use serde_json::Number;

use super::budget::pass;
use super::engine::{Pattern, Undecided};
use super::format::Format;
use super::number;
use super::place::At;
use super::rules::{Bound, Numbers, Strings};
use super::validator::Validator;

impl Validator<'_> {
    pub(super) fn number(&mut self, rules: &Numbers, value: &Number, at: &At<'_>) -> bool {
        let mut ok = true;
        for Bound { kind, limit } in &rules.bounds {
            if !kind.allows(number::compare(value, limit)) {
                ok = self.fail(at, kind.keyword(), || {
                    format!("must be {} {limit}, is {value}", kind.words())
                });
            }
        }
        if let Some(of) = rules
            .multiple
            .as_ref()
            .filter(|of| !number::is_multiple(value, of))
        {
            ok = self.fail(at, "multipleOf", || {
                format!("must be a multiple of {of}, is {value}")
            });
        }
        if let Some(Format::Integer(least, greatest, name)) = rules.format {
            // serde_json rounds integers below 64 bits to a float, and the nearest one is -2^63.
            let is_rounded = |integer: &i128| value.is_f64() && *integer == i64::MIN.into();
            let integer = number::integer(value).filter(|integer| !is_rounded(integer));
            let held = integer.is_some_and(|integer| (least..=greatest).contains(&integer));
            ok &= held || self.fail(at, "format", || format!("must be {name}, is {value}"));
        }
        ok
    }

    pub(super) fn string(&mut self, rules: &Strings, text: &str, at: &At<'_>) -> bool {
        if !self.spend(pass(text.len()), at) {
            return false;
        }
        let mut ok = true;
        // A character takes one to four bytes, so that most texts need no counting.
        if text.len() < rules.shortest.saturating_mul(4) {
            let length = text.chars().count();
            if length < rules.shortest {
                ok = self.fail(at, "minLength", || {
                    format!(
                        "must be at least {} long, has {length}",
                        characters(rules.shortest)
                    )
                });
            }
        }
        if let Some(longest) = rules.longest.filter(|longest| text.len() > *longest) {
            let length = text.chars().count();
            if length > longest {
                ok = self.fail(at, "maxLength", || {
                    format!("must be at most {} long, has {length}", characters(longest))
                });
            }
        }
        let pattern = rules.pattern.as_ref().filter(|_| ok || !self.quiet);
        if let Some(pattern) = pattern.filter(|pattern| !self.matches(pattern, text, at)) {
            ok = self.fail(at, "pattern", || {
                format!("must match the pattern {}", pattern.source())
            });
        }
        if let Some(format) = rules.format.filter(|format| !format.accepts(text)) {
            ok = self.fail(at, "format", || {
                format!("must be {}", format.expected(text))
            });
        }
        ok
    }

    /// Whether a pattern matches; the check is given up where that is unknown.
    pub(super) fn matches(&mut self, pattern: &Pattern, text: &str, at: &At<'_>) -> bool {
        let source = pattern.source();
        match pattern.is_match(text, self.schemas, self.budget) {
            Ok(matches) => matches,
            Err(Undecided::Exhausted) => {
                let message = format!("is too long to be checked against the pattern {source}");
                self.stop(at, "pattern", message)
            }
            Err(Undecided::Uncompiled(error)) => {
                let message = format!("can't be checked against the pattern {source}: {error}");
                self.stop(at, "pattern", message)
            }
        }
    }
}

fn characters(count: usize) -> String {
    format!("{count} character{}", if count == 1 { "" } else { "s" })
}
