//! Structs, which are objects in JSON.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::{FromJson, Json, Mismatch};

/// Reads and writes a struct as an object:
/// `object!(Name { member, other as "its name in JSON": optional } ..rest with variant)`.
///
/// A member must be there, unless it is `optional` (then it is an `Option`), `nullable` (an `Option` of what may be null
/// itself) or has a `default(value)`. A field behind `with` is read from the whole object and written into it, one
/// behind `..` takes the members that no field is named after.
///
/// All members are read before the first error is returned: with an exit behind each of them, the compiler takes minutes
/// to optimise a struct of a hundred.
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
                json::Writer::new(serializer, &[]).end()
            }
        }
    };
    (
        $name:ident {
            $($field:ident $(as $text:literal)? $(: $kind:ident $(($value:expr))?)?),* $(,)?
        }
        $(..$rest:ident)? $(with $whole:ident)*
    ) => {
        impl $name {
            const MEMBERS: &'static [&'static str] = &[$(json::object!(@name $field $($text)?)),*];
        }

        impl json::FromJson for $name {
            #[allow(clippy::disallowed_names, reason = "members may be called foo")]
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                let members = json::Members::of(value, Self::MEMBERS)?;
                $(let $field = json::object!(
                    @call members $($kind)?, json::object!(@name $field $($text)?) $(, $(|| $value)?)?
                );)*
                $(let $whole = members.whole();)*
                $(let $rest = members.rest();)?
                match ($($field,)* $($whole,)* $($rest,)?) {
                    ($(Some($field),)* $(Some($whole),)* $(Some($rest),)?) => {
                        Ok(Self { $($field,)* $($whole,)* $($rest,)? })
                    }
                    _ => Err(members.error()),
                }
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = json::Writer::new(serializer, Self::MEMBERS);
                $(json::object!(
                    @call members $($kind)?, json::object!(@name $field $($text)?), &self.$field
                );)*
                $(members.others(&self.$whole);)*
                $(members.others(&self.$rest);)?
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

/// The members of an object that is being read, and what is wrong with them.
pub struct Members<'a> {
    whole: &'a Json<'a>,
    all: &'a [(Cow<'a, str>, Json<'a>)],
    known: &'static [&'static str],
    /// Where the next one probably is: most texts have the document's order.
    next: Cell<usize>,
    /// Where each is, in an object that has so many that looking for one takes long.
    index: Option<HashMap<&'a str, usize>>,
    /// The first thing that is wrong.
    error: RefCell<Option<Mismatch>>,
}

/// Objects with more members get an index.
const MANY: usize = 64;

impl<'a> Members<'a> {
    /// Those of a value, for a type that knows these by name.
    ///
    /// # Errors
    /// When the value is no object.
    pub fn of(value: &'a Json<'a>, known: &'static [&'static str]) -> Result<Self, Mismatch> {
        let Json::Object(all) = value else {
            return Err(Mismatch::expected("an object", value));
        };
        let names = all.iter().enumerate();
        let index = || {
            names
                .map(|(index, (name, _))| (name.as_ref(), index))
                .collect()
        };
        Ok(Self {
            whole: value,
            all,
            known,
            next: Cell::new(0),
            index: (all.len() > MANY).then(index),
            error: RefCell::new(None),
        })
    }

    /// A member that must be there, unless its type has something for that. None of them is an error, which is kept.
    pub fn required<T: FromJson>(&self, name: &str) -> Option<T> {
        match self.get(name) {
            Some(value) => self.read(name, value),
            None => {
                let missing = || Mismatch::new(format!("the member `{name}` is missing"));
                self.kept(T::absent().ok_or_else(missing))
            }
        }
    }

    /// A member that may be absent.
    pub fn optional<T: FromJson>(&self, name: &str) -> Option<Option<T>> {
        self.required(name)
    }

    /// A member that may be absent, and may be null as well.
    pub fn nullable<T: FromJson>(&self, name: &str) -> Option<Option<T>> {
        match self.get(name) {
            Some(value) => self.read(name, value).map(Some),
            None => Some(None),
        }
    }

    /// A member that stands for a value where it is absent.
    pub fn default<T: FromJson>(&self, name: &str, value: fn() -> T) -> Option<T> {
        match self.get(name) {
            Some(found) => self.read(name, found),
            None => Some(value()),
        }
    }

    /// The object once more, as another type.
    pub fn whole<T: FromJson>(&self) -> Option<T> {
        self.kept(T::from_json(self.whole))
    }

    /// What the type doesn't know by name, as another type.
    pub fn rest<T: FromJson>(&self) -> Option<T> {
        let known: HashSet<&str> = self.known.iter().copied().collect();
        let rest = self.all.iter();
        let rest = rest.filter(|(name, _)| !known.contains(name.as_ref()));
        self.kept(T::from_json(&Json::Object(rest.cloned().collect())))
    }

    /// What was wrong first.
    pub fn error(self) -> Mismatch {
        let error = self.error.into_inner();
        error.unwrap_or_else(|| Mismatch::new("a member is missing"))
    }

    fn get(&self, name: &str) -> Option<&'a Json<'a>> {
        if let Some(index) = &self.index {
            return index.get(name).map(|index| &self.all[*index].1);
        }
        let next = self.next.get();
        let is_there = |index: &usize| self.all[*index].0 == name;
        let mut indices = (next..self.all.len()).chain(0..next.min(self.all.len()));
        let index = indices.find(is_there)?;
        self.next.set(index + 1);
        Some(&self.all[index].1)
    }

    fn read<T: FromJson>(&self, name: &str, value: &Json<'_>) -> Option<T> {
        self.kept(T::from_json(value).map_err(|error| error.within(name)))
    }

    fn kept<T>(&self, result: Result<T, Mismatch>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.error.borrow_mut().get_or_insert(error);
                None
            }
        }
    }
}

/// An object that is being written. What fails is kept for the end.
pub struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    known: &'static [&'static str],
    /// The names that were written besides.
    others: BTreeSet<String>,
}

impl<S: Serializer> Writer<S> {
    /// One without members, of a type that knows these by name.
    pub fn new(serializer: S, known: &'static [&'static str]) -> Self {
        Self {
            map: serializer.serialize_map(None),
            known,
            others: BTreeSet::new(),
        }
    }

    /// A member.
    pub fn required<T: Serialize>(&mut self, name: &str, value: &T) {
        let Ok(map) = &mut self.map else { return };
        if let Err(error) = map.serialize_entry(name, value) {
            self.map = Err(error);
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

    /// The members of another object, but for those that are there.
    pub fn others<T: Serialize>(&mut self, object: &T) {
        match serde_json::to_value(object) {
            Ok(Value::Object(members)) => {
                for (name, value) in members {
                    if !self.known.contains(&name.as_str()) && !self.others.contains(&name) {
                        self.required(&name, &value);
                        self.others.insert(name);
                    }
                }
            }
            Ok(_) => self.map = Err(S::Error::custom("only objects can be part of one")),
            Err(error) => self.map = Err(S::Error::custom(error)),
        }
    }

    /// Ends it.
    ///
    /// # Errors
    /// What the serializer says.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.map?.end()
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

    #[derive(Debug, PartialEq)]
    struct Open {
        id: i64,
        nothing: Nothing,
        named: Named,
        more: BTreeMap<String, Value>,
    }

    json::object!(Open { id } ..more with nothing with named);

    #[derive(Debug, PartialEq)]
    struct Named {
        id: i64,
        name: String,
    }

    json::object!(Named { id, name });

    #[test]
    fn what_is_part_of_an_object_is_read_from_all_of_it_and_written_once() {
        let value = json!({"id": 1, "name": "a", "b": 2});
        let open: Open = json::from_value(&value).unwrap();
        assert_eq!(open.named.id, 1);
        assert_eq!(open.more.len(), 2);
        let text = serde_json::to_string(&open).unwrap();
        assert_eq!(text, r#"{"id":1,"name":"a","b":2}"#);
    }

    #[test]
    fn many_members_have_an_index() {
        let mut members: Vec<String> = (0..100).map(|n| format!("\"m{n}\":true")).collect();
        members.insert(50, r#""tag":"a","id":1"#.to_owned());
        let pet: Pet = serde_json::from_str(&format!("{{{}}}", members.join(","))).unwrap();
        assert_eq!((pet.id, pet.tag.as_deref()), (1, Some("a")));
        assert_eq!(pet.more.len(), 100);
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
