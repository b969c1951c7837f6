//! What is said of values that don't fit.

use std::error::Error;
use std::fmt;

use super::Json;

/// Why a value doesn't fit a type, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The part that doesn't fit, as a JSON pointer (RFC 6901); empty for the whole.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
}

/// More values than this are not listed.
const MANY: usize = 10;

impl Mismatch {
    /// Of the whole value.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            pointer: String::new(),
            message: message.into(),
        }
    }

    /// Says what was wanted in the place of a value.
    pub fn expected(wanted: &str, value: &Json<'_>) -> Self {
        let found = match value {
            Json::Null => "null".to_owned(),
            Json::Bool(_) => "a boolean".to_owned(),
            Json::Number(number) => format!("the number {number}"),
            Json::String(_) => "a string".to_owned(),
            Json::Array(_) => "an array".to_owned(),
            Json::Object(_) => "an object".to_owned(),
        };
        Self::new(format!("expected {wanted}, found {found}"))
    }

    /// Says which values were wanted in the place of another one; of many, the first.
    pub fn one_of(wanted: &[&str], value: &Json<'_>) -> Self {
        let named: Vec<String> = wanted
            .iter()
            .take(MANY)
            .map(|text| format!("{text:?}"))
            .collect();
        let others = wanted.len() - named.len();
        let wanted = match &named[..] {
            all if others > 0 => format!("one of {} and {others} others", all.join(", ")),
            [some @ .., last] if !some.is_empty() => format!("{} or {last}", some.join(", ")),
            one => one.concat(),
        };
        match value {
            Json::String(text) => Self::new(format!("expected {wanted}, found {text:?}")),
            _ => Self::expected(&wanted, value),
        }
    }

    /// The same, seen from the object or array whose member or item that is.
    pub fn within(mut self, key: &str) -> Self {
        let key = key.replace('~', "~0").replace('/', "~1");
        self.pointer = format!("/{key}{}", self.pointer);
        self
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.pointer.as_str() {
            "" => f.write_str(&self.message),
            pointer => write!(f, "{} at {pointer}", self.message),
        }
    }
}

impl Error for Mismatch {}
