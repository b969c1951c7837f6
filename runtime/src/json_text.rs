//! Strings that hold JSON: `contentMediaType: application/json` with `contentSchema`.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::constant_time::constant_time_eq;
use super::json::{DuplicateMembers, FromJson, Mismatch, Tree};

/// A string whose text is the JSON of a value.
///
/// `contentSchema` is an annotation (JSON Schema 2020-12 Validation, section 8): neither server nor client refuses a string
/// for its content, so [`JsonText::value`] is an error where the text is not JSON, has duplicate members, or does not fit
/// the type. The value is not checked against the bounds and patterns of its schema.
///
/// A text that is read is kept and written as it was sent. One that is made of a value, by `value.into()`, is compact JSON.
/// Two of them are equal if their texts are.
#[derive(Clone)]
pub struct JsonText<T> {
    text: String,
    value: Result<Box<T>, Mismatch>,
}

impl<T> JsonText<T> {
    /// The value that the text holds.
    ///
    /// # Errors
    /// When the text is not JSON of this type.
    pub fn value(&self) -> Result<&T, &Mismatch> {
        self.value.as_deref()
    }

    /// The value that the text holds.
    ///
    /// # Errors
    /// When the text is not JSON of this type.
    pub fn into_value(self) -> Result<T, Mismatch> {
        self.value.map(|value| *value)
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text.
    pub fn into_text(self) -> String {
        self.text
    }
}

impl<T: FromJson> JsonText<T> {
    /// A string of any text.
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        let tree = Tree::parse(text.as_str(), DuplicateMembers::Refuse);
        let tree = tree.map_err(|error| Mismatch::new(error.message));
        let value = tree.and_then(|tree| T::from_json(tree.root()));
        Self {
            text,
            value: value.map(Box::new),
        }
    }
}

impl<T: Serialize> From<T> for JsonText<T> {
    /// A string of compact JSON. The types of generated crates can all be written; the text of a value that cannot is empty,
    /// which is not JSON.
    fn from(value: T) -> Self {
        match serde_json::to_string(&value) {
            Ok(text) => Self {
                text,
                value: Ok(Box::new(value)),
            },
            Err(error) => Self {
                text: String::new(),
                value: Err(Mismatch::new(error.to_string())),
            },
        }
    }
}

impl<T> PartialEq for JsonText<T> {
    /// The text may contain secrets.
    fn eq(&self, other: &Self) -> bool {
        constant_time_eq(self.text.as_bytes(), other.text.as_bytes())
    }
}

impl<T> Eq for JsonText<T> {}

impl<T> Hash for JsonText<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> PartialOrd for JsonText<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for JsonText<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T: fmt::Debug> fmt::Debug for JsonText<T> {
    /// Shows the value, or why there is none; the text may contain what the value does not show.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut tuple = f.debug_tuple("JsonText");
        match &self.value {
            Ok(value) => tuple.field(value),
            Err(error) => tuple.field(&format_args!("{error}")),
        };
        tuple.finish()
    }
}

impl<T> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: FromJson> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from_text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_written_as_a_string_of_compact_json() {
        let text = JsonText::from(vec![1, 2]);
        assert_eq!(text.text(), "[1,2]");
        assert_eq!(text.value(), Ok(&vec![1, 2]));
        assert_eq!(serde_json::to_string(&text).unwrap(), "\"[1,2]\"");
        assert_eq!(text.into_value(), Ok(vec![1, 2]));
    }

    #[test]
    fn the_text_is_kept_as_it_was_sent() {
        let text: JsonText<Vec<i64>> = serde_json::from_str("\" [1, 2]\\n\"").unwrap();
        assert_eq!(text.value(), Ok(&vec![1, 2]));
        assert_eq!(serde_json::to_string(&text).unwrap(), "\" [1, 2]\\n\"");
        assert_ne!(text, JsonText::from(vec![1, 2]));
        assert_eq!(text, JsonText::from_text(" [1, 2]\n"));
        assert_eq!(text.into_text(), " [1, 2]\n");
    }

    #[test]
    fn a_text_that_does_not_fit_is_kept_without_a_value() {
        for (sent, message) in [
            ("[1", "EOF"),
            ("", "EOF"),
            (
                "{\"a\":1,\"a\":2}",
                "the member `a` is given more than once",
            ),
            ("[true]", "expected an integer (i64), found a boolean at /0"),
        ] {
            let text = JsonText::<Vec<i64>>::from_text(sent);
            let error = text.value().unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
            assert_eq!(text.text(), sent);
            assert!(text.into_value().is_err());
        }
        assert!(serde_json::from_str::<JsonText<i64>>("1").is_err());
    }

    #[test]
    fn values_that_cannot_be_written_are_not_json() {
        let map = std::collections::BTreeMap::from([((1, 2), 3)]);
        let text = JsonText::from(map);
        assert_eq!(text.text(), "");
        assert!(text.value().is_err());
    }

    #[test]
    fn debug_shows_no_text() {
        /// Some type that does not show its value.
        struct Hidden;

        impl FromJson for Hidden {
            fn from_json(value: crate::json::Json<'_>) -> Result<Self, Mismatch> {
                value.string().map(|_| Self)
            }
        }

        impl fmt::Debug for Hidden {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("[hidden]")
            }
        }

        let shown = |text: &str| format!("{:?}", JsonText::<Hidden>::from_text(text));
        assert_eq!(shown("\"hunter2\""), "JsonText([hidden])");
        assert!(!shown("hunter2").contains("hunter2"));
        assert!(!shown("[\"hunter2\"]").contains("hunter2"));
    }
}
