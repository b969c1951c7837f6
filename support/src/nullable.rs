//! Members that may be absent, and may be `null` as well: `#[serde(with = "nullable")]`.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Reads a member that is there, so that `null` is `Some(None)` and only an absent member is `None`.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// Writes a member that is there.
pub fn serialize<T, S>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error>
where
    T: Serialize,
    S: Serializer,
{
    value.serialize(serializer)
}
