//! Errors of values that do not fit a type.

use std::error::Error;
use std::fmt;

use super::{pointer, Json, Kind};

/// Why a value does not fit a type, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The part of the value that does not fit, as a JSON Pointer (RFC 6901); empty for the whole value.
    pub pointer: String,
    /// What is wrong with it.
    pub message: String,
    /// Whether the value may fit, but was not built: see [`Mismatch::postponed`].
    is_postponed: bool,
}

impl Mismatch {
    /// An error of the whole value.
    pub fn new(message: impl Into<String>) -> Self {
        Self {
            pointer: String::new(),
            message: message.into(),
            is_postponed: false,
        }
    }

    /// An error of the whole value, which names what was expected and what was found.
    pub fn expected(wanted: &str, value: Json<'_>) -> Self {
        let found = match value.kind() {
            Kind::Null => "null".to_owned(),
            Kind::Bool(_) => "a boolean".to_owned(),
            Kind::Number(number) => format!("the number {number}"),
            Kind::String(_) => "a string".to_owned(),
            Kind::Array(_) => "an array".to_owned(),
            Kind::Object(_) => "an object".to_owned(),
        };
        Self::new(format!("expected {wanted}, found {found}"))
    }

    /// The same error, with its pointer seen from the object or array that has the value under this key.
    pub fn within(mut self, key: &str) -> Self {
        if !self.is_postponed {
            self.pointer = pointer::member("", key) + &self.pointer;
        }
        self
    }

    /// How deep in the value the error lies.
    #[cfg(any(feature = "objects", feature = "unions"))]
    pub(super) fn depth(&self) -> usize {
        self.pointer.matches('/').count()
    }

    /// The result of a value that has no error so far, but was not built either.
    ///
    /// While a union finds out which of its variants fits, a union in one of them is checked once and not built each
    /// time. The caller of a union never sees this result, since the variant that fits is then built.
    pub(super) fn postponed() -> Self {
        Self {
            is_postponed: true,
            ..Self::new("not built")
        }
    }

    /// Whether this is no error: see [`Mismatch::postponed`].
    pub(super) fn is_postponed(&self) -> bool {
        self.is_postponed
    }
}

/// Collects postponed results, so that the parts of a value that come after one are still checked.
#[derive(Default)]
pub(super) struct Postponed {
    is_any: bool,
}

impl Postponed {
    /// `None` for a postponed result.
    ///
    /// # Errors
    /// When the value does not fit.
    pub(super) fn filter<T>(&mut self, result: Result<T, Mismatch>) -> Result<Option<T>, Mismatch> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_postponed() => {
                self.is_any = true;
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }

    /// The whole value, unless a part of it was postponed.
    pub(super) fn unless_any<T>(self, whole: T) -> Result<T, Mismatch> {
        match self.is_any {
            true => Err(Mismatch::postponed()),
            false => Ok(whole),
        }
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
