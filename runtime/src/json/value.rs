//! Reading a JSON text into a [`Value`], with a choice about duplicate members.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::pointer;

/// What to do with an object that has several members of one name. RFC 8259, section 4, leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DuplicateMembers {
    /// The text is refused: two programs that take different members for the right one can be played off against each
    /// other.
    #[default]
    Refuse,

    /// The last member is kept, as serde_json does.
    KeepLast,
}

/// Why a text is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadError {
    /// The duplicate member, as a JSON Pointer (RFC 6901); empty where the text is malformed.
    pub pointer: String,

    /// What is wrong, with line and column.
    pub message: String,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ReadError {}

/// Reads a JSON text (RFC 8259) of at most 128 levels.
///
/// # Errors
/// When the text is malformed, or has duplicate members that are to be refused.
pub fn read_value(text: &[u8], duplicates: DuplicateMembers) -> Result<Value, ReadError> {
    let reader = Reader {
        duplicates,
        pointer: Cell::default(),
    };
    let mut deserializer = serde_json::Deserializer::from_slice(text);
    let value = Node {
        reader: &reader,
        path: Path::Root,
    }
    .deserialize(&mut deserializer);
    value
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| ReadError {
            message: error.to_string(),
            pointer: reader.pointer.take(),
        })
}

struct Reader {
    duplicates: DuplicateMembers,
    /// The duplicate member, once one is found.
    pointer: Cell<String>,
}

/// Where a value is, as a list on the stack.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn pointer(&self) -> String {
        match self {
            Self::Root => String::new(),
            Self::Member(parent, name) => pointer::member(&parent.pointer(), name),
            Self::Item(parent, index) => format!("{}/{index}", parent.pointer()),
        }
    }
}

/// A value that is to be read.
#[derive(Clone, Copy)]
struct Node<'a> {
    reader: &'a Reader,
    path: Path<'a>,
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Node<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Value, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
        Ok(number.into())
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element_seed(Node {
            path: Path::Item(&self.path, items.len()),
            ..self
        })? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            // How serde_json represents numbers if its feature `arbitrary_precision` is on.
            if name == "$serde_json::private::Number" {
                let text: String = map.next_value()?;
                let number: Number = text.parse().map_err(A::Error::custom)?;
                return Ok(Value::Number(number));
            }
            let path = Path::Member(&self.path, &name);
            let is_refused = self.reader.duplicates == DuplicateMembers::Refuse;
            if is_refused && members.contains_key(&name) {
                self.reader.pointer.set(path.pointer());
                return Err(A::Error::custom(format_args!(
                    "the member `{name}` is given more than once"
                )));
            }
            let value = map.next_value_seed(Node { path, ..self })?;
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refuse(text: &str) -> Result<Value, ReadError> {
        read_value(text.as_bytes(), DuplicateMembers::Refuse)
    }

    #[test]
    fn values_are_those_of_serde_json() {
        for text in [
            r#" {"b":[null,true,-1,1.5,18446744073709551615,1e-7],"a":{"c\n":"d\u00e9","":{}}} "#,
            "\"a\\u0041\"",
            "-0",
            "-0.0",
        ] {
            let value: Value = serde_json::from_str(text).unwrap();
            assert_eq!(refuse(text).unwrap().to_string(), value.to_string());
        }
        for text in ["", "{", "[1,]", "1 2", "nul", "1e999", "\u{feff}1"] {
            let error = serde_json::from_str::<Value>(text).unwrap_err();
            let expected = ReadError {
                pointer: String::new(),
                message: error.to_string(),
            };
            assert_eq!(refuse(text), Err(expected), "{text}");
        }
        assert!(refuse(&"[".repeat(100_000)).is_err());
    }

    #[test]
    fn duplicate_members_are_found_at_any_depth() {
        for (text, pointer, name) in [
            (r#"{"a":1,"a":1}"#, "/a", "a"),
            (r#"[0,{"b":{"a/~":{},"c":1,"a/~":2}}]"#, "/1/b/a~1~0", "a/~"),
            (r#"{"A":1,"\u0041":2}"#, "/A", "A"),
            (r#"{"":1,"":2}"#, "/", ""),
        ] {
            let error = refuse(text).unwrap_err();
            assert_eq!(error.pointer, pointer);
            let message = format!("the member `{name}` is given more than once at line 1 column ");
            assert!(error.message.starts_with(&message), "{error}");
        }
        let last = read_value(br#"{"a":1,"b":2,"a":3}"#, DuplicateMembers::KeepLast);
        assert_eq!(last.unwrap().to_string(), r#"{"a":3,"b":2}"#);
        assert_eq!(
            refuse(r#"[{"a":1},{"a":1}]"#),
            Ok(json!([{"a": 1}, {"a": 1}]))
        );
    }
}
