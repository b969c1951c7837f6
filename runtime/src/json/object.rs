//! Structs, which are objects in JSON.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use serde::ser::{Error as _, SerializeMap};
use serde::{Serialize, Serializer};
use serde_json::{Map, Value};

use super::collection::read_map;
use super::stack::Frame;
use super::tree::Member;
use super::{fit, FromJson, Json, Mismatch};

/// Implements reading and writing for a struct as an object:
/// `object!(Name { member, other as "name in JSON": optional } ..rest with flattened)`.
///
/// A member is required, unless it is `optional` (an `Option`), `nullable` (an `Option` of a type that may be null
/// itself) or has a `default(value)`. A field after `with` is flattened: it is read from the whole object and written
/// into it. The field after `..` has the members that no other field is named after.
///
/// All members are read before the first error is returned: with an early return after each of them, the compiler takes
/// minutes to optimise a struct of a hundred members.
#[macro_export]
#[doc(hidden)]
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

pub use object;

/// A map of the members of an object that no field is named after.
pub trait FromMembers: Sized {
    /// Reads the members.
    ///
    /// # Errors
    /// When one of them does not fit.
    fn from_members<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> Result<Self, Mismatch>;
}

impl<T: FromJson> FromMembers for BTreeMap<String, T> {
    fn from_members<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> Result<Self, Mismatch> {
        read_map(members)
    }
}

impl FromMembers for Map<String, Value> {
    fn from_members<'a>(members: impl Iterator<Item = &'a Member<'a>>) -> Result<Self, Mismatch> {
        read_map(members)
    }
}

/// Reads the members of an object, and collects their errors.
pub struct Members<'a> {
    whole: &'a Json<'a>,
    all: &'a [Member<'a>],
    known: &'static [&'static str],
    /// The index of the member that is probably asked for next: most texts have the document's order.
    next: Cell<usize>,
    /// The index of each name, for objects so large that a linear search takes long.
    index: Option<HashMap<&'a str, usize>>,
    /// The first error.
    error: RefCell<Option<Mismatch>>,
    _frame: Frame,
}

/// Objects with more members than this get an index.
const MANY: usize = 64;

impl<'a> Members<'a> {
    /// The members of a value, for a type whose fields have these names in JSON.
    ///
    /// # Errors
    /// When the value is not an object, or is nested so deeply that the stack would overflow.
    pub fn of(value: &'a Json<'a>, known: &'static [&'static str]) -> Result<Self, Mismatch> {
        let Json::Object(all) = value else {
            return Err(Mismatch::expected("an object", value));
        };
        let frame = Frame::enter(0)?;
        fit::keep(value);
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
            _frame: frame,
        })
    }

    /// A required member, or the value that its type has for an absent one. `None` is an error, which is kept.
    pub fn required<T: FromJson>(&self, name: &str) -> Option<T> {
        if let Some(member) = self.get(name) {
            return self.read(member);
        }
        let absent = T::absent();
        if absent.is_some() {
            fit::add_member();
        }
        self.kept(absent.ok_or_else(|| Mismatch::new(format!("the member `{name}` is missing"))))
    }

    /// A member that may be absent. One that is null is the same, and is not written again.
    pub fn optional<T: FromJson>(&self, name: &str) -> Option<Option<T>> {
        match self.get(name) {
            Some((_, Json::Null)) | None => Some(None),
            Some(member) => self.read(member).map(Some),
        }
    }

    /// A member that may be absent, and may be null as well.
    pub fn nullable<T: FromJson>(&self, name: &str) -> Option<Option<T>> {
        match self.get(name) {
            Some(member) => self.read(member).map(Some),
            None => Some(None),
        }
    }

    /// A member that has a default.
    pub fn default<T: FromJson>(&self, name: &str, value: fn() -> T) -> Option<T> {
        match self.get(name) {
            Some(member) => self.read(member),
            None => {
                fit::add_member();
                Some(value())
            }
        }
    }

    /// A flattened field: the whole object as another type.
    pub fn whole<T: FromJson>(&self) -> Option<T> {
        self.kept(fit::share(self.whole, || T::from_json(self.whole)))
    }

    /// The members that no field is named after.
    pub fn rest<T: FromMembers>(&self) -> Option<T> {
        let known: HashSet<&str> = self.known.iter().copied().collect();
        let rest = self.all.iter();
        let rest = rest.filter(|(name, _)| !known.contains(name.as_ref()));
        self.kept(T::from_members(rest))
    }

    /// The first error.
    pub fn error(self) -> Mismatch {
        let error = self.error.into_inner();
        error.unwrap_or_else(|| Mismatch::new("a member is missing"))
    }

    fn get(&self, name: &str) -> Option<&'a Member<'a>> {
        if let Some(index) = &self.index {
            return self.all.get(*index.get(name)?);
        }
        let (before, after) = self.all.split_at_checked(self.next.get())?;
        let mut members = after.iter().chain(before);
        let distance = members.position(|(known, _)| known == name)?;
        let index = (self.next.get() + distance) % self.all.len();
        self.next.set(index + 1);
        self.all.get(index)
    }

    fn read<T: FromJson>(&self, (name, value): &'a Member<'a>) -> Option<T> {
        let result = T::from_json(value).map_err(|error| error.within(name));
        if result.as_ref().err().is_none_or(Mismatch::is_postponed) {
            fit::keep_name(name);
        }
        self.kept(result)
    }

    /// Keeps the error, unless there was one before. A postponed result is replaced by any error.
    fn kept<T>(&self, result: Result<T, Mismatch>) -> Option<T> {
        let error = match result {
            Ok(value) => return Some(value),
            Err(error) => error,
        };
        let mut first = self.error.borrow_mut();
        if first.as_ref().is_none_or(Mismatch::is_postponed) {
            *first = Some(error);
        }
        None
    }
}

/// Writes the members of an object. The first error is kept until the end.
pub struct Writer<S: Serializer> {
    map: Result<S::SerializeMap, S::Error>,
    known: &'static [&'static str],
    /// The names of the other members that were written.
    others: BTreeSet<String>,
}

impl<S: Serializer> Writer<S> {
    /// An object without members, for a type whose fields have these names in JSON.
    pub fn new(serializer: S, known: &'static [&'static str]) -> Self {
        Self {
            map: serializer.serialize_map(None),
            known,
            others: BTreeSet::new(),
        }
    }

    /// Writes a member.
    pub fn required<T: Serialize>(&mut self, name: &str, value: &T) {
        let Ok(map) = &mut self.map else { return };
        if let Err(error) = map.serialize_entry(name, value) {
            self.map = Err(error);
        }
    }

    /// Writes a member, unless it is absent.
    pub fn optional<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a member that may be null, unless it is absent.
    pub fn nullable<T: Serialize>(&mut self, name: &str, value: &Option<T>) {
        self.optional(name, value);
    }

    /// Writes a member that has a default.
    pub fn default<T: Serialize>(&mut self, name: &str, value: &T) {
        self.required(name, value);
    }

    /// Writes the members of another object, except those that are written already.
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
            Ok(_) => self.map = Err(S::Error::custom("only an object can be flattened into one")),
            Err(error) => self.map = Err(S::Error::custom(error)),
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    /// The first error of the serializer.
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
    fn members_may_be_absent() {
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
    fn all_members_are_kept() {
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
    fn flattened_fields_are_read_from_the_whole_object_and_written_once() {
        let value = json!({"id": 1, "name": "a", "b": 2});
        let open: Open = json::from_value(&value).unwrap();
        assert_eq!(open.named.id, 1);
        assert_eq!(open.more.len(), 2);
        let text = serde_json::to_string(&open).unwrap();
        assert_eq!(text, r#"{"id":1,"name":"a","b":2}"#);
    }

    #[test]
    fn members_in_any_order_are_found() {
        let text = r#"{"legs":3,"a":true,"note":"n","type":"cat","tag":"a","id":1}"#;
        let pet: Pet = serde_json::from_str(text).unwrap();
        let found = (pet.id, pet.r#type.as_deref(), pet.legs, pet.tag.as_deref());
        assert_eq!(found, (1, Some("cat"), 3, Some("a")));
        assert_eq!(pet.note, Some(Some("n".to_owned())));
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
    fn errors_name_the_place() {
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
