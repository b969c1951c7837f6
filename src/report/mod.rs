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
pub use junit::{escape as escape_xml, junit};
pub use sarif::sarif;

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
    Note,
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
