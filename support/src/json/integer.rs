//! Enums of integers.

/// Reads and writes an enum as the integers that its variants stand for: `integer!(Name { Variant, … })`.
macro_rules! integer {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];
        }

        impl TryFrom<i64> for $name {
            type Error = String;

            fn try_from(value: i64) -> Result<Self, String> {
                let found = Self::ALL.iter().find(|known| **known as i64 == value);
                found
                    .copied()
                    .ok_or_else(|| format!("{value} is not one of the values"))
            }
        }

        impl From<$name> for i64 {
            fn from(value: $name) -> i64 {
                value as i64
            }
        }

        impl json::FromJson for $name {
            fn from_json(value: &serde_json::Value) -> Result<Self, json::Mismatch> {
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

pub(crate) use integer;

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{self as json, FromJson, Mismatch};

    #[derive(Clone, Copy, Debug, PartialEq)]
    #[repr(i64)]
    enum Level {
        Low = -1,
        High = 7,
    }

    json::integer!(Level { Low, High });

    #[test]
    fn values_are_found() {
        assert_eq!(Level::from_json(&json!(-1)), Ok(Level::Low));
        assert_eq!(Level::from_json(&json!(7.0)), Ok(Level::High));
        assert_eq!(i64::from(Level::High), 7);
        assert_eq!(json!(Level::Low), json!(-1));
        let error = Mismatch::new("0 is not one of the values");
        assert_eq!(Level::from_json(&json!(0)), Err(error));
    }
}
