//! Sets of JSON types, and how types and formats are compared.

use std::collections::BTreeSet;

/// A set of types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Types(u8);

const NAMES: [&str; 8] = [
    "null", "boolean", "integer", "number", "string", "array", "object", "file",
];
const NULL: u8 = 1;
const INTEGER: u8 = 4;
const NUMBER: u8 = 8;
const STRING: u8 = 16;

impl<'a> FromIterator<&'a str> for Types {
    /// Types without a known name are left out.
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let bit = |name| {
            NAMES
                .iter()
                .position(|it| *it == name)
                .map(|index| 1 << index)
        };
        Types(
            names
                .into_iter()
                .filter_map(bit)
                .fold(0, |all, bit| all | bit),
        )
    }
}

impl Types {
    pub const NONE: Types = Types(0);

    pub fn without_null(self) -> Self {
        Types(self.0 & !NULL)
    }

    /// The types of values that are of both.
    pub fn both(self, other: Types) -> Self {
        Types(self.with_integers() & other.with_integers()).plain()
    }

    /// Whether every value of the other types is of these.
    pub fn covers(self, other: Types) -> bool {
        other.0 & !self.with_integers() == 0
    }

    pub fn is_string(self) -> bool {
        self.0 == STRING
    }

    pub fn is_array(self) -> bool {
        self == ["array"].into_iter().collect()
    }

    pub fn is_object(self) -> bool {
        self == ["object"].into_iter().collect()
    }

    /// Whether values are neither arrays nor objects.
    pub fn is_scalar(self) -> bool {
        self.0 & 0b1110_0000 == 0 && self.0 != 0
    }

    /// Whether no value is of both.
    pub fn is_apart(self, other: Types) -> bool {
        self.both(other) == Types::NONE
    }

    /// The bits, with integers as a part of numbers.
    fn with_integers(self) -> u8 {
        match self.0 & NUMBER {
            0 => self.0,
            _ => self.0 | INTEGER,
        }
    }

    /// Without integers beside numbers.
    fn plain(self) -> Self {
        match self.0 & NUMBER {
            0 => self,
            _ => Types(self.0 & !INTEGER),
        }
    }

    pub fn names(self) -> impl Iterator<Item = &'static str> {
        let is_in = move |index: &usize| self.0 >> index & 1 == 1;
        (0..NAMES.len()).filter(is_in).map(|index| NAMES[index])
    }
}

/// Types and format as text.
pub(super) fn text(types: Option<Types>, formats: &BTreeSet<&str>) -> String {
    let types = match types {
        None => "any".to_owned(),
        Some(Types::NONE) => "nothing".to_owned(),
        Some(types) => types.names().collect::<Vec<_>>().join(" or "),
    };
    let formats: Vec<&str> = formats.iter().copied().collect();
    match formats.is_empty() {
        true => types,
        false => format!("{types}/{}", formats.join(" and ")),
    }
}

/// What a value is made of where it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::diff) enum Carrier {
    /// JSON, where a number is not a string.
    Json,
    /// Text, where anything can be read as a string.
    Text,
    /// One of them, which the document does not tell: a part of a parameter.
    Unknown,
}

/// The outcome of a comparison of types, in the direction in which values are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fit {
    /// Every value that was sent is still valid.
    Wider,
    /// Values have another type, but are the same text.
    SameText,
    /// Some are not valid any more.
    Broken,
}

/// Types and format of one side.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Typed<'a> {
    pub types: Option<Types>,
    /// The formats, all of which a value has.
    pub formats: &'a BTreeSet<&'a str>,
}

/// Whether values of `from` are valid for `to`.
pub(super) fn fit(from: Typed, to: Typed, carrier: Carrier) -> Fit {
    let wider = match (from.types, to.types) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => to.covers(from),
    };
    let same_text = carrier == Carrier::Text && to.types.is_some_and(Types::is_string);
    let format_fits = to.formats.iter().all(|format| {
        from.formats
            .iter()
            .any(|given| given == format || format_covers(to.types, format, given))
    });
    match (wider, same_text, format_fits) {
        (_, _, false) => Fit::Broken,
        (true, _, true) => Fit::Wider,
        (false, true, true) => Fit::SameText,
        (false, false, true) => Fit::Broken,
    }
}

/// Whether values of one format are of the other.
fn format_covers(types: Option<Types>, to: &str, from: &str) -> bool {
    let Some(types) = types else { return false };
    match types.0 {
        NUMBER => (from, to) == ("float", "double"),
        INTEGER => matches!(
            (from, to),
            ("int32", "int64" | "bigint") | ("int64", "bigint")
        ),
        STRING => matches!((from, to), ("date" | "time", "date-time")),
        _ => false,
    }
}
