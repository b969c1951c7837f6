//! Values of one of several types: `oneOf` and `anyOf`.

use serde::de::{DeserializeOwned, Error as _};
use serde::{ser, Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

/// How a variant is read from a value; `None` when it doesn't fit.
pub type Read<T> = fn(&Sent) -> Option<T>;

/// A value that one of several types is to be found for.
pub struct Sent(Value);

impl Sent {
    /// Reads a variant's own type.
    pub fn as_a<T: DeserializeOwned, U>(&self, variant: impl FnOnce(T) -> U) -> Option<U> {
        T::deserialize(&self.0).ok().map(variant)
    }
}

/// Reads the variant that keeps the most of what was sent: the first that keeps all of it, if there is one.
///
/// Several types may accept one value, since objects may have more members than a type knows; the type that knows
/// most of them is the one that was meant.
pub fn closest<'de, T, D>(deserializer: D, variants: &[Read<T>]) -> Result<T, D::Error>
where
    T: Serialize,
    D: Deserializer<'de>,
{
    let value = Sent(Value::deserialize(deserializer)?);
    let mut best: Option<(usize, T)> = None;
    for read in variants {
        let Some(read) = read(&value) else { continue };
        let Ok(kept) = serde_json::to_value(&read) else {
            continue;
        };
        if kept == value.0 {
            return Ok(read);
        }
        let weight = weight(&value.0, &kept);
        if best.as_ref().is_none_or(|(most, _)| weight > *most) {
            best = Some((weight, read));
        }
    }
    best.map(|(_, read)| read)
        .ok_or_else(|| D::Error::custom("none of the alternatives fits"))
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

/// A value together with what its discriminator says.
pub fn tagged<'de, D: Deserializer<'de>>(
    deserializer: D,
    property: &str,
) -> Result<(String, Tagged), D::Error> {
    let value = Value::deserialize(deserializer)?;
    match tag(&value, property) {
        Some(tag) => Ok((tag, Tagged(value))),
        None => Err(D::Error::custom(format!("`{property}` is missing"))),
    }
}

/// A value together with what its discriminator says; nothing where it has none.
pub fn tagged_or_not<'de, D: Deserializer<'de>>(
    deserializer: D,
    property: &str,
) -> Result<(String, Tagged), D::Error> {
    let value = Value::deserialize(deserializer)?;
    Ok((tag(&value, property).unwrap_or_default(), Tagged(value)))
}

fn tag(value: &Value, property: &str) -> Option<String> {
    match value.get(property)? {
        Value::String(tag) => Some(tag.clone()),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// A value whose variant is known.
pub struct Tagged(Value);

impl Tagged {
    /// Reads the variant's own type.
    pub fn read<T, E>(self) -> Result<T, E>
    where
        T: DeserializeOwned,
        E: serde::de::Error,
    {
        T::deserialize(self.0).map_err(E::custom)
    }
}

/// Says that a discriminator has no variant for a value.
pub fn unknown<E: serde::de::Error>(property: &str, tag: &str) -> E {
    E::custom(format!("`{tag}` is no value of `{property}`"))
}

/// Writes a variant with the discriminator's value that stands for it, unless the variant says one of these itself.
pub fn serialize<T, S>(
    serializer: S,
    property: &str,
    tags: &[&str],
    value: &T,
) -> Result<S::Ok, S::Error>
where
    T: Serialize + ?Sized,
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
