//! Types that contain others: options, boxes, arrays and maps.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::mismatch::Postponed;
use super::{fit, FromJson, Json, Kind, Mismatch};

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        if value.is_null() {
            fit::keep(value);
            return Ok(None);
        }
        T::from_json(value).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        T::from_json(value).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

/// How many bytes of a list are allocated before its items are read.
const FIRST_BYTES: usize = 64 * 1024;

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let Kind::Array(items) = value.kind() else {
            return Err(Mismatch::expected("an array", value));
        };
        fit::keep(value);
        // The length is the sender's: a large type could take far more memory than the text has.
        let room = FIRST_BYTES / size_of::<T>().max(1);
        let mut all = Self::with_capacity(items.len().min(room));
        let mut postponed = Postponed::default();
        for (index, item) in items.iter().enumerate() {
            let item = T::from_json(item).map_err(|error| error.within(&index.to_string()));
            all.extend(postponed.filter(item)?);
        }
        postponed.unless_any(all)
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let Kind::Object(members) = value.kind() else {
            return Err(Mismatch::expected("an object", value));
        };
        fit::keep(value);
        read_map(members.iter())
    }
}

impl FromJson for Map<String, Value> {
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch> {
        let Kind::Object(members) = value.kind() else {
            return Err(Mismatch::expected("an object", value));
        };
        fit::keep(value);
        read_map(members.iter())
    }
}

/// Reads members into a map.
pub(super) fn read_map<'a, T: FromJson, M: Default + Extend<(String, T)>>(
    members: impl Iterator<Item = (&'a str, Json<'a>)>,
) -> Result<M, Mismatch> {
    let mut map = M::default();
    let mut postponed = Postponed::default();
    for (name, value) in members {
        let member = T::from_json(value).map_err(|error| error.within(name));
        let member = postponed.filter(member)?;
        fit::keep_name(value);
        map.extend(member.map(|member| (name.to_owned(), member)));
    }
    postponed.unless_any(map)
}
