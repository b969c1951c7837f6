//! Parses YAML and JSON into a tree of [`Node`]s that know their position.
//!
//! A node carries a number only, [`At`]; line and column are looked up when a message needs them, by
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

use serde::Serialize;

pub use files::Sources;
pub use node::{Entry, Node, Object, Value};

/// A file, by the order of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct FileId(pub u32);

/// The position of a node: the file, and the node's number in the order of the text.
///
/// Values and keys are both counted, an object or array before what it contains; the nodes of a YAML alias are counted
/// again at each place. So the order of `At`s is the order of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct At {
    /// The file.
    pub file: FileId,
    /// The node's number in the file; the root is 0.
    pub node: u32,
}

impl Default for At {
    fn default() -> Self {
        Self::NONE
    }
}

impl At {
    /// For nodes that are not from a text.
    pub const NONE: Self = Self {
        file: FileId(u32::MAX),
        node: u32::MAX,
    };

    /// Whether the node is not from a text.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }
}

/// A part of a text, in bytes and in lines and columns.
///
/// An object or an array is marked by its key, or by its beginning if it has none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// The bytes of the file's text.
    pub range: Range<usize>,
    /// The position of its first character.
    pub start: Position,
    /// The position after its last character.
    pub end: Position,
    /// The JSON pointer of the node, with aliases and merges expanded; empty for the root and for a range without a
    /// node.
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
