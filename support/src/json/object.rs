//! Structs, which are objects in JSON.

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::{FromJson, Mismatch};

/// Reads and writes a struct as an object: `object!(Name { member, other as "its name in JSON": optional } ..rest)`.
///
/// A member must be there, unless it is `optional` (then it is an `Option`), `nullable` (an `Option` of what may be null
/// itself) or has a `default(value)`. After `..` stands a field that takes the members which no other one has.
macro_rules! object {
    (
        $name:ident {
            $($field:ident $(as $text:literal)? $(: $kind:ident $(($value:expr))?)?),* $(,)?
        }
        $(.. $rest:ident)*
    ) => {
        impl json::FromJson for $name {
            fn from_json(value: &serde_json::Value) -> Result<Self, json::Mismatch> {
                let members = json::Members::of(value, &[$(json::object!(@name $field $($text)?)),*])?;
                Ok(Self {
                    $($field: members
                        .at(json::object!(@name $field $($text)?))
                        $(.$kind($($value)?))?
                        .read()?,)*
                    $($rest: members.rest()?,)*
                })
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = json::Writer::new(serializer);
                $(members
                    .at(json::object!(@name $field $($text)?))
                    $(.$kind())?
                    .write(&self.$field);)*
                $(members.rest(&self.$rest);)*
                members.end()
            }
        }
    };
    (@name $field:ident) => { stringify!($field) };
    (@name $field:ident $text:literal) => { $text };
}

pub(crate) use object;

/// The members of an object that is being read.
pub struct Members<'a> {
    all: &'a Map<String, Value>,
    known: &'static [&'static str],
}

impl<'a> Members<'a> {
    /// Those of a value, for a type that knows these by name.
    ///
    /// # Errors
    /// When the value is no object.
    pub fn of(value: &'a Value, known: &'static [&'static str]) -> Result<Self, Mismatch> {
        match value.as_object() {
            Some(all) => Ok(Self { all, known }),
            None => Err(Mismatch::expected("an object", value)),
        }
    }

    /// The member of that name.
    pub fn at(&self, name: &'static str) -> Member<'a> {
        Member {
            name,
            value: self.all.get(name),
        }
    }

    /// What the type doesn't know by name, as a type of its own.
    ///
    /// # Errors
    /// When it doesn't fit that type.
    pub fn rest<T: FromJson>(&self) -> Result<T, Mismatch> {
        let unknown = |name: &String| !self.known.contains(&name.as_str());
        let rest = self.all.iter().filter(|(name, _)| unknown(name));
        let rest = rest.map(|(name, value)| (name.clone(), value.clone()));
        T::from_json(&Value::Object(rest.collect()))
    }
}

/// A member that is being read.
pub struct Member<'a> {
    name: &'static str,
    value: Option<&'a Value>,
}

/// A member that may be absent, and may be null as well.
pub struct NullableMember<'a>(Member<'a>);

/// A member that has a default.
pub struct DefaultMember<'a, T>(Member<'a>, T);

impl<'a> Member<'a> {
    /// It may be absent.
    pub fn optional(self) -> Self {
        self
    }

    /// It may be absent, and may be null as well.
    pub fn nullable(self) -> NullableMember<'a> {
        NullableMember(self)
    }

    /// It stands for a value where it is absent.
    pub fn default<T>(self, value: T) -> DefaultMember<'a, T> {
        DefaultMember(self, value)
    }

    /// Its value.
    ///
    /// # Errors
    /// When it is absent and must not be, or doesn't fit its type.
    pub fn read<T: FromJson>(self) -> Result<T, Mismatch> {
        match self.value {
            Some(value) => T::from_json(value).map_err(|error| error.within(self.name)),
            None => T::absent()
                .ok_or_else(|| Mismatch::new(format!("the member `{}` is missing", self.name))),
        }
    }
}

impl NullableMember<'_> {
    /// Its value.
    ///
    /// # Errors
    /// When it doesn't fit its type.
    pub fn read<T: FromJson>(self) -> Result<Option<T>, Mismatch> {
        match self.0.value {
            Some(_) => self.0.read().map(Some),
            None => Ok(None),
        }
    }
}

impl<T: FromJson> DefaultMember<'_, T> {
    /// Its value, or the default.
    ///
    /// # Errors
    /// When it doesn't fit its type.
    pub fn read(self) -> Result<T, Mismatch> {
        match self.0.value {
            Some(_) => self.0.read(),
            None => Ok(self.1),
        }
    }
}

/// An object that is being written. What fails is kept for the end.
pub struct Writer<S: Serializer>(Result<S::SerializeMap, S::Error>);

impl<S: Serializer> Writer<S> {
    /// One without members.
    pub fn new(serializer: S) -> Self {
        Self(serializer.serialize_map(None))
    }

    /// The place of the member of that name.
    pub fn at(&mut self, name: &'static str) -> Place<'_, S> {
        Place { writer: self, name }
    }

    /// Adds the members of another object.
    pub fn rest<T: Serialize>(&mut self, rest: &T) {
        match serde_json::to_value(rest) {
            Ok(Value::Object(members)) => members
                .iter()
                .for_each(|(name, value)| self.member(name, value)),
            Ok(_) => {}
            Err(error) => self.fail(S::Error::custom(error)),
        }
    }

    /// Ends it.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.0?.end()
    }

    fn member<T: Serialize>(&mut self, name: &str, value: &T) {
        let Ok(map) = &mut self.0 else { return };
        if let Err(error) = map.serialize_entry(name, value) {
            self.fail(error);
        }
    }

    fn fail(&mut self, error: S::Error) {
        if self.0.is_ok() {
            self.0 = Err(error);
        }
    }
}

/// Where a member is written.
pub struct Place<'w, S: Serializer> {
    writer: &'w mut Writer<S>,
    name: &'static str,
}

/// Where a member is written if it is there.
pub struct OptionalPlace<'w, S: Serializer>(Place<'w, S>);

impl<'w, S: Serializer> Place<'w, S> {
    /// It may be absent.
    pub fn optional(self) -> OptionalPlace<'w, S> {
        OptionalPlace(self)
    }

    /// It may be absent, and may be null as well.
    pub fn nullable(self) -> OptionalPlace<'w, S> {
        OptionalPlace(self)
    }

    /// It has a default, and is written all the same.
    pub fn default(self) -> Self {
        self
    }

    /// Writes it.
    pub fn write<T: Serialize>(self, value: &T) {
        self.writer.member(self.name, value);
    }
}

impl<S: Serializer> OptionalPlace<'_, S> {
    /// Writes it, unless it is absent.
    pub fn write<T: Serialize>(self, value: &Option<T>) {
        if let Some(value) = value {
            self.0.write(value);
        }
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

    #[test]
    fn what_may_be_absent_is() {
        let pet = Pet::from_json(&json!({"id": 1.0})).unwrap();
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
            assert_eq!(Pet::from_json(&value).unwrap_err().to_string(), message);
        }
    }
}
