//! Files to write.

use crate::Error;

/// A file to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    path: String,
    contents: Vec<u8>,
    ownership: Ownership,
}

/// The owner of a file after it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ownership {
    /// The generator: the file is replaced at every run, and removed once it is no longer generated.
    Generated,
    /// The user: the file is written where nothing was generated before, unless it exists, and never again.
    Once,
}

impl File {
    /// A file that the generator owns. Its first or second line has [`super::MARKER`], if its format has comments.
    ///
    /// # Errors
    /// If the path could leave the output folder on any system.
    pub fn generated(path: impl Into<String>, contents: impl Into<Vec<u8>>) -> Result<Self, Error> {
        Self::new(path.into(), contents.into(), Ownership::Generated)
    }

    /// A file that the user owns once it is written.
    ///
    /// # Errors
    /// If the path could leave the output folder on any system.
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
            Err(Error::path(path, "is not a path inside the output folder"))
        }
    }

    /// The path inside the output folder, with slashes.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The contents.
    pub fn contents(&self) -> &[u8] {
        &self.contents
    }

    /// The owner.
    pub fn ownership(&self) -> Ownership {
        self.ownership
    }
}
