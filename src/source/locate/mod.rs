//! Finds the positions of nodes: parses the text again and counts nodes as [`super::tree`] does.

mod extent;
mod json;
#[cfg(test)]
mod tests;
mod yaml;

use std::collections::HashMap;
use std::ops::Range;

pub(super) use extent::{line_starts, offset_in_line};
pub(super) use json::tokens;

use super::parse;
use super::pointer::escape;

/// The position of a node.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Located {
    /// The bytes to mark.
    pub range: Range<usize>,
    /// The JSON pointer.
    pub pointer: String,
}

/// Finds the nodes of these numbers, in one pass.
pub(super) fn locate(text: &str, wanted: Vec<u32>) -> HashMap<u32, Located> {
    if parse::is_json(text) {
        json::locate(text, Finder::new(wanted))
    } else {
        yaml::locate(text, Finder::new(wanted))
    }
}

/// Counts the nodes of a text and records the positions of the wanted ones.
#[derive(Default)]
struct Finder {
    wanted: Vec<u32>,
    found: HashMap<u32, Located>,
    path: Vec<Segment>,
    count: u32,
    /// The last key, which marks the object or array that is its value.
    key: Option<(u32, Range<usize>)>,
}

/// A token of a JSON pointer.
enum Segment {
    Key(String),
    Index(usize),
}

impl Finder {
    fn new(mut wanted: Vec<u32>) -> Self {
        wanted.sort_unstable();
        Self {
            wanted,
            ..Self::default()
        }
    }

    /// Counts a node and returns its number.
    fn number(&mut self) -> u32 {
        self.count += 1;
        self.count - 1
    }

    fn wants(&self, number: u32) -> bool {
        self.wanted.binary_search(&number).is_ok()
    }

    /// Whether all wanted nodes were counted.
    fn done(&self) -> bool {
        self.wanted.last().is_none_or(|&last| last < self.count)
    }

    /// The range of a node's key, if the node is the value of the last key.
    fn key_of(&self, number: u32) -> Option<Range<usize>> {
        self.key
            .as_ref()
            .filter(|(key, _)| key + 1 == number)
            .map(|(_, range)| range.clone())
    }

    fn record(&mut self, number: u32, range: Range<usize>) {
        let pointer = self.pointer();
        self.found
            .entry(number)
            .or_insert(Located { range, pointer });
    }

    fn pointer(&self) -> String {
        let mut pointer = String::new();
        for segment in &self.path {
            pointer.push('/');
            match segment {
                Segment::Key(key) => pointer.push_str(&escape(key)),
                Segment::Index(index) => pointer.push_str(&index.to_string()),
            }
        }
        pointer
    }
}
