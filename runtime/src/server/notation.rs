//! Bodies in a notation whose code not all crates have: XML.

use serde_json::Value;

use super::super::json::{DuplicateMembers, Tree};

/// A notation of values, by the shapes of their schemas.
pub trait Notation: Sync {
    /// Reads a text by the shape of that name.
    ///
    /// # Errors
    /// When the text is not well-formed, or has something else than the shape.
    fn read(
        &self,
        shape: &str,
        text: Vec<u8>,
        duplicates: DuplicateMembers,
    ) -> Result<Tree, NotationError>;

    /// The text of a value; none if the notation has no text for it.
    fn write(&self, shape: &str, value: &Value) -> Option<String>;

    /// The place of the value that a JSON Pointer leads to.
    fn place(&self, shape: &str, pointer: &str) -> String;
}

/// Why a text is not read.
#[derive(Clone, Debug)]
pub struct NotationError {
    /// Where; empty for the whole text.
    pub place: String,
    /// What is wrong.
    pub message: String,
    /// Whether the text is well-formed.
    pub is_well_formed: bool,
}
