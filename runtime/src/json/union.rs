//! Types that are one of several: `oneOf` and `anyOf`.

use std::borrow::Cow;

use serde::{ser, Serialize, Serializer};
use serde_json::Value;

use super::{fit, Json, Kind, Mismatch};

/// Implements reading and writing for an enum of the types that its variants hold.
///
/// With a discriminator it is `union!(Name by "member" { Variant as "value" | "other value", … })`. The variants in a list
/// after `or` are those of values that are no objects; the one after `else` is for all other values, and the one after
/// `unknown` keeps an object with another value of the member as JSON. Without a discriminator it is
/// `union!(Name { Variant, … })`, and [`read_union`](json::read_union) chooses. What follows `where` has the schemas of the
/// variants ([`Unions`](json::Unions)), for unions whose types do not tell values apart. `ordered` after the name implements
/// `PartialOrd` by `Ord`, as for `object!`.
#[macro_export]
#[doc(hidden)]
macro_rules! union {
    ($name:ident ordered $($rest:tt)*) => {
        json::ordered!($name);
        json::union!($name $($rest)*);
    };
    ($name:ident { $($variant:ident),* $(,)? } $(where $unions:path)?) => {
        impl json::FromJson for $name {
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                json::read_union(
                    value,
                    &[
                        $(|value| json::read_variant(value, Self::$variant)),*
                    ],
                    json::subschemas!($name $($unions)?),
                )
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => json::Serialize::serialize(value, serializer),)*
                }
            }
        }
    };
    (
        $name:ident by $tag:literal { $($variant:ident as $($text:literal)|+),* $(,)? }
        $(or { $($untagged:ident),* $(,)? })? $(else $other:ident)? $(unknown $unknown:ident)?
    ) => {
        impl json::FromJson for $name {
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                let tag = json::discriminator(value, $tag);
                $(if !value.is_object() {
                    return json::read_union(value, &[
                        $(|value| json::read_variant(value, Self::$untagged)),*
                    ], None);
                })?
                match tag.as_deref() {
                    $($(Some($text))|+ => json::FromJson::from_json(value).map(Self::$variant),)*
                    found => json::union!(
                        @else value $tag found [$($variant)* $($($untagged)*)?]
                        $(else $other)? $(unknown $unknown)?
                    ),
                }
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        json::write_tagged(serializer, $tag, &[$($text),+], value)
                    })*
                    $($(Self::$untagged(value) => json::Serialize::serialize(value, serializer),)*)?
                    $(Self::$other(value) => json::Serialize::serialize(value, serializer),)?
                    $(Self::$unknown(value) => json::Serialize::serialize(value, serializer),)?
                }
            }
        }
    };
    (@else $value:ident $tag:literal $found:ident [$($variant:ident)*]) => {
        json::read_union($value, &[
            $(|value| json::read_variant(value, Self::$variant)),*
        ], None)
        .map_err(|error| json::unknown_discriminator($tag, $found, error))
    };
    (@else $value:ident $tag:literal $found:ident [$($variant:ident)*] unknown $unknown:ident) => {
        match $found {
            Some(_) => Ok(Self::$unknown(json::unknown_variant($value))),
            None => Err(json::Mismatch::new(concat!("the member `", $tag, "` is missing"))),
        }
    };
    (@else $value:ident $tag:literal $found:ident [$($variant:ident)*] else $other:ident) => {{
        let _ = $found;
        json::FromJson::from_json($value).map(Self::$other)
    }};
}

pub use union;

/// The value of a discriminator as text, a number or a boolean as in JSON; none where it is missing or null. The member
/// counts as kept.
pub fn discriminator<'t>(value: Json<'t>, property: &str) -> Option<Cow<'t, str>> {
    let tag = value.get(property)?;
    // It is written again, even if the variant has no member for it.
    fit::keep_name(tag);
    fit::keep(tag);
    match tag.kind() {
        Kind::String(text) => Some(Cow::Borrowed(text)),
        Kind::Null => None,
        _ => Some(Cow::Owned(tag.to_value().to_string())),
    }
}

/// A value whose discriminator has a value without a variant. In a union around this one, other variants fit better.
pub fn unknown_variant(value: Json<'_>) -> Value {
    fit::keep_unknown(value);
    value.to_value()
}

/// The error of a value that fits no variant: that of its discriminator, unless it lies deeper in the value.
pub fn unknown_discriminator(property: &str, tag: Option<&str>, error: Mismatch) -> Mismatch {
    match tag {
        _ if !error.pointer.is_empty() || error.is_postponed() => error,
        Some(tag) => Mismatch::new(format!("`{tag}` is not a value of `{property}`")),
        None => Mismatch::new(format!("the member `{property}` is missing")),
    }
}

/// Writes a variant, with the first of its discriminator values if the variant has no member for it, or an empty one.
///
/// # Errors
/// Those of the serializer.
pub fn write_tagged<T, S>(
    serializer: S,
    property: &str,
    tags: &[&str],
    value: &T,
) -> Result<S::Ok, S::Error>
where
    T: Serialize,
    S: Serializer,
{
    let mut value = serde_json::to_value(value).map_err(ser::Error::custom)?;
    if let (Value::Object(members), Some(first)) = (&mut value, tags.first()) {
        let has_tag = match members.get(property) {
            None | Some(Value::Null) => false,
            Some(tag) => tag.as_str().is_none_or(|tag| !tag.is_empty()),
        };
        if !has_tag {
            members.insert(property.to_owned(), Value::from(*first));
        }
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::super as json;
    use super::*;

    #[derive(Debug, PartialEq)]
    enum Tree {
        Leaf(Leaf),
        Node(Box<Node>),
        Other(Box<Other>),
    }

    json::union!(Tree { Leaf, Node, Other });

    #[derive(Debug, PartialEq)]
    struct Leaf {
        size: i64,
    }

    json::object!(Leaf { size = required("size") });

    #[derive(Debug, PartialEq)]
    struct Node {
        inner: Tree,
    }

    json::object!(Node { inner = required("inner") });

    #[derive(Debug, PartialEq)]
    struct Other {
        inner: Tree,
        other: Option<i64>,
    }

    json::object!(Other {
        inner = required("inner"),
        other = optional("other")
    });

    #[derive(Debug, PartialEq)]
    enum Tagged {
        Leaf(Leaf),
        Numbered(Numbered),
    }

    json::union!(Tagged by "kind" { Numbered as "1" | "2" } else Leaf);

    #[derive(Debug, PartialEq)]
    enum Mixed {
        Numbered(Numbered),
        Text(String),
        Unknown(Value),
    }

    json::union!(Mixed by "kind" { Numbered as "1" } or { Text } unknown Unknown);

    #[derive(Debug, PartialEq)]
    struct Numbered {
        kind: i64,
    }

    json::object!(Numbered { kind = required("kind") });

    #[derive(Debug, PartialEq)]
    enum Any {
        Integer(i64),
        Number(f64),
        Text(String),
        List(Vec<Any>),
        Map(BTreeMap<String, Any>),
    }

    json::union!(Any {
        Integer,
        Number,
        Text,
        List,
        Map
    });

    #[test]
    fn values_without_the_member_and_with_an_unknown_value_of_it_have_their_variants() {
        let mixed = |value| json::from_value::<Mixed>(&value);
        assert_eq!(
            mixed(json!({"kind": 1})),
            Ok(Mixed::Numbered(Numbered { kind: 1 }))
        );
        assert_eq!(mixed(json!("a")), Ok(Mixed::Text("a".to_owned())));
        let unknown = json!({"kind": "new", "more": [1]});
        assert_eq!(mixed(unknown.clone()), Ok(Mixed::Unknown(unknown.clone())));
        assert_eq!(json!(mixed(unknown.clone()).unwrap()), unknown);
        assert!(mixed(json!({"more": 1})).is_err());
        assert!(mixed(json!(1)).is_err());
    }

    #[test]
    fn the_variant_that_keeps_the_most_is_chosen() {
        let tree = |value| json::from_value::<Tree>(&value);
        let leaf = || Tree::Leaf(Leaf { size: 1 });
        let node = Tree::Node(Box::new(Node { inner: leaf() }));
        assert_eq!(tree(json!({"inner": {"size": 1}})), Ok(node));
        let other = Other {
            inner: leaf(),
            other: Some(2),
        };
        let other = Tree::Other(Box::new(other));
        assert_eq!(
            tree(json!({"inner": {"size": 1}, "other": 2, "more": 3})),
            Ok(other)
        );
        let error = tree(json!({"inner": {"size": "a"}})).unwrap_err();
        assert_eq!(error.pointer, "/inner/size");
        assert_eq!(json::from_value(&json!(1)), Ok(Any::Integer(1)));
        assert_eq!(json::from_value(&json!(1.0)), Ok(Any::Number(1.0)));
    }

    #[cfg(feature = "string-enums")]
    #[allow(dead_code, reason = "what the macros make")]
    mod with_enums {
        use super::*;

        #[derive(Clone, Debug, PartialEq)]
        enum Size {
            Small,
            Unknown(String),
        }

        json::string_enum!(Size { Small as "small" } else Unknown);

        #[derive(Clone, Debug, PartialEq)]
        enum Color {
            Red,
            Unknown(String),
        }

        json::string_enum!(Color { Red as "red" } else Unknown);

        #[derive(Debug, PartialEq)]
        struct Shirt {
            size: Size,
            note: Option<String>,
        }

        json::object!(Shirt {
            size = required("size"),
            note = optional("note")
        });

        #[derive(Debug, PartialEq)]
        struct Paint {
            size: Option<Color>,
            more: Option<Listed>,
        }

        json::object!(Paint {
            size = optional("size"),
            more = optional("more")
        });

        #[derive(Debug, PartialEq)]
        enum Listed {
            Size(Size),
            Color(Color),
            Shirt(Box<Shirt>),
            Paint(Box<Paint>),
        }

        json::union!(Listed {
            Size,
            Color,
            Shirt,
            Paint
        });

        #[test]
        fn a_variant_in_which_a_value_is_listed_precedes_those_in_which_it_is_unknown() {
            let read = |value| json::from_value::<Listed>(&value);
            assert_eq!(read(json!("red")), Ok(Listed::Color(Color::Red)));
            assert_eq!(read(json!("small")), Ok(Listed::Size(Size::Small)));
            let unknown = Size::Unknown("blue".to_owned());
            assert_eq!(read(json!("blue")), Ok(Listed::Size(unknown)));
            // Also where the other variant keeps more of the value.
            let paint = Paint {
                size: Some(Color::Red),
                more: None,
            };
            assert_eq!(
                read(json!({"size": "red", "note": "a"})),
                Ok(Listed::Paint(Box::new(paint)))
            );
        }

        #[test]
        fn unknown_values_inside_of_other_unions_count() {
            let paint = |more| json!({"size": "red", "more": {"size": more, "note": "a"}});
            let read = |value| json::from_value::<Listed>(&value);
            let Ok(Listed::Paint(read_paint)) = read(paint("small")) else {
                panic!();
            };
            let shirt = Shirt {
                size: Size::Small,
                note: Some("a".to_owned()),
            };
            assert_eq!(read_paint.more, Some(Listed::Shirt(Box::new(shirt))));
            // Each variant has one unknown value then, and a shirt keeps the most.
            let Ok(Listed::Paint(read_paint)) = read(paint("blue")) else {
                panic!();
            };
            assert!(matches!(read_paint.more, Some(Listed::Shirt(_))));
        }
    }

    #[cfg(feature = "dates")]
    mod dated {
        use jiff::Timestamp;

        use super::json;

        #[derive(Debug, PartialEq)]
        enum Moment {
            Time(Timestamp),
            Text(String),
        }

        json::union!(Moment { Time, Text });

        #[derive(Debug, PartialEq)]
        enum Event {
            Empty(Empty),
            Dated(Dated),
        }

        json::union!(Event { Empty, Dated });

        #[derive(Debug, PartialEq)]
        struct Empty {}

        json::object!(Empty {});

        #[derive(Debug, PartialEq)]
        struct Dated {
            at: Timestamp,
        }

        json::object!(Dated { at = required("at") });

        #[test]
        fn a_variant_keeps_a_string_that_it_would_write_the_same() {
            let moment = |text: &str| json::from_value::<Moment>(&text.into());
            for text in ["2020-02-29T12:00:00Z", "2020-02-29T12:00:00.500Z"] {
                assert!(matches!(moment(text), Ok(Moment::Time(_))), "{text}");
            }
            let text = "2020-02-29T12:00:00+00:00";
            assert_eq!(moment(text), Ok(Moment::Text(text.to_owned())));
        }

        #[test]
        fn a_variant_keeps_the_names_of_members_whose_values_it_changes() {
            let value = serde_json::json!({"at": "2020-02-29T12:00:00+00:00"});
            let event = json::from_value::<Event>(&value);
            assert!(matches!(event, Ok(Event::Dated(_))), "{event:?}");
        }
    }

    #[derive(Debug, PartialEq)]
    enum Shape {
        Known(Known),
        Part(Part),
    }

    json::union!(Shape { Known, Part });

    #[derive(Debug, PartialEq)]
    struct Known {
        id: i64,
        size: i64,
        color: i64,
    }

    json::object!(Known {
        id = required("id"),
        size = default("size", 1),
        color = default("color", 2)
    });

    #[derive(Debug, PartialEq)]
    struct Part {
        id: i64,
        leaf: Leaf,
    }

    json::object!(Part { id = required("id") } with leaf);

    #[test]
    fn flattened_members_count_once_and_defaults_are_worse_than_values() {
        let known = Known {
            id: 1,
            size: 3,
            color: 4,
        };
        let value = json!({"id": 1, "size": 3, "color": 4});
        assert_eq!(json::from_value(&value), Ok(Shape::Known(known)));
        let part = Part {
            id: 1,
            leaf: Leaf { size: 3 },
        };
        let value = json!({"id": 1, "size": 3});
        assert_eq!(json::from_value(&value), Ok(Shape::Part(part)));
    }

    #[test]
    fn unions_are_read_at_any_depth() {
        let mut value = json!({"size": 1, "unknown": 2});
        for level in 0..120 {
            value = match level % 2 {
                0 => json!({ "inner": value }),
                _ => json!({ "inner": value, "other": level }),
            };
        }
        // Trying each variant at each level would take 2^120 times as long as one.
        let tree: Tree = json::from_value(&value).unwrap();
        let mut innermost = &tree;
        let mut depth = 0;
        loop {
            innermost = match innermost {
                Tree::Node(node) => &node.inner,
                Tree::Other(other) => &other.inner,
                Tree::Leaf(_) => break,
            };
            depth += 1;
        }
        assert_eq!(depth, 120);
        assert!(matches!(tree, Tree::Other(_)));
        let mut value = json!([1, "a", {"b": [1.5]}]);
        for _ in 0..120 {
            value = json!([value, 1]);
        }
        let read: Any = json::from_value(&value).unwrap();
        assert_eq!(json!(read), value);
    }

    #[derive(Debug, PartialEq)]
    enum Endless {
        Text(String),
        Same(Box<Endless>),
        List(Vec<Endless>),
    }

    json::union!(Endless { Text, Same, List });

    #[test]
    fn a_union_that_is_its_own_variant_ends() {
        let text = || Endless::Text("a".to_owned());
        let list = Endless::List(vec![text(), Endless::List(vec![text()])]);
        assert_eq!(json::from_value(&json!(["a", ["a"]])), Ok(list));
        assert!(json::from_value::<Endless>(&json!([1])).is_err());
    }

    #[test]
    fn discriminators_that_are_numbers_stay_numbers() {
        let value = json!({"kind": 2});
        let tagged: Tagged = json::from_value(&value).unwrap();
        assert_eq!(tagged, Tagged::Numbered(Numbered { kind: 2 }));
        assert_eq!(json!(tagged), value);
        assert_eq!(json!(Tagged::Leaf(Leaf { size: 1 })), json!({"size": 1}));
    }

    #[test]
    fn a_union_takes_single_precision_where_it_is_exact() {
        #[derive(Debug, PartialEq)]
        enum Float {
            Single(f32),
            Double(f64),
        }

        json::union!(Float { Single, Double });

        for (value, expected) in [
            (0.5, Float::Single(0.5)),
            (0.1, Float::Double(0.1)),
            (1e300, Float::Double(1e300)),
        ] {
            assert_eq!(json::from_value::<Float>(&json!(value)), Ok(expected));
        }
    }
}
