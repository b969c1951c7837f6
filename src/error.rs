//! Errors that are not about the contents of the document.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// An error of the environment, or a bug of the generator. An error in the document is a
/// [`Diagnostic`](crate::diagnostic::Diagnostic) instead.
#[derive(Debug)]
pub enum Error {
    /// A file or folder could not be read or written.
    Io {
        /// The action, as in "cannot read": `read`, `write`, `remove`, …
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The error of the operating system.
        source: io::Error,
    },

    /// A file must not be written: it would leave the output folder, or replace something that was not generated.
    Path {
        /// The file or folder.
        path: PathBuf,
        /// The reason, as in "`path` …".
        reason: String,
    },

    /// A template failed, or its text is not Rust: a bug of the generator, never an error in the document.
    Template {
        /// The template's name.
        name: String,
        /// The message of the template engine or the parser.
        message: String,
        /// The rendered text, if any.
        text: Option<String>,
    },
}

impl Error {
    /// An action on a file or folder that failed.
    pub fn io(action: &'static str, path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::Io {
            action,
            path: path.as_ref().to_owned(),
            source,
        }
    }

    /// A path that must not be written.
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
                    Some(text) => write!(f, "\n\nthe rendered text:\n{text}"),
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
