//! Keywords that only the validator reads: bounds, lengths, patterns.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::Number;
use specfirst_runtime::schema::{PatternError, pattern, shared_pattern};

use super::reader::Reader;
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::Assertions;
use crate::source::{At, Node, Value};

impl<'a> Reader<'a, '_> {
    pub(super) fn assertions(&mut self, node: &'a Node) -> Assertions {
        let mut assertions = Assertions {
            minimum: self.number(node, "minimum"),
            maximum: self.number(node, "maximum"),
            multiple_of: self.step(node, "multipleOf"),
            min_length: self.count(node, "minLength"),
            max_length: self.count(node, "maxLength"),
            min_items: self.count(node, "minItems"),
            max_items: self.count(node, "maxItems"),
            min_properties: self.count(node, "minProperties"),
            max_properties: self.count(node, "maxProperties"),
            min_contains: self.count(node, "minContains"),
            max_contains: self.count(node, "maxContains"),
            pattern: self
                .string(node, "pattern")
                .map(|pattern| self.pattern(node, pattern)),
            unique_items: self.flag(node, "uniqueItems"),
            dependent_required: self.dependent_required(node),
            exclusive_minimum: None,
            exclusive_maximum: None,
        };
        let Assertions {
            minimum,
            exclusive_minimum,
            ..
        } = &mut assertions;
        self.exclusive_bound(
            node,
            "exclusiveMinimum",
            "minimum",
            minimum,
            exclusive_minimum,
        );
        let Assertions {
            maximum,
            exclusive_maximum,
            ..
        } = &mut assertions;
        self.exclusive_bound(
            node,
            "exclusiveMaximum",
            "maximum",
            maximum,
            exclusive_maximum,
        );
        assertions
    }

    /// The names that each property in `dependentRequired` requires.
    fn dependent_required(&mut self, node: &'a Node) -> IndexMap<String, Vec<String>> {
        let members = self.entries(node, "dependentRequired");
        let names = |node: &Node| {
            let names = node.as_array().unwrap_or_default().iter();
            names.filter_map(Node::as_str).map(str::to_owned).collect()
        };
        let members = members.into_iter();
        members
            .map(|(name, _, node)| (name.to_owned(), names(node)))
            .collect()
    }

    /// In 3.0 this is a flag beside the bound, since 3.1 the bound itself. Both are read in every version.
    fn exclusive_bound(
        &mut self,
        node: &'a Node,
        key: &str,
        inclusive_key: &str,
        inclusive: &mut Option<Number>,
        exclusive: &mut Option<Number>,
    ) {
        let Some(member) = node.get(key) else { return };
        if let Value::Bool(flag) = member.value {
            if self.version >= Version::V3_1 {
                let message = format!("`{key}` should be a number, not a boolean");
                let label = match flag {
                    true => format!("read as if `{inclusive_key}` itself were not allowed"),
                    false => "this has no effect".to_owned(),
                };
                let help = format!(
                    "since OpenAPI 3.1 it is the bound itself: write it here in place of `{inclusive_key}`"
                );
                let diagnostic = Diagnostic::warning(Code::WrongType, member.at, message);
                self.diagnostics.push(diagnostic.label(label).help(help));
            }
            if flag {
                *exclusive = inclusive.take();
            }
        } else {
            *exclusive = self.number(node, key);
        }
    }

    fn number(&mut self, node: &'a Node, key: &str) -> Option<Number> {
        let member = node.get(key)?;
        match &member.value {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) if text.trim().parse::<Number>().is_ok() => {
                self.coerced(
                    member,
                    &format!("`{key}`"),
                    "a number",
                    &format!("`{}`", text.trim()),
                );
                text.trim().parse().ok()
            }
            Value::Null => None,
            _ => {
                self.wrong_type(member, key, "a number");
                None
            }
        }
    }

    /// A number that has to be above zero.
    fn step(&mut self, node: &'a Node, key: &str) -> Option<Number> {
        let number = self.number(node, key)?;
        let is_step = number.as_f64().is_some_and(|step| step > 0.0);
        if !is_step && let Some(member) = node.get(key) {
            self.wrong_type(member, key, "a number above 0");
        }
        is_step.then_some(number)
    }

    fn count(&mut self, node: &'a Node, key: &str) -> Option<u64> {
        let number = self.number(node, key)?;
        let count = number
            .as_f64()
            .filter(|count| *count >= 0.0 && count.fract() == 0.0);
        if count.is_none()
            && let Some(member) = node.get(key)
        {
            self.wrong_type(member, key, "a whole number from 0");
        }
        number.as_u64().or(count.map(|count| count as u64))
    }

    /// Reads a pattern, without the slashes of a JavaScript literal.
    fn pattern(&mut self, node: &Node, pattern: String) -> String {
        let at = node.get("pattern").map_or(node.at, |node| node.at);
        if let Some(inner) = between_slashes(&pattern) {
            let message = "the slashes around this pattern would be part of it";
            let help = "write the pattern without them: JSON has no literals for patterns";
            let diagnostic = Diagnostic::warning(Code::BadPattern, at, message);
            self.diagnostics
                .push(diagnostic.label("they are left out").help(help));
            return inner.to_owned();
        }
        self.compiles(&pattern, at);
        pattern
    }

    /// Warns about a pattern that the server cannot check, or not in linear time, and about syntax of other languages.
    pub(super) fn compiles(&mut self, pattern: &str, at: At) {
        let compiled = shared_pattern(pattern::compile, pattern);
        self.patterns.push(Arc::clone(&compiled));
        let diagnostic = match &*compiled {
            Err(error) => cannot_be_compiled(pattern, error, at),
            Ok(matcher) => match foreign_syntax(pattern) {
                Some(foreign) => foreign.diagnostic(at),
                None if matcher.is_linear() => return,
                None => is_not_linear(at),
            },
        };
        self.diagnostics.push(diagnostic);
    }
}

fn cannot_be_compiled(pattern: &str, error: &PatternError, at: At) -> Diagnostic {
    let message = match error {
        PatternError::Syntax(reason) => format!("the pattern can't be read: {reason}"),
        error => format!("the pattern can't be checked: {error}"),
    };
    let help = match error {
        PatternError::Syntax(_) if pattern.contains("(?i)") => {
            "write `[Aa]` for `a` in any case: JavaScript has no `(?i)`"
        }
        PatternError::Syntax(_) => "write a regular expression of JavaScript (ECMA-262)",
        PatternError::TooLarge => {
            "write it with fewer repetitions, and limit the length with `maxLength`"
        }
        PatternError::Unsupported(_) | PatternError::NoEngine => "write the pattern without it",
    };
    Diagnostic::warning(Code::BadPattern, at, message)
        .label("every string is refused")
        .help(help)
}

fn is_not_linear(at: At) -> Diagnostic {
    let message = "checking this pattern can take time that grows faster than the text";
    Diagnostic::warning(Code::SlowPattern, at, message)
        .label("texts that take too long are refused")
        .help("write it without backreferences, and lookaheads only where the text before them has a fixed length")
}

/// Syntax of other languages that means something else in ECMA-262.
struct Foreign {
    written: &'static str,
    meaning: &'static str,
    help: &'static str,
}

const FOREIGN: [Foreign; 4] = [
    Foreign {
        written: r"\A",
        meaning: "the letter A",
        help: "write `^` for the beginning of the text",
    },
    Foreign {
        written: r"\Z",
        meaning: "the letter Z",
        help: "write `$` for the end of the text",
    },
    Foreign {
        written: r"\z",
        meaning: "the letter z",
        help: "write `$` for the end of the text",
    },
    Foreign {
        written: "[[:",
        meaning: "a set of these characters",
        help: "write `[A-Za-z]` for `[[:alpha:]]`, `[0-9]` for `[[:digit:]]`",
    },
];

impl Foreign {
    fn diagnostic(&self, at: At) -> Diagnostic {
        let message = format!("`{}` is {} in JavaScript", self.written, self.meaning);
        Diagnostic::warning(Code::BadPattern, at, message)
            .label("checked as in JavaScript (ECMA-262)")
            .help(self.help)
    }
}

fn foreign_syntax(pattern: &str) -> Option<&'static Foreign> {
    FOREIGN.iter().find(|foreign| {
        let mut places = pattern.match_indices(foreign.written);
        places.any(|(at, _)| {
            let before = pattern.get(..at).unwrap_or_default();
            let backslashes = before.len() - before.trim_end_matches('\\').len();
            let is_whole = foreign.written != "[[:" || pattern.contains(":]]");
            backslashes.is_multiple_of(2) && is_whole
        })
    })
}

/// The pattern between slashes, if no text could match with them: in front of `^` or behind `$`.
fn between_slashes(pattern: &str) -> Option<&str> {
    let (inner, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let anchored = inner.starts_with('^') || inner.ends_with('$');
    let plain = flags.chars().all(|flag| "gimsuy".contains(flag));
    (anchored && plain).then_some(inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn syntax_of_other_languages_is_recognized() {
        let found = |pattern| foreign_syntax(pattern).map(|foreign| foreign.written);
        assert_eq!(found(r"\Aabc$"), Some(r"\A"));
        assert_eq!(found(r"^abc\Z"), Some(r"\Z"));
        assert_eq!(found(r"^abc\z"), Some(r"\z"));
        assert_eq!(found("^[[:alpha:]]+$"), Some("[[:"));
        for pattern in [r"^\\A$", r"^\\Z$", "^[[:]$", "^abc$"] {
            assert_eq!(found(pattern), None, "{pattern}");
        }
    }
}
