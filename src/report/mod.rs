//! Findings in the formats that people and other programs read.
//!
//! An [`Item`] is complete: files are names and positions are lines and columns, so that the formats need nothing else.

mod code_climate;
mod github;
mod human;
mod junit;
mod sarif;

pub use code_climate::code_climate;
pub use github::{annotation, github};
pub use human::{HumanOptions, human};
pub use junit::{Case, CaseResult, Suite, junit, junit_of};
pub use sarif::sarif;

use std::borrow::Cow;

use serde::Serialize;

/// How important an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Something is wrong.
    Error,
    /// Something should be changed.
    Warning,
    /// A remark.
    Info,
    /// A hint.
    Hint,
}

impl Level {
    /// The word for it, the same on the terminal and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }
}

/// A finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The name of the rule or check.
    pub rule: String,
    /// How important it is.
    pub level: Level,
    /// What is wrong.
    pub message: String,
    /// The file.
    pub file: String,
    /// The position in the file.
    pub region: Option<Region>,
    /// The keys and indexes that lead to the place.
    pub path: Vec<String>,
    /// The same for the same finding in later versions of the file.
    pub fingerprint: String,
    /// A page about the rule.
    pub help_uri: Option<String>,
}

/// A part of a file; lines and columns count from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// The first line.
    pub line: usize,
    /// The first column.
    pub column: usize,
    /// The last line.
    pub end_line: usize,
    /// The column behind the last character.
    pub end_column: usize,
    /// The text of the first line, shortened to what is around the region.
    pub text: String,
    /// The part of this text that is in the region, in bytes.
    pub marked: std::ops::Range<usize>,
}

/// What is the same for all items: the program, and the rules that were applied.
#[derive(Clone, Copy, Debug)]
pub struct Tool<'t> {
    /// The name of the command, such as `specfirst lint`.
    pub name: &'t str,
    /// The description of a rule by its name.
    pub describe: fn(&str) -> Option<(&'static str, String)>,
}

/// A text in one line, without characters that a terminal acts on: line breaks, control characters, and those that change
/// the direction of a text are escaped as in Rust.
pub fn one_line(text: &str) -> Cow<'_, str> {
    let is_unsafe = |character: char| {
        character.is_control()
            || matches!(
                character,
                '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            )
    };
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        match is_unsafe(character) {
            true => escaped.extend(character.escape_default()),
            false => escaped.push(character),
        }
    }
    Cow::Owned(escaped)
}

/// A fingerprint of texts: FNV-1a, in 16 hexadecimal digits.
pub fn fingerprint<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for text in texts {
        for byte in text.bytes().chain([0]) {
            hash ^= u64::from(byte);
            hash = hash.wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use super::{Item, Level, Tool, human, junit, one_line, sarif};

    fn item() -> Item {
        Item {
            rule: "a\nb".to_owned(),
            level: Level::Info,
            message: "see [x](y)\u{1b}[31m\nz".to_owned(),
            file: "<a&b>\u{1b}.yaml".to_owned(),
            region: None,
            path: Vec::new(),
            fingerprint: String::new(),
            help_uri: None,
        }
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(one_line("a: \u{e4}"), "a: \u{e4}");
        assert_eq!(
            one_line("a\nb\u{1b}[31m\u{202e}"),
            "a\\nb\\u{1b}[31m\\u{202e}"
        );
    }

    #[test]
    fn names_and_messages_stay_in_their_lines() {
        let tool = Tool {
            name: "lint",
            describe: |_| None,
        };
        let text = human(&[item(), item()], tool, super::HumanOptions::default());
        assert!(!text.contains('\u{1b}'), "{text:?}");
        assert_eq!(
            text.lines().next(),
            Some("info[a\\nb]: see [x](y)\\u{1b}[31m\\nz")
        );
        assert_eq!(text.lines().nth(1), Some(" --> <a&b>\\u{1b}.yaml"));
    }

    #[test]
    fn places_of_notes_are_escaped_in_xml() {
        let text = junit(&[item()], "lint");
        assert!(text.contains("<system-out>&lt;a&amp;b&gt;"), "{text}");
    }

    #[test]
    fn messages_of_sarif_have_no_links() {
        let describe = |_: &str| None;
        let text = sarif(
            &[item()],
            Tool {
                name: "lint",
                describe,
            },
        );
        assert!(text.contains(r"see \\[x\\](y)"), "{text}");
    }
}
