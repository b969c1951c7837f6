//! What types are read from.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A value of JSON, with the strings of the text or the value that it comes from.
///
/// It is quicker to make than a [`Value`], whose objects are hash maps; types look for the few members that they know.
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
    /// An object, its members in their order.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

impl Json<'_> {
    /// The text, if this is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number, if this is one.
    pub fn as_number(&self) -> Option<&Number> {
        match self {
            Self::Number(number) => Some(number),
            _ => None,
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
        f.write_str("a value of JSON")
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
        while let Some(name) = map.next_key_seed(Name)? {
            // What serde_json makes of numbers with its feature `arbitrary_precision`.
            if name == "$serde_json::private::Number" {
                let text: String = map.next_value()?;
                return text.parse().map(Json::Number).map_err(A::Error::custom);
            }
            members.push((name, map.next_value()?));
        }
        Ok(Json::Object(without_duplicates(members)))
    }
}

/// The members, of those with one name the last, as a [`Value`] has them.
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

type Member<'a> = (Cow<'a, str>, Json<'a>);

/// A member's name: unlike `Cow`, which always copies, it is borrowed where that can be.
struct Name;

impl<'de> serde::de::DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
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
    fn nothing_is_lost() {
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
    fn of_two_members_of_one_name_the_last_counts() {
        let mut text = r#""a":1,"b":2,"a":3"#.to_owned();
        for more in 0..20 {
            let object = format!("{{{text}}}");
            let tree: Json = serde_json::from_str(&object).unwrap();
            let value: Value = serde_json::from_str(&object).unwrap();
            assert_eq!(Value::from(&tree), value);
            text = format!("{text},\"m{more}\":0");
        }
    }
}
