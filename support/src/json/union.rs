//! Types that are one of several: `oneOf` and `anyOf`.

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

/// Reads the variant that keeps the most of what was sent: the first that keeps all of it, if there is one.
///
/// Several types may accept one value, since objects may have more members than a type knows; the type that knows
/// most of them is the one that was meant.
///
/// # Errors
/// When no variant can be read.
pub fn closest<T: Serialize>(value: &Json<'_>, variants: &[Read<T>]) -> Result<T, Mismatch> {
    let sent = Value::from(value);
    let mut best: Option<(usize, T)> = None;
    for read in variants {
        let Ok(read) = read(value) else { continue };
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
    best.map(|(_, read)| read)
        .ok_or_else(|| Mismatch::new("none of the alternatives fits"))
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
    match tag {
        Json::String(tag) => Some(tag.as_ref().to_owned()),
        Json::Null => None,
        other => Some(Value::from(other).to_string()),
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
            .and_then(Value::as_str)
            .is_some_and(|said| tags.contains(&said));
        if !said {
            members.insert(property.to_owned(), Value::from(*first));
        }
    }
    value.serialize(serializer)
}
