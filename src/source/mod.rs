//! Text to tree: reads YAML and JSON into [`Node`]s that know their place.
//!
//! A node carries only a number, [`At`]; the line and column are found when a message needs them.

mod node;

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
