//! Enums of integers.

/// Implements reading and writing for an enum whose discriminants are the integers in JSON:
/// `integer_enum!(Name { Variant, … })`.
#[macro_export]
#[doc(hidden)]
macro_rules! integer_enum {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        impl $name {
            /// All variants, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        impl TryFrom<i64> for $name {
            type Error = String;

            fn try_from(value: i64) -> Result<Self, String> {
                $(if value == Self::$variant as i64 {
                    return Ok(Self::$variant);
                })*
                Err(format!("{value} is not one of the values"))
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                value as i64
            }
        }

        impl json::FromJson for $name {
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                let number: i64 = json::FromJson::from_json(value)?;
                Self::try_from(number).map_err(json::Mismatch::new)
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_i64(*self as i64)
            }
        }
    };
}

pub use integer_enum;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{self as json, Mismatch};

    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(i64)]
    enum Level {
        Low = -1,
        High = 7,
    }

    json::integer_enum!(Level { Low, High });

    #[test]
    fn variants_are_found_by_value() {
        assert_eq!(json::from_value::<Level>(&json!(-1)), Ok(Level::Low));
        assert_eq!(json::from_value::<Level>(&json!(7.0)), Ok(Level::High));
        let all: Vec<i64> = Level::ALL.iter().copied().map(i64::from).collect();
        assert_eq!(all, [-1, 7]);
        assert_eq!(json!(Level::Low), json!(-1));
        let error = Mismatch::new("0 is not one of the values");
        assert_eq!(json::from_value::<Level>(&json!(0)), Err(error));
        assert!(serde_json::from_str::<Level>("-18446744073709551617").is_err());
    }
}
