//! Structs, which are objects in JSON.

use std::borrow::Cow;
use std::cell::Cell;

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{FromJson, Json, Mismatch};

/// Reads and writes a struct as an object: `object!(Name { member, other as "its name in JSON": optional } ..rest)`.
///
/// A member must be there, unless it is `optional` (then it is an `Option`), `nullable` (an `Option` of what may be null
/// itself) or has a `default(value)`. After `..` stands a field that takes the members which no other one has.
macro_rules! object {
    ($name:ident {}) => {
        impl json::FromJson for $name {
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                json::Members::of(value, &[]).map(|_| Self {})
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                json::Writer::new(serializer).end()
            }
        }
    };
    (
        $name:ident {
            $($field:ident $(as $text:literal)? $(: $kind:ident $(($value:expr))?)?),* $(,)?
        }
        $(.. $rest:ident)*
    ) => {
        impl json::FromJson for $name {
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                let members = json::Members::of(value, &[$(json::object!(@name $field $($text)?)),*])?;
                Ok(Self {
                    $($field: json::object!(
                        @call members $($kind)?, json::object!(@name $field $($text)?) $(, $($value)?)?
                    )?,)*
                    $($rest: members.rest()?,)*
                })
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = json::Writer::new(serializer);
                $(json::object!(
                    @call members $($kind)?, json::object!(@name $field $($text)?), &self.$field
                );)*
                $(members.rest(&self.$rest);)*
                members.end()
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $text:literal) => { $text };
    (@call $members:ident, $($argument:expr),* $(,)?) => { $members.required($($argument),*) };
    (@call $members:ident $kind:ident, $($argument:expr),* $(,)?) => { $members.$kind($($argument),*) };
}

pub(crate) use object;

/// The members of an object that is being read.
pub struct Members<'a> {
    all: &'a [(Cow<'a, str>, Json<'a>)],
    known: &'static [&'static str],
    /// Where the next one probably is: most texts have the document's order.
    next: Cell<usize>,
}

impl<'a> Members<'a> {
    /// Those of a value, for a type that knows these by name.
    ///
    /// # Errors
    /// When the value is no object.
    pub fn of(value: &'a Json<'_>, known: &'static [&'static str]) -> Result<Self, Mismatch> {
        match value {
            Json::Object(all) => Ok(Self {
                all,
                known,
                next: Cell::new(0),
            }),
            _ => Err(Mismatch::expected("an object", value)),
        }
    }

    fn get(&self, name: &str) -> Option<&'a Json<'a>> {
        let next = self.next.get();
        let is_there = |index: &usize| self.all[*index].0 == name;
        let mut indices = (next..self.all.len()).chain(0..next.min(self.all.len()));
        let index = indices.find(is_there)?;
        self.next.set(index + 1);
        Some(&self.all[index].1)
    }

    /// A member that must be there, unless its type has something for that.
    ///
    /// # Errors
    /// When it is absent, or doesn't fit the type.
    pub fn required<T: FromJson>(&self, name: &str) -> Result<T, Mismatch> {
        match self.get(name) {
            Some(value) => read(name, value),
            None => {
                T::absent().ok_or_else(|| Mismatch::new(format!("the member `{name}` is missing")))
            }
        }
    }

    /// A member that may be absent.
    ///
    /// # Errors
    /// When it doesn't fit the type.
    pub fn optional<T: FromJson>(&self, name: &str) -> Result<Option<T>, Mismatch> {
        self.required(name)
    }

    /// A member that may be absent, and may be null as well.
    ///
    /// # Errors
    /// When it doesn't fit the type.
    pub fn nullable<T: FromJson>(&self, name: &str) -> Result<Option<T>, Mismatch> {
        match self.get(name) {
            Some(value) => read(name, value).map(Some),
            None => Ok(None),
        }
    }

    /// A member that stands for a value where it is absent.
    ///
    /// # Errors
    /// When it doesn't fit the type.
    pub fn default<T: FromJson>(&self, name: &str, value: T) -> Result<T, Mismatch> {
        match self.get(name) {
            Some(value) => read(name, value),
            None => Ok(value),
        }
    }

    /// What the type doesn't know by name, as a type of its own.
    ///
    /// # Errors
    /// When it doesn't fit that type.
    pub fn rest<T: FromJson>(&self) -> Result<T, Mismatch> {
        let unknown = |(name, _): &&(Cow<'_, str>, Json<'_>)| !self.known.contains(&name.as_ref());
        let rest = self.all.iter().filter(unknown).cloned();
        T::from_json(&Json::Object(rest.collect()))
    }
}

fn read<T: FromJson>(name: &str, value: &Json<'_>) -> Result<T, Mismatch> {
    T::from_json(value).map_err(|error| error.within(name))
}

/// An object that is being written. What fails is kept for the end.
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    /// One without members.
    pub fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// A member.
    pub fn required<T: Serialize>(&mut self, name: &str, value: &T) {
        let Ok(map) = &mut self.0 else { return };
        if let Err(error) = map.serialize_entry(name, value) {
            self.0 = Err(error);
        }
    }

    /// A member, unless it is absent.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// A member that may be null, unless it is absent.
    pub fn nullable<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        self.optional(name, value);
    }

    /// A member that has a default, and is written all the same.
    pub fn default<T: Serialize>(&mut self, name: &str, value: &T) {
        self.required(name, value);
    }

    /// Adds the members of another object.
    pub fn rest<T: Serialize>(&mut self, rest: &T) {
        match serde_json::to_value(rest) {
            Ok(Value::Object(members)) => members
                .iter()
                .for_each(|(name, value)| self.required(name, value)),
            Ok(_) => {}
            Err(error) => self.0 = Err(S::Error::custom(error)),
        }
    }

    /// Ends it.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super as json;
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Pet {
        id: i64,
        r#type: Option<String>,
        tag: Option<String>,
        note: Option<Option<String>>,
        legs: u8,
        more: BTreeMap<String, bool>,
    }

    json::object!(
        Pet {
            id,
            r#type as "type",
            tag: optional,
            note: nullable,
            legs: default(4),
        }
        ..more
    );

    #[derive(Debug, PartialEq)]
    struct Nothing {}

    json::object!(Nothing {});

    #[test]
    fn objects_without_members() {
        assert_eq!(json::from_value(&json!({"a": 1})), Ok(Nothing {}));
        assert!(json::from_value::<Nothing>(&json!(1)).is_err());
        assert_eq!(json!(Nothing {}), json!({}));
    }

    #[test]
    fn what_may_be_absent_is() {
        let pet = json::from_value::<Pet>(&json!({"id": 1.0})).unwrap();
        let expected = Pet {
            id: 1,
            r#type: None,
            tag: None,
            note: None,
            legs: 4,
            more: BTreeMap::new(),
        };
        assert_eq!(pet, expected);
        assert_eq!(json!(pet), json!({"id": 1, "type": null, "legs": 4}));
    }

    #[test]
    fn everything_is_kept() {
        let value =
            json!({"id": 1, "type": "cat", "tag": "a", "note": null, "legs": 3, "tame": true});
        let pet: Pet = serde_json::from_value(value.clone()).unwrap();
        assert_eq!(pet.note, Some(None));
        assert!(pet.more["tame"]);
        assert_eq!(json!(pet), value);
        let text = serde_json::to_string(&pet).unwrap();
        assert!(
            text.starts_with(r#"{"id":1,"type":"cat","tag":"a","note":null,"#),
            "{text}"
        );
    }

    #[test]
    fn errors_say_where() {
        for (value, message) in [
            (json!([]), "expected an object, found an array"),
            (json!({}), "the member `id` is missing"),
            (
                json!({"id": 1, "legs": -1}),
                "expected an integer (u8), found the number -1 at /legs",
            ),
            (
                json!({"id": 1, "a": 0}),
                "expected a boolean, found the number 0 at /a",
            ),
        ] {
            assert_eq!(
                json::from_value::<Pet>(&value).unwrap_err().to_string(),
                message
            );
        }
    }
}
