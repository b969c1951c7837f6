//! The `type` keyword.

use std::fmt;
use std::ops::{BitAnd, BitOr};

use serde_json::{Number, Value};

use super::super::json::{Json, Kind};
use super::number;

/// A set of JSON types.
///
/// Integers and other numbers are separate elements: `"number"` is both of them, and `1.0` is an integer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TypeSet(u8);

impl TypeSet {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// `null`.
    pub const NULL: Self = Self(1);

    /// `true` and `false`.
    pub const BOOLEAN: Self = Self(1 << 1);

    /// Numbers without a fraction.
    pub const INTEGER: Self = Self(1 << 2);

    /// All numbers.
    pub const NUMBER: Self = Self(1 << 2 | 1 << 3);

    /// Strings.
    pub const STRING: Self = Self(1 << 4);

    /// Arrays.
    pub const ARRAY: Self = Self(1 << 5);

    /// Objects.
    pub const OBJECT: Self = Self(1 << 6);

    /// Every type.
    pub const ALL: Self = Self((1 << 7) - 1);

    /// The type of a value.
    pub fn of(value: Json<'_>) -> Self {
        match value.kind() {
            Kind::Null => Self::NULL,
            Kind::Bool(_) => Self::BOOLEAN,
            Kind::Number(number) => Self::of_number(number),
            Kind::String(_) => Self::STRING,
            Kind::Array(_) => Self::ARRAY,
            Kind::Object(_) => Self::OBJECT,
        }
    }

    /// The type of a number.
    pub fn of_number(number: &Number) -> Self {
        match number::is_integer(number) {
            true => Self::INTEGER,
            false => Self(1 << 3),
        }
    }

    /// The types in the value of a `type` keyword; all types for an unknown name.
    pub(super) fn named(keyword: &Value) -> Self {
        match keyword {
            Value::String(name) => Self::from_name(name).unwrap_or(Self::ALL),
            Value::Array(names) => names
                .iter()
                .map(Self::named)
                .fold(Self::NONE, |all, one| all | one),
            _ => Self::ALL,
        }
    }

    /// The type of that name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "null" => Self::NULL,
            "boolean" => Self::BOOLEAN,
            "integer" => Self::INTEGER,
            "number" => Self::NUMBER,
            "string" => Self::STRING,
            "array" => Self::ARRAY,
            "object" => Self::OBJECT,
            _ => return None,
        })
    }

    /// Whether the type of a value is in the set.
    pub(super) fn allows(self, value: Json<'_>) -> bool {
        match value.kind() {
            Kind::Number(_) if self.contains(Self::NUMBER) => true,
            _ => self.contains(Self::of(value)),
        }
    }

    /// Whether all of the other types are in the set.
    pub fn contains(self, other: Self) -> bool {
        self & other == other
    }

    /// Whether any of the other types is in the set.
    pub fn intersects(self, other: Self) -> bool {
        self & other != Self::NONE
    }

    /// The set without the other types.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }
}

impl BitAnd for TypeSet {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

impl BitOr for TypeSet {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The types in words, such as `a string or null`.
impl fmt::Display for TypeSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = if self.contains(Self::NUMBER) {
            "a number"
        } else {
            "an integer"
        };
        let words = [
            (Self::STRING, "a string"),
            (Self::INTEGER, number),
            (Self::BOOLEAN, "a boolean"),
            (Self::ARRAY, "an array"),
            (Self::OBJECT, "an object"),
            (Self::NULL, "null"),
        ];
        let words: Vec<_> = words
            .iter()
            .filter(|(one, _)| self.contains(*one))
            .map(|(_, word)| *word)
            .collect();
        match words.split_last() {
            // The set of numbers with a fraction.
            None => f.write_str(if *self == Self::NONE {
                "absent"
            } else {
                "a number"
            }),
            Some((last, [])) => f.write_str(last),
            Some((last, rest)) => write!(f, "{} or {last}", rest.join(", ")),
        }
    }
}
