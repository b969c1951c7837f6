//! A file to be written.

use crate::Error;

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    path: String,
    contents: Vec<u8>,
    ownership: Ownership,
}

/// Whose a file is after it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The generator's: replaced at every run, removed when it is no longer made.
    Generated,
    /// The user's: written if there is none, never touched again.
    Once,
}

impl File {
    /// A file that stays the generator's. Its first or second line has [`super::MARKER`], if it can have comments.
    ///
    /// # Errors
    /// When the path is not one that stays inside the output folder on every system.
    pub fn generated(path: impl Into<String>, contents: impl Into<Vec<u8>>) -> Result<Self, Error> {
        Self::new(path.into(), contents.into(), Ownership::Generated)
    }

    /// A file that is the user's once it is written.
    ///
    /// # Errors
    /// When the path is not one that stays inside the output folder on every system.
    pub fn once(path: impl Into<String>, contents: impl Into<Vec<u8>>) -> Result<Self, Error> {
        Self::new(path.into(), contents.into(), Ownership::Once)
    }

    fn new(path: String, contents: Vec<u8>, ownership: Ownership) -> Result<Self, Error> {
        let inside = path.split('/').all(|part| {
            !matches!(part, "" | "." | "..")
                && !part.contains(['\\', ':', '<', '>', '"', '|', '?', '*'])
                && !part.chars().any(char::is_control)
        });
        if inside {
            Ok(Self {
                path,
                contents,
                ownership,
            })
        } else {
            Err(Error::path(path, "is no path inside the output folder"))
        }
    }

    /// The path inside the output folder, with slashes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What is in it.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// Whose it is.
    pub fn ownership(&self) -> Ownership {
        self.ownership
    }
}
