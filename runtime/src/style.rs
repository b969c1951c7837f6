//! Serialization of parameters by style (OpenAPI Specification 3.1.1, section 4.8.12.3), in both directions.
//!
//! [`Parameter`] reads back the same value that `encode_path`, `encode_query`, `encode_header` or `encode_cookie` has
//! written, whatever characters it contains. Some values cannot be expressed by the styles:
//!
//! - An empty array or object and `null` are written as if they were absent. In a path, whose parameters are required, an
//!   empty array reads back as an array of one empty string if its items may be strings.
//! - The path segments `.` and `..` never arrive, since URL parsers resolve them.
//! - A header's value loses leading and trailing white space, and cannot contain line breaks. Names of members cannot
//!   contain a comma there, nor `=` where they are exploded.
//! - A `deepObject` cannot have member names that contain brackets.
//! - The name of an exploded object does not appear: its members must not share names with other parameters.
//!
//! Nested arrays and objects are undefined in all styles but `deepObject`. Here an array in an object repeats the
//! member's name; other nested values are written as JSON.

mod deep_object;
mod delimited;
mod header;
mod limited;
mod pairs;
mod percent;
mod read;
mod repeated;
mod scalar;
mod shape;
mod write;

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use serde_json::Value;

pub use self::limited::Limited;
pub use self::pairs::decode_text;
pub use self::pairs::{decode_json, parse_json, Pairs};
pub use self::percent::decode;
pub use self::read::Parameter;
pub use self::scalar::read_text;
pub(crate) use self::shape::Choices;
pub use self::shape::{Shape, Shaped, Shapes};
pub use self::write::encode_text;
pub use self::write::{encode_cookie, encode_plain_cookie};
pub use self::write::{encode_header, encode_json, encode_path, encode_query};

/// How an array or object is serialized in a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `blue,black`: the default in paths and headers.
    Simple,

    /// `.blue.black`, in paths.
    Label,

    /// A label of OpenAPI 3.0.0 to 3.0.3, which wrote `.blue.black` also for what is not exploded; later versions write
    /// `.blue,black`. Both are read.
    DottedLabel,

    /// `;color=blue;color=black`, in paths.
    Matrix,

    /// `color=blue&color=black`: the default in queries and cookies.
    Form,

    /// `color=blue%20black`, in queries.
    SpaceDelimited,

    /// `color=blue%7Cblack`, in queries.
    PipeDelimited,

    /// `color[R]=100&color[G]=200`, in queries.
    DeepObject,

    /// `color=blue; color=black`, in cookies that are not percent-encoded.
    Cookie,
}

/// The value of a parameter, as it was read. A string may be a part of the request.
#[derive(Clone, Debug, PartialEq)]
pub enum Reading<'t> {
    /// A string.
    Text(Cow<'t, str>),

    /// Any value.
    Value(Value),
}

impl Reading<'_> {
    /// The value, which owns its strings.
    pub fn into_value(self) -> Value {
        match self {
            Self::Text(text) => text.into_owned().into(),
            Self::Value(value) => value,
        }
    }
}

impl From<Value> for Reading<'_> {
    fn from(value: Value) -> Self {
        Self::Value(value)
    }
}

impl Style {
    /// The style of this name in the specification.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "simple" => Self::Simple,
            "label" => Self::Label,
            "dottedLabel" => Self::DottedLabel,
            "matrix" => Self::Matrix,
            "form" => Self::Form,
            "spaceDelimited" => Self::SpaceDelimited,
            "pipeDelimited" => Self::PipeDelimited,
            "deepObject" => Self::DeepObject,
            "cookie" => Self::Cookie,
            _ => return None,
        })
    }
}

/// The error of a text that cannot be a value of the schema, like `abc` for an integer, or is malformed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// The part of the parameter's value, as a JSON Pointer (RFC 6901); empty for the whole value.
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

    /// The error of several values where there can be only one.
    pub(super) fn given_several_times(pointer: &str) -> Self {
        Self::new(pointer, "must be given once")
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for Unreadable {}
