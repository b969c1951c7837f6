//! Parameters to text and back, as the table "Style Values" of the OpenAPI Specification 3.1.1 says (section 4.8.12.5).
//!
//! What `encode_path`, `encode_query`, `encode_header` and `encode_cookie` write, [`Parameter`] reads back the
//! same, whatever characters the values hold. Some values the styles have no words for:
//!
//! - An empty array or object is written as if it was absent; so is `null`. In a path, which must have some text, an
//!   empty array reads back as an array of one empty string if its items may be strings.
//! - The path segments `.` and `..` never arrive, since URL parsers resolve them.
//! - A header's value loses the white space around it, and line breaks cannot be sent. Names of members cannot hold
//!   a comma there, and no `=` where they are exploded.
//! - A `deepObject` has no words for member names that hold brackets.
//! - The name of an exploded object does not appear: its members must not share names with other parameters.
//!
//! Arrays and objects inside of others are undefined in all styles but `deepObject`. Here an array in an object
//! repeats the member's name; what else lies inside is written as JSON.

#[cfg(feature = "deep-objects")]
mod deep;
mod header;
mod pairs;
mod percent;
mod read;
mod scalar;
mod several;
mod write;

use std::error::Error;
use std::fmt;

#[cfg(feature = "whole-query")]
pub use self::pairs::decode_text;
pub use self::pairs::{decode_json, parse_json, Pairs};
pub use self::read::Parameter;
#[cfg(feature = "whole-query")]
pub use self::write::encode_text;
#[cfg(feature = "cookies")]
pub use self::write::{encode_cookie, encode_plain_cookie};
pub use self::write::{encode_header, encode_json, encode_path, encode_query};

/// How arrays and objects are laid out in a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `blue,black`: the default in paths and headers.
    Simple,

    /// `.blue.black`, in paths.
    #[cfg(feature = "path-styles")]
    Label,

    /// `;color=blue;color=black`, in paths.
    #[cfg(feature = "path-styles")]
    Matrix,

    /// `color=blue&color=black`: the default in queries and cookies.
    Form,

    /// `color=blue%20black`, in queries.
    #[cfg(feature = "delimited")]
    SpaceDelimited,

    /// `color=blue%7Cblack`, in queries.
    #[cfg(feature = "delimited")]
    PipeDelimited,

    /// `color[R]=100&color[G]=200`, in queries.
    #[cfg(feature = "deep-objects")]
    DeepObject,

    /// `color=blue; color=black`, in cookies, which are taken as they are and not percent-encoded.
    #[cfg(feature = "cookies")]
    Cookie,
}

impl Style {
    /// The style that the specification calls so.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            #[cfg(feature = "path-styles")]
            "label" => Self::Label,
            #[cfg(feature = "path-styles")]
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            #[cfg(feature = "delimited")]
            "spaceDelimited" => Self::SpaceDelimited,
            #[cfg(feature = "delimited")]
            "pipeDelimited" => Self::PipeDelimited,
            #[cfg(feature = "deep-objects")]
            "deepObject" => Self::DeepObject,
            #[cfg(feature = "cookies")]
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }
}

/// A text that cannot be what the schema asks for, like `abc` for an integer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// Where in the parameter's value, as a JSON Pointer; empty for all of it.
    pub pointer: String,

    /// What was expected and what was found, e.g. `must be an integer, is "abc"`.
    pub message: String,
}

impl Unreadable {
    pub(super) fn new(pointer: &str, message: impl Into<String>) -> Self {
        Self {
            pointer: pointer.to_owned(),
            message: message.into(),
        }
    }
}

/// The JSON Pointer to a member.
pub(crate) fn below(pointer: &str, name: &str) -> String {
    format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"))
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Unreadable {}
