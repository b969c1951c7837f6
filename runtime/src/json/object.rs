//! Structs, which are objects in JSON.

/// Implements reading and writing for a struct as an object:
/// `object!(Name { member = required("member"), other = optional("name in JSON") } ..rest with flattened)`.
///
/// A member is `required`, `optional` (an `Option`), `nullable` (an `Option` of a type that may be null itself) or has a
/// default: `default("name", value)`. A field after `with` is flattened: it is read from the whole object and written into
/// it; one after `maybe` is so where the object fits its type. The field after `..` has the members that no other field is
/// named after and no flattened one holds.
///
/// All members are read before the first error is returned: with an early return after each of them, the compiler takes
/// minutes to optimise a struct of a hundred members. The macro calls no other for a member: documents have thousands.
///
/// With `ordered` after the name it also implements `PartialOrd` by `Ord`, which takes the compiler less time than deriving it.
#[macro_export]
#[doc(hidden)]
macro_rules! object {
    ($name:ident ordered $($rest:tt)*) => {
        json::ordered!($name);
        json::object!($name $($rest)*);
    };
    ($name:ident {}) => {
        impl json::FromJson for $name {
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
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
            $($field:ident = $kind:ident($text:expr $(, $value:expr)?)),* $(,)?
        }
        $(..$rest:ident)?
    ) => {
        impl json::FromJson for $name {
            #[allow(clippy::disallowed_names, reason = "members may be called foo")]
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                let members = json::Members::of(value, &[$($text),*])?;
                $(let $rest = || members.rest(&[]);)?
                match ($(members.$kind($text $(, || $value)?),)* $($rest(),)?) {
                    ($(Some($field),)* $(Some($rest),)?) => Ok(Self { $($field,)* $($rest,)? }),
                    _ => Err(members.error()),
                }
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = json::Writer::new(serializer, &[$($text),*]);
                $(members.$kind($text, &self.$field);)*
                $(members.others(&self.$rest);)?
                members.end()
            }
        }
    };
    (
        $name:ident {
            $($field:ident = $kind:ident($text:expr $(, $value:expr)?)),* $(,)?
        }
        $(..$rest:ident)? $(with $whole:ident)* $(maybe $maybe:ident)*
    ) => {
        impl json::FromJson for $name {
            #[allow(clippy::disallowed_names, reason = "members may be called foo")]
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                let members = json::Members::of(value, &[$($text),*])?;
                $(let $field = members.$kind($text $(, || $value)?);)*
                $(let $whole = members.whole();)*
                $(let $maybe = members.maybe();)*
                let _has_rest = false $(|| !stringify!($rest).is_empty())?;
                let _flattened: &[json::Written] = &[
                    $(json::written(_has_rest, &$whole),)* $(json::written(_has_rest, &$maybe),)*
                ];
                $(let $rest = members.rest(_flattened);)?
                match ($($field,)* $($whole,)* $($maybe,)* $($rest,)?) {
                    ($(Some($field),)* $(Some($whole),)* $(Some($maybe),)* $(Some($rest),)?) => {
                        Ok(Self { $($field,)* $($whole,)* $($maybe,)* $($rest,)? })
                    }
                    _ => Err(members.error()),
                }
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut members = json::Writer::new(serializer, &[$($text),*]);
                $(members.$kind($text, &self.$field);)*
                $(members.others(&self.$whole);)*
                $(members.maybe(&self.$maybe);)*
                $(members.others(&self.$rest);)?
                members.end()
            }
        }
    };
}

pub use object;

use serde::Serialize;
use serde_json::Value;

/// A flattened field as it is written. `None` where the value does not fit its type.
pub type Written = Option<Value>;

/// A flattened field as it is written, if that is of interest.
pub fn written<T: Serialize>(is_needed: bool, flattened: &Option<T>) -> Written {
    let flattened = flattened.as_ref().filter(|_| is_needed)?;
    serde_json::to_value(flattened).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{json, Value};

    use super::super as json;

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
            id = required("id"),
            r#type = required("type"),
            tag = optional("tag"),
            note = nullable("note"),
            legs = default("legs", 4),
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

    json::object!(Open { id = required("id") } ..more with nothing with named);

    #[derive(Debug, PartialEq)]
    struct Named {
        id: i64,
        name: String,
    }

    json::object!(Named { id = required("id"), name = required("name") });

    #[test]
    fn flattened_fields_are_read_from_the_whole_object_and_written_once() {
        let value = json!({"id": 1, "name": "a", "b": 2});
        let open: Open = json::from_value(&value).unwrap();
        assert_eq!(open.named.id, 1);
        assert_eq!(open.more.len(), 1);
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
