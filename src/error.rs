//! What can go wrong outside the document.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// A failure of the world, or a bug of the generator; what is wrong with the document is a
/// [`Diagnostic`](crate::diagnostic::Diagnostic) instead.
#[derive(Debug)]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// What was tried, as in "cannot read": `read`, `write`, `remove`, …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },

    /// A file that would be written is refused: it would leave the output folder, or stand on
    /// something that is not the generator's.
    Path {
        /// The file or folder.
        path: PathBuf,
        /// Why it is refused, as in "`path` …".
        reason: String,
    },

    /// A template failed, or made text that is not Rust: a bug of the generator, never the document's fault.
    Template {
        /// The template's name.
        name: String,
        /// What the template engine or the parser said.
        message: String,
        /// The text that was made, if there was any.
        text: Option<String>,
    },
}

impl Error {
    /// A failed action on a file or folder.
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Io {
            action,
            path: path.as_ref().to_owned(),
            source,
        }
    }

    /// A path that is refused.
    pub fn path(path: impl AsRef<Path>, reason: impl Into<String>) -> Self {
        Self::Path {
            path: path.as_ref().to_owned(),
            reason: reason.into(),
        }
    }

    /// A template that failed.
    pub fn template(
        name: impl Into<String>,
        message: impl fmt::Display,
        text: Option<String>,
    ) -> Self {
        Self::Template {
            name: name.into(),
            message: message.to_string(),
            text,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io {
                action,
                path,
                source,
            } => write!(f, "cannot {action} {}: {source}", path.display()),
            Self::Path { path, reason } => write!(f, "{} {reason}", path.display()),
            Self::Template {
                name,
                message,
                text,
            } => {
                write!(
                    f,
                    "the template {name} failed, which is a bug of specfirst: {message}"
                )?;
                match text {
                    Some(text) => write!(f, "\n\nthe text it made:\n{text}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            Self::Path { .. } | Self::Template { .. } => None,
        }
    }
}
