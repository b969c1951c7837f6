//! Enums of strings.

/// Implements reading and writing for an enum of strings: `string_enum!(Name { Variant as "value in JSON", … })`.
#[macro_export]
#[doc(hidden)]
macro_rules! string_enum {
    ($name:ident { $($variant:ident as $text:literal),* $(,)? }) => {
        impl $name {
            /// All variants, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The string in JSON.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl json::FromJson for $name {
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                match json::enum_string(value) {
                    $(Some($text) => Ok(Self::$variant),)*
                    _ => Err(json::Mismatch::one_of(&[$($text),*], value)),
                }
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

pub use string_enum;

use super::{fit, Json};

/// The text of a string, which an enum keeps if it has a variant for it.
pub fn enum_string<'a>(value: &'a Json<'_>) -> Option<&'a str> {
    fit::keep(value);
    value.as_str()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{self as json, Mismatch};

    #[derive(Clone, Copy, Debug, PartialEq)]
    enum Size {
        Small,
        XLarge,
    }

    json::string_enum!(Size { Small as "small", XLarge as "x-large" });

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
    fn unknown_strings_are_errors() {
        let error = Mismatch::new("expected \"small\" or \"x-large\", found \"XLarge\"");
        assert_eq!(json::from_value::<Size>(&json!("XLarge")), Err(error));
    }
}
