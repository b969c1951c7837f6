//! The parsed tree that types are read from.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::Mismatch;

/// A JSON value that borrows its strings from the text or the [`Value`] that it was made of.
///
/// It is cheaper to build than a [`Value`], whose objects are hash maps: types look up only the few members that they
/// know.
#[derive(Clone, Debug, PartialEq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(Number),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object, its members in the order of the text.
    Object(Vec<Member<'a>>),
}

/// The name of a member.
pub(super) type Name<'a> = Cow<'a, str>;

/// A member of an object.
pub type Member<'a> = (Name<'a>, Json<'a>);

impl Json<'_> {
    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a string.
    ///
    /// # Errors
    /// When this is another type.
    pub fn string(&self) -> Result<&str, Mismatch> {
        self.as_str()
            .ok_or_else(|| Mismatch::expected("a string", self))
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
        }
    }

    /// How many parts the value has: values and the names of members.
    pub(super) fn weight(&self) -> usize {
        match self {
            Self::Array(items) => 1 + items.iter().map(Self::weight).sum::<usize>(),
            Self::Object(members) => {
                let members = members.iter().map(|(_, value)| 1 + value.weight());
                1 + members.sum::<usize>()
            }
            _ => 1,
        }
    }
}

impl<'a> From<&'a Value> for Json<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(flag) => Self::Bool(*flag),
            Value::Number(number) => Self::Number(number.clone()),
            Value::String(text) => Self::String(Cow::Borrowed(text)),
            Value::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                let members = members.iter();
                let member = |(name, value): (&'a String, _)| {
                    (Cow::Borrowed(name.as_str()), Self::from(value))
                };
                Self::Object(members.map(member).collect())
            }
        }
    }
}

impl From<&Json<'_>> for Value {
    fn from(json: &Json<'_>) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(flag) => Self::Bool(*flag),
            Json::Number(number) => Self::Number(number.clone()),
            Json::String(text) => Self::String(text.as_ref().to_owned()),
            Json::Array(items) => Self::Array(items.iter().map(Self::from).collect()),
            Json::Object(members) => {
                let member = |(name, value): &(Cow<'_, str>, _)| {
                    (name.as_ref().to_owned(), Self::from(value))
                };
                Self::Object(members.iter().map(member).collect::<Map<_, _>>())
            }
        }
    }
}

impl<'de> Deserialize<'de> for Json<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Tree)
    }
}

struct Tree;

impl<'de> Visitor<'de> for Tree {
    type Value = Json<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        Json::deserialize(deserializer)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Self::Value, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
        Ok(Json::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Self::Value, E> {
        Ok(Number::from_f64(number).map_or(Json::Null, Json::Number))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Owned(text.to_owned())))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Json::String(Cow::Owned(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut sequence: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = sequence.next_element()? {
            items.push(item);
        }
        Ok(Json::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some(name) = map.next_key_seed(NameSeed)? {
            // How serde_json represents numbers if its feature `arbitrary_precision` is on.
            if name == "$serde_json::private::Number" {
                let text: String = map.next_value()?;
                return text.parse().map(Json::Number).map_err(A::Error::custom);
            }
            members.push((name, map.next_value()?));
        }
        Ok(Json::Object(without_duplicates(members)))
    }
}

/// The members; of several with one name the last is kept, as in a [`Value`].
fn without_duplicates<'a>(mut members: Vec<Member<'a>>) -> Vec<Member<'a>> {
    let are_unique = match &members[..] {
        few if few.len() < 16 => few
            .iter()
            .enumerate()
            .all(|(index, (name, _))| few[..index].iter().all(|(other, _)| other != name)),
        many => {
            many.iter()
                .map(|(name, _)| name)
                .collect::<HashSet<_>>()
                .len()
                == many.len()
        }
    };
    if !are_unique {
        let mut seen = HashSet::new();
        members.reverse();
        members.retain(|(name, _)| seen.insert(name.clone()));
        members.reverse();
    }
    members
}

/// Reads the name of a member. `Cow` itself always copies; this borrows where the text has no escapes.
struct NameSeed;

impl<'de> serde::de::DeserializeSeed<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for NameSeed {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(text))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text.to_owned()))
    }

    fn visit_string<E>(self, text: String) -> Result<Self::Value, E> {
        Ok(Cow::Owned(text))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn trees_have_everything_that_values_have() {
        let text = r#"{"a":[null,true,-1,1.5,18446744073709551615],"b":{"c\n":"d\u00e9","e":"f"}}"#;
        let tree: Json = serde_json::from_str(text).unwrap();
        let value: Value = serde_json::from_str(text).unwrap();
        assert_eq!(Value::from(&tree), value);
        assert_eq!(Json::from(&value), tree);
        let of_value: Json = Json::deserialize(&value).unwrap();
        assert_eq!(of_value, tree);
        assert_eq!(Value::from(&Json::from(&json!(null))), json!(null));
    }

    #[test]
    fn of_duplicate_members_the_last_is_kept() {
        let mut text = r#""a":1,"a":2"#.to_owned();
        for more in 0..20 {
            let object = format!("{{{text}}}");
            let tree: Json = serde_json::from_str(&object).unwrap();
            let value: Value = serde_json::from_str(&object).unwrap();
            assert_eq!(Value::from(&tree), value);
            let Json::Object(members) = &tree else {
                panic!("{tree:?}");
            };
            assert_eq!(members.len(), value.as_object().unwrap().len());
            text = format!("{text},\"m{more}\":0");
        }
    }

    #[test]
    fn names_and_values_have_weight() {
        let weight = |value: Value| Json::from(&value).weight();
        assert_eq!(weight(json!("a")), 1);
        assert_eq!(weight(json!([])), 1);
        assert_eq!(weight(json!({})), 1);
        assert_eq!(weight(json!([1, 2])), 3);
        assert_eq!(weight(json!({"a": 1, "b": [2]})), 6);
    }
}
