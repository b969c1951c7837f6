//! Enums of strings.

/// Implements reading and writing for an enum of strings:
/// `string_enum!(Name { Variant as "value in JSON", … } else Unknown)`. The last variant holds any other string.
///
/// `Eq`, `Hash` and `Ord` are those that `derive` would make, but for the hash. They are here because documents have hundreds
/// of enums: `derive` takes the compiler longer, and so would a second list of the variants, to find one by its string.
#[macro_export]
#[doc(hidden)]
macro_rules! string_enum {
    ($name:ident { $($variant:ident as $text:literal),* $(,)? } else $unknown:ident) => {
        impl $name {
            /// The documented values, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The string in JSON.
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $text,)*
                    Self::$unknown(text) => text,
                }
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                std::hash::Hash::hash(self.as_str(), state)
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(Ord::cmp(self, other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                json::compare_strings(self, other, Self::ALL, Self::as_str)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = json::UndocumentedValue;

            fn from_str(text: &str) -> Result<Self, json::UndocumentedValue> {
                json::parse_string_enum(text, Self::ALL, Self::as_str)
            }
        }

        impl TryFrom<&str> for $name {
            type Error = json::UndocumentedValue;

            fn try_from(text: &str) -> Result<Self, json::UndocumentedValue> {
                json::parse_string_enum(text, Self::ALL, Self::as_str)
            }
        }

        impl json::FromJson for $name {
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                json::read_string_enum(value, Self::ALL, Self::as_str, Self::$unknown)
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

use std::cmp::Ordering;
use std::error::Error;
use std::fmt;

pub use string_enum;

use super::{fit, Json, Mismatch};

/// A string that is none of an enum's documented values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UndocumentedValue {
    message: String,
}

impl UndocumentedValue {
    /// The error for a string, and the documented ones. A long list is shortened.
    pub fn new(found: &str, documented: &[&str]) -> Self {
        Self {
            message: format!("expected {}, found {found:?}", listed(documented)),
        }
    }
}

/// How many of the documented strings a message lists.
const MANY: usize = 10;

fn listed(documented: &[&str]) -> String {
    let listed: Vec<String> = documented
        .iter()
        .take(MANY)
        .map(|text| format!("{text:?}"))
        .collect();
    let others = documented.len() - listed.len();
    match &listed[..] {
        all if others > 0 => format!("one of {} and {others} others", all.join(", ")),
        [some @ .., last] if !some.is_empty() => format!("{} or {last}", some.join(", ")),
        one => one.concat(),
    }
}

impl fmt::Display for UndocumentedValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for UndocumentedValue {}

/// The variant of a documented string.
fn documented<T: Clone>(text: &str, all: &[T], as_str: fn(&T) -> &str) -> Option<T> {
    all.iter().find(|value| as_str(value) == text).cloned()
}

/// Parses a documented string.
///
/// # Errors
/// When the string is none of the enum's.
pub fn parse_string_enum<T: Clone>(
    text: &str,
    all: &[T],
    as_str: fn(&T) -> &str,
) -> Result<T, UndocumentedValue> {
    documented(text, all, as_str).ok_or_else(|| {
        let documented: Vec<&str> = all.iter().map(as_str).collect();
        UndocumentedValue::new(text, &documented)
    })
}

/// Compares two values: documented ones have the order of the document and precede all others.
pub fn compare_strings<T: PartialEq>(
    one: &T,
    other: &T,
    all: &[T],
    as_str: fn(&T) -> &str,
) -> Ordering {
    let place = |value| all.iter().position(|known| known == value);
    let place = |value| place(value).unwrap_or(all.len());
    let by_place = place(one).cmp(&place(other));
    by_place.then_with(|| as_str(one).cmp(as_str(other)))
}

/// Reads an enum of strings.
///
/// # Errors
/// When the value is not a string.
pub fn read_string_enum<T: Clone>(
    value: Json<'_>,
    all: &[T],
    as_str: fn(&T) -> &str,
    unknown: fn(String) -> T,
) -> Result<T, Mismatch> {
    let text = value.string()?;
    let known = documented(text, all, as_str);
    match known {
        Some(_) => fit::keep(value),
        None => fit::keep_unknown(value),
    }
    Ok(known.unwrap_or_else(|| unknown(text.to_owned())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{self as json, Mismatch};

    #[derive(Clone, Debug, PartialEq)]
    enum Size {
        Small,
        XLarge,
        Unknown(String),
    }

    json::string_enum!(Size { Small as "small", XLarge as "x-large" } else Unknown);

    #[test]
    fn variants_are_found_by_string() {
        assert_eq!(
            json::from_value::<Size>(&json!("x-large")),
            Ok(Size::XLarge)
        );
        assert_eq!(
            json!([Size::Small, Size::XLarge]),
            json!(["small", "x-large"])
        );
        assert_eq!(
            serde_json::from_str::<Size>("\"small\"").ok(),
            Some(Size::Small)
        );
        assert_eq!(
            format!("{:>6}|{}", Size::Small, Size::XLarge),
            " small|x-large"
        );
        assert_eq!(Size::ALL, [Size::Small, Size::XLarge]);
    }

    #[test]
    fn undocumented_strings_are_kept_when_json_is_read() {
        let unknown = || Size::Unknown("XLarge".to_owned());
        assert_eq!(json::from_value::<Size>(&json!("XLarge")), Ok(unknown()));
        assert_eq!(json!(unknown()), json!("XLarge"));
        assert_eq!(unknown().to_string(), "XLarge");
        assert_eq!(
            json::from_value::<Size>(&json!(1)),
            Err(Mismatch::new("expected a string, found the number 1"))
        );
    }

    /// Their names could be taken for associated types.
    #[test]
    fn variants_may_have_the_names_of_associated_types() {
        #[derive(Clone, Debug, PartialEq)]
        enum State {
            Err,
            Error,
            Unknown(String),
        }

        json::string_enum!(State { Err as "err", Error as "error" } else Unknown);

        assert_eq!("err".parse(), Ok(State::Err));
        assert_eq!(State::try_from("error"), Ok(State::Error));
        assert_eq!(State::ALL, [State::Err, State::Error]);
        assert_eq!(json::from_value(&json!("error")), Ok(State::Error));
    }

    #[test]
    fn undocumented_strings_are_errors_when_text_is_parsed() {
        assert_eq!("x-large".parse(), Ok(Size::XLarge));
        assert_eq!(Size::try_from("small"), Ok(Size::Small));
        let message = "expected \"small\" or \"x-large\", found \"XLarge\"";
        assert_eq!(
            "XLarge".parse::<Size>().unwrap_err().to_string(),
            message.to_owned()
        );
        assert_eq!(Size::try_from("XLarge").unwrap_err().to_string(), message);
    }
}
