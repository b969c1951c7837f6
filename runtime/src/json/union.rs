//! Types that are one of several: `oneOf` and `anyOf`.

use std::cell::Cell;

use serde::{ser, Serialize, Serializer};
use serde_json::Value;

use super::{Json, Mismatch};

/// Reads and writes an enum as what its variants hold.
///
/// Where a member says which variant it is (a discriminator), that is
/// `union!(Name by "member" { Variant as "value" | "other value", … } else Variant)`, the last for all other values.
/// Otherwise it is `union!(Name { Variant, … })`, and the variant is chosen as [`closest`] does.
macro_rules! union {
    ($name:ident { $($variant:ident),* $(,)? }) => {
        impl json::FromJson for $name {
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                json::closest(value, &[
                    $(|value| json::FromJson::from_json(value).map(Self::$variant)),*
                ])
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
        $(else $other:ident)?
    ) => {
        impl json::FromJson for $name {
            fn from_json(value: &json::Json<'_>) -> Result<Self, json::Mismatch> {
                let tag = json::tag(value, $tag);
                match tag.as_deref() {
                    $($(Some($text))|+ => json::FromJson::from_json(value).map(Self::$variant),)*
                    found => json::union!(@else value $tag found $($other)?),
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
                    $(Self::$other(value) => json::Serialize::serialize(value, serializer),)?
                }
            }
        }
    };
    (@else $value:ident $tag:literal $found:ident) => { Err(json::no_variant($tag, $found)) };
    (@else $value:ident $tag:literal $found:ident $other:ident) => {{
        let _ = $found;
        json::FromJson::from_json($value).map(Self::$other)
    }};
}

pub(crate) use union;

/// How a variant is read from a value.
pub type Read<T> = fn(&Json<'_>) -> Result<T, Mismatch>;

/// How many variants are tried for one value, those of the values in it included: unions within unions may be read in
/// more ways than there is time for.
const ATTEMPTS: usize = 10_000;

thread_local! {
    /// How many unions are being read within each other, and how many variants were tried since the first began.
    static EFFORT: Cell<(usize, usize)> = const { Cell::new((0, 0)) };
}

/// Reads the variant that keeps the most of what was sent: the first that keeps all of it, if there is one.
///
/// Several types may accept one value, since objects may have more members than a type knows; the type that knows
/// most of them is the one that was meant.
///
/// # Errors
/// When no variant can be read: what is wrong with the one that got deepest.
pub fn closest<T: Serialize>(value: &Json<'_>, variants: &[Read<T>]) -> Result<T, Mismatch> {
    let (depth, attempts) = EFFORT.get();
    EFFORT.set((depth + 1, if depth == 0 { 0 } else { attempts }));
    let found = closest_of(value, variants);
    EFFORT.set((depth, EFFORT.get().1));
    found
}

fn closest_of<T: Serialize>(value: &Json<'_>, variants: &[Read<T>]) -> Result<T, Mismatch> {
    let sent = Value::from(value);
    let mut best: Option<(usize, T)> = None;
    let mut wrong: Option<Mismatch> = None;
    for read in variants {
        let (depth, attempts) = EFFORT.get();
        if attempts == ATTEMPTS {
            return Err(Mismatch::new("there are too many ways to read this"));
        }
        EFFORT.set((depth, attempts + 1));
        let read = match read(value) {
            Ok(read) => read,
            Err(error) => {
                let depth = |error: &Mismatch| error.pointer.matches('/').count();
                if wrong
                    .as_ref()
                    .is_none_or(|known| depth(&error) > depth(known))
                {
                    wrong = Some(error);
                }
                continue;
            }
        };
        let Ok(kept) = serde_json::to_value(&read) else {
            continue;
        };
        if kept == sent {
            return Ok(read);
        }
        let weight = weight(&sent, &kept);
        if best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, read));
        }
    }
    best.map(|(_, read)| read).ok_or_else(|| match wrong {
        Some(wrong) if !wrong.pointer.is_empty() => wrong,
        _ => Mismatch::new("none of the alternatives fits"),
    })
}

/// How many of a value's parts stand in another one at the same place.
fn weight(value: &Value, kept: &Value) -> usize {
    match (value, kept) {
        (Value::Object(value), Value::Object(kept)) => {
            1 + value
                .iter()
                .filter_map(|(name, value)| Some(1 + weight(value, kept.get(name)?)))
                .sum::<usize>()
        }
        (Value::Array(value), Value::Array(kept)) => {
            1 + value
                .iter()
                .zip(kept)
                .map(|(value, kept)| weight(value, kept))
                .sum::<usize>()
        }
        (value, kept) => usize::from(value == kept),
    }
}

/// What a value's discriminator says.
pub fn tag(value: &Json<'_>, property: &str) -> Option<String> {
    let Json::Object(members) = value else {
        return None;
    };
    let (_, tag) = members.iter().find(|(name, _)| name == property)?;
    text(&Value::from(tag))
}

/// A discriminator's value, which stands for a text whatever its type is.
fn text(tag: &Value) -> Option<String> {
    match tag {
        Value::String(tag) => Some(tag.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// Says that a discriminator is missing, or has no variant for its value.
pub fn no_variant(property: &str, tag: Option<&str>) -> Mismatch {
    Mismatch::new(match tag {
        Some(tag) => format!("`{tag}` is no value of `{property}`"),
        None => format!("the member `{property}` is missing"),
    })
}

/// Writes a variant with the discriminator's value that stands for it, unless the variant says one of these itself.
///
/// # Errors
/// What the serializer says.
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
        let said = members
            .get(property)
            .and_then(text)
            .is_some_and(|said| tags.contains(&said.as_str()));
        if !said {
            members.insert(property.to_owned(), Value::from(*first));
        }
    }
    value.serialize(serializer)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

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

    json::object!(Leaf { size });

    #[derive(Debug, PartialEq)]
    struct Node {
        inner: Tree,
    }

    json::object!(Node { inner });

    #[derive(Debug, PartialEq)]
    struct Other {
        inner: Tree,
        other: Option<i64>,
    }

    json::object!(Other {
        inner,
        other: optional
    });

    #[derive(Debug, PartialEq)]
    enum Tagged {
        Leaf(Leaf),
        Numbered(Numbered),
    }

    json::union!(Tagged by "kind" { Numbered as "1" | "2" } else Leaf);

    #[derive(Debug, PartialEq)]
    struct Numbered {
        kind: i64,
    }

    json::object!(Numbered { kind });

    #[test]
    fn the_closest_is_taken() {
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
    }

    #[test]
    fn too_many_ways_to_read_a_value_end() {
        let mut value = json!({"size": 1, "unknown": 2});
        for _ in 0..60 {
            value = json!({ "inner": value });
        }
        let start = Instant::now();
        let error = json::from_value::<Tree>(&value).unwrap_err();
        assert!(error.to_string().contains("too many ways"), "{error}");
        // It would take 2^60 times as long as one.
        assert!(start.elapsed() < Duration::from_secs(60));
        assert!(json::from_value::<Tree>(&json!({"size": 1})).is_ok());
    }

    #[test]
    fn tags_that_are_numbers_stay_so() {
        let value = json!({"kind": 2});
        let tagged: Tagged = json::from_value(&value).unwrap();
        assert_eq!(tagged, Tagged::Numbered(Numbered { kind: 2 }));
        assert_eq!(json!(tagged), value);
        assert_eq!(json!(Tagged::Leaf(Leaf { size: 1 })), json!({"size": 1}));
    }
}
