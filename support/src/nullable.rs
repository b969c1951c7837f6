//! Members that may be absent, and may be `null` as well.

use serde::{Deserialize, Deserializer};

/// Reads a member that is there, so that `null` is `Some(None)` and only an absent member is `None`.
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
