//! Enums of integers.

/// Implements reading and writing for an enum of integers: `integer_enum!(Name { Variant = 1, … } else Unknown)`. The last
/// variant holds any other integer. `Eq`, `Hash` and `Ord` are implemented as for enums of strings.
#[macro_export]
#[doc(hidden)]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident = $number:literal),* $(,)? } else $unknown:ident) => {
        impl $name {
            /// The documented values, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The integer in JSON.
            pub fn as_i64(&self) -> i64 {
                match self {
                    $(Self::$variant => $number,)*
                    Self::$unknown(number) => *number,
                }
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                std::hash::Hash::hash(&self.as_i64(), state)
            }
        }

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(Ord::cmp(self, other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> std::cmp::Ordering {
                json::compare_integers(self, other, Self::ALL, Self::as_i64)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        impl From<i64> for $name {
            fn from(number: i64) -> Self {
                json::integer_variant(number, Self::ALL, Self::as_i64).unwrap_or(Self::$unknown(number))
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                value.as_i64()
            }
        }

        impl json::FromJson for $name {
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                json::read_integer_enum(value, Self::ALL, Self::as_i64, Self::$unknown)
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }
    };
}

use std::cmp::Ordering;

pub use integer_enum;

use super::{fit, FromJson, Json, Mismatch};

/// The variant of a documented integer.
pub fn integer_variant<T: Clone>(number: i64, all: &[T], as_i64: fn(&T) -> i64) -> Option<T> {
    all.iter().find(|value| as_i64(value) == number).cloned()
}

/// Compares two values: documented ones have the order of the document and precede all others.
pub fn compare_integers<T: PartialEq>(
    one: &T,
    other: &T,
    all: &[T],
    as_i64: fn(&T) -> i64,
) -> Ordering {
    let place = |value| all.iter().position(|known| known == value);
    let place = |value| place(value).unwrap_or(all.len());
    let by_place = place(one).cmp(&place(other));
    by_place.then_with(|| as_i64(one).cmp(&as_i64(other)))
}

/// Reads an enum of integers.
///
/// # Errors
/// When the value is not an integer of 64 bits.
pub fn read_integer_enum<T: Clone>(
    value: Json<'_>,
    all: &[T],
    as_i64: fn(&T) -> i64,
    unknown: fn(i64) -> T,
) -> Result<T, Mismatch> {
    let number = i64::from_json(value)?;
    let known = integer_variant(number, all, as_i64);
    if known.is_none() {
        fit::keep_unknown(value);
    }
    Ok(known.unwrap_or_else(|| unknown(number)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super as json;

    #[derive(Clone, Debug, PartialEq)]
    enum Level {
        Low,
        High,
        Unknown(i64),
    }

    json::integer_enum!(Level { Low = -1, High = 7 } else Unknown);

    #[test]
    fn variants_are_found_by_value() {
        assert_eq!(json::from_value::<Level>(&json!(-1)), Ok(Level::Low));
        assert_eq!(json::from_value::<Level>(&json!(7.0)), Ok(Level::High));
        let all: Vec<i64> = Level::ALL.iter().cloned().map(i64::from).collect();
        assert_eq!(all, [-1, 7]);
        assert_eq!(json!(Level::Low), json!(-1));
        assert_eq!(Level::from(7), Level::High);
        assert_eq!(format!("{:>3}", Level::Low), " -1");
    }

    #[test]
    fn undocumented_integers_are_kept() {
        assert_eq!(json::from_value::<Level>(&json!(0)), Ok(Level::Unknown(0)));
        assert_eq!(json!(Level::Unknown(0)), json!(0));
        assert_eq!(Level::from(0), Level::Unknown(0));
        assert!(serde_json::from_str::<Level>("-18446744073709551617").is_err());
        assert!(json::from_value::<Level>(&json!("7")).is_err());
    }
}
