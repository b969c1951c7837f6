//! Keywords that only the validator reads: bounds, lengths, patterns.

use serde_json::{Value as Json, json};
use specfirst_runtime::schema::PatternError;

use super::reader::Reader;
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::Schema;
use crate::source::{At, Node, Value};

const NUMBERS: &[&str] = &["multipleOf", "minimum", "maximum"];
const COUNTS: &[&str] = &[
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];

impl<'a> Reader<'a, '_> {
    pub(super) fn assertions(&mut self, node: &'a Node, schema: &mut Schema) {
        for key in NUMBERS {
            let number = self.number(node, key);
            if let Some(number) = number.filter(|number| self.is_step(node, key, number)) {
                schema
                    .assertions
                    .insert((*key).to_owned(), Json::Number(number));
            }
        }
        for key in COUNTS {
            if let Some(count) = self.count(node, key) {
                schema.assertions.insert((*key).to_owned(), json!(count));
            }
        }
        if let Some(pattern) = self.string(node, "pattern") {
            let pattern = self.pattern(node, pattern);
            schema
                .assertions
                .insert("pattern".to_owned(), Json::String(pattern));
        }
        if self.flag(node, "uniqueItems") {
            schema
                .assertions
                .insert("uniqueItems".to_owned(), Json::Bool(true));
        }
        if self
            .string(node, "contentEncoding")
            .is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"))
        {
            // It determines the type, and is an annotation to validators.
            schema
                .assertions
                .insert("contentEncoding".to_owned(), json!("base64"));
        }
        if let Some(member) = node.get("dependentRequired") {
            schema
                .assertions
                .insert("dependentRequired".to_owned(), member.to_json());
        }
        for (key, bound) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            self.exclusive_bound(node, key, bound, schema);
        }
    }

    /// In 3.0 this is a flag beside the bound, since 3.1 the bound itself. Both are read in every version.
    fn exclusive_bound(&mut self, node: &'a Node, key: &str, bound: &str, schema: &mut Schema) {
        let Some(member) = node.get(key) else { return };
        if let Value::Bool(flag) = member.value {
            let number = schema.assertions.get(bound).cloned();
            if self.version >= Version::V3_1 {
                let message = format!("`{key}` should be a number, not a boolean");
                let label = match flag {
                    true => format!("read as if `{bound}` itself were not allowed"),
                    false => "this has no effect".to_owned(),
                };
                let help = format!(
                    "since OpenAPI 3.1 it is the bound itself: write it here in place of `{bound}`"
                );
                let diagnostic = Diagnostic::warning(Code::WrongType, member.at, message);
                self.diagnostics.push(diagnostic.label(label).help(help));
            }
            if let Some(number) = number.filter(|_| flag) {
                schema.assertions.remove(bound);
                schema.assertions.insert(key.to_owned(), number);
            }
        } else if let Some(number) = self.number(node, key) {
            schema
                .assertions
                .insert(key.to_owned(), Json::Number(number));
        }
    }

    fn number(&mut self, node: &'a Node, key: &str) -> Option<serde_json::Number> {
        let member = node.get(key)?;
        match &member.value {
            Value::Number(number) => Some(number.clone()),
            Value::String(text) if text.trim().parse::<serde_json::Number>().is_ok() => {
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

    /// Whether `multipleOf` is above zero, as it has to be.
    fn is_step(&mut self, node: &Node, key: &str, number: &serde_json::Number) -> bool {
        let is_step = key != "multipleOf" || number.as_f64().is_some_and(|step| step > 0.0);
        if !is_step && let Some(member) = node.get(key) {
            self.wrong_type(member, key, "a number above 0");
        }
        is_step
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
        let diagnostic = match specfirst_runtime::schema::pattern::compile(pattern) {
            Err(error) => cannot_be_compiled(pattern, &error, at),
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
