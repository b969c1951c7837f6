//! The parts that a crate may lack, and cutting them out of a text.
//!
//! What belongs to a part has `#[cfg(feature = "…")]` before it. The text is as rustfmt writes it, which makes the end
//! of an item easy to see: it is the first line back at the indentation of its beginning that ends something.

use std::cmp::Ordering;

use super::Choice;

/// The features of this crate that stand for parts.
pub const PARTS: [&str; 27] = [
    "base64",
    "cookies",
    "dates",
    "deep-objects",
    "delimited",
    "downloads",
    "forms",
    "headers",
    "integers",
    "items",
    "newtypes",
    "objects",
    "operations",
    "parameters",
    "path-styles",
    "patterns",
    "security",
    "selectors",
    "servers",
    "streams",
    "templates",
    "texts",
    "tuples",
    "types",
    "unions",
    "uuids",
    "whole-query",
];

/// Features that generated crates may have as well.
const SIDES: [&str; 2] = ["server", "client"];

/// Features that are no part and never used: for us alone.
const OURS: [&str; 1] = ["sources"];

/// The text without what belongs to parts that are not used, and without the conditions of those that are.
///
/// Other conditions stay as they are.
pub(super) fn cut(text: &str, choice: Choice) -> String {
    let mut out: Vec<&str> = Vec::new();
    let lines: Vec<&str> = text.lines().collect();
    let mut rest = &lines[..];
    let mut is_cut = false;
    while let Some((line, after)) = rest.split_first() {
        rest = after;
        let condition = line.trim_start().strip_prefix("#[cfg(");
        let condition = condition.and_then(|rest| rest.strip_suffix(")]"));
        match condition.and_then(|condition| holds(condition, choice)) {
            Some(true) => {}
            Some(false) => {
                while out.last().is_some_and(|last| is_before_item(last, line)) {
                    out.pop();
                }
                rest = &rest[length(indentation(line), rest)..];
                is_cut = true;
            }
            // What was cut out between two empty lines leaves one, and none at the end of a block.
            None if is_cut && line.is_empty() && out.last().is_none_or(|last| opens(last)) => {}
            None => {
                if is_cut && line.trim_start().starts_with('}') && out.last() == Some(&"") {
                    out.pop();
                }
                out.push(line);
                is_cut = false;
            }
        }
    }
    while out.last() == Some(&"") {
        out.pop();
    }
    out.join("\n") + "\n"
}

/// Whether an empty line has no place behind that one.
fn opens(line: &str) -> bool {
    line.is_empty() || line.ends_with('{')
}

/// Whether a condition on parts and sides is met; none if it is about something else.
fn holds(condition: &str, choice: Choice) -> Option<bool> {
    let inside = |word: &str| {
        condition
            .strip_prefix(word)?
            .strip_prefix('(')?
            .strip_suffix(')')
    };
    if let Some(inner) = inside("not") {
        return holds(inner, choice).map(|holds| !holds);
    }
    for (word, decides) in [("any", true), ("all", false)] {
        if let Some(inner) = inside(word) {
            let all: Option<Vec<bool>> = inner.split(", ").map(|one| holds(one, choice)).collect();
            return all.map(|all| all.contains(&decides) == decides);
        }
    }
    let name = condition.strip_prefix("feature = \"")?.strip_suffix('"')?;
    if SIDES.contains(&name) {
        return choice.sides.map(|sides| sides.contains(&name));
    }
    (PARTS.contains(&name) || OURS.contains(&name)).then(|| choice.parts.contains(&name))
}

fn indentation(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// Whether a line is a comment or an attribute of the item whose condition follows it.
fn is_before_item(line: &str, condition: &str) -> bool {
    let text = line.trim_start();
    indentation(line) == indentation(condition)
        && (text.starts_with("//") || text.starts_with("#["))
        && !text.starts_with("//!")
}

/// How many lines an item has, its own comments and attributes included.
fn length(indentation: usize, lines: &[&str]) -> usize {
    let (mut length, mut is_begun, mut is_over) = (0, false, false);
    for (index, line) in lines.iter().enumerate() {
        let text = line.trim_start();
        if text.is_empty() {
            continue;
        }
        match self::indentation(line).cmp(&indentation) {
            _ if is_over => break,
            Ordering::Less => break,
            Ordering::Greater => {}
            Ordering::Equal if !is_begun => {
                is_begun = !text.starts_with("//") && !text.starts_with("#[");
                is_over = is_begun && text.ends_with([';', ',', '}']);
            }
            Ordering::Equal if text == "where" => {}
            Ordering::Equal if text.starts_with(['{', '}', ')', ']', '>']) => {
                is_over = text.ends_with([';', ',', '}']);
            }
            Ordering::Equal => break,
        }
        length = index + 1;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#"//! A file.

use a::A;
#[cfg(feature = "forms")]
use b::B;

/// What it holds.
struct S {
    #[cfg(feature = "items")]
    #[serde(default)]
    items: A,

    /// The form.
    #[cfg(feature = "forms")]
    form: Option<
        B,
    >,
}

#[cfg(feature = "forms")]
impl S {
    fn f() {}

    fn g<T>() -> A
    where
        T: B,
    {
    }
}

fn f(s: S) {
    #[cfg(feature = "forms")]
    let found = s
        .form
        .filter(|form| {
            form.is_some()
        });
    match s {
        #[cfg(any(feature = "forms", feature = "items"))]
        S {
            ..
        } => {
            f();
        }
        #[cfg(not(feature = "forms"))]
        S { .. } if true => a(
            1,
        ),
        _ => {}
    }
}

#[cfg(unix)]
fn g() {}
"#;

    #[test]
    fn what_is_not_used_is_cut_out() {
        let none = "//! A file.

use a::A;

/// What it holds.
struct S {
}

fn f(s: S) {
    match s {
        S { .. } if true => a(
            1,
        ),
        _ => {}
    }
}

#[cfg(unix)]
fn g() {}
";
        let choice = |parts| Choice { parts, sides: None };
        assert_eq!(cut(TEXT, choice(&[])), none);
        let all = cut(TEXT, choice(&["forms", "items"]));
        let kept: Vec<&str> = TEXT
            .lines()
            .filter(|line| !line.contains("cfg(") || line.contains("unix"))
            .filter(|line| !line.contains("if true"))
            .collect();
        assert_eq!(all.lines().count(), kept.len() - 2);
    }
}
