//! Text to tree: reads YAML and JSON into [`Node`]s that know their place.
//!
//! A node carries only a number, [`At`]; line and column are found when a message needs them, by
//! [`Sources::locate_all`].

mod files;
pub(crate) mod foreign;
mod locate;
mod node;
mod numbers;
mod parse;
pub mod pointer;
mod syntax;
mod tree;

use std::ops::Range;

pub use files::Sources;
pub use node::{Entry, Node, Object, Value};

/// One of the files read, in the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// Where a node stands: the file, and its number in the order of the text.
///
/// Counted are values and keys alike, an object or list before what it holds; what a YAML alias brings
/// in is counted again at each place. So the order of two `At`s is the order in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The file.
    pub file: FileId,
    /// The node's number in it, from 0, the root.
    pub node: u32,
}

impl Default for At {
    fn default() -> Self {
        Self::NONE
    }
}

impl At {
    /// For nodes that stand nowhere.
    pub const NONE: Self = Self {
        file: FileId(u32::MAX),
        node: u32::MAX,
    };

    /// Whether the node stands nowhere.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// A part of a text, as people and editors count.
///
/// A value that is an object or a list is marked by its key, or, where it has none, by its beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The bytes of the file's text.
    pub range: Range<usize>,
    /// Where it begins.
    pub start: Position,
    /// The position after its last character.
    pub end: Position,
    /// The JSON pointer of the node, aliases and merges expanded; empty for the root and where there is no node.
    pub pointer: String,
}

/// A position in a text; both numbers count from 1, columns count characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}
