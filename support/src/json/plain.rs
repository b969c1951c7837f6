//! What JSON has itself, and types of other crates.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{FromJson, Mismatch};

impl FromJson for Value {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        Ok(value.clone())
    }
}

impl FromJson for () {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        value
            .as_null()
            .ok_or_else(|| Mismatch::expected("null", value))
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        value
            .as_bool()
            .ok_or_else(|| Mismatch::expected("a boolean", value))
    }
}

impl FromJson for String {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        let text = value.as_str();
        text.map(str::to_owned)
            .ok_or_else(|| Mismatch::expected("a string", value))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(None),
            value => T::from_json(value).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        T::from_json(value).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        let items = value
            .as_array()
            .ok_or_else(|| Mismatch::expected("an array", value))?;
        let items = items.iter().enumerate();
        items
            .map(|(index, item)| {
                T::from_json(item).map_err(|error| error.within(&index.to_string()))
            })
            .collect()
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        let members = Map::from_json(value)?;
        members
            .iter()
            .map(|(name, value)| match T::from_json(value) {
                Ok(member) => Ok((name.clone(), member)),
                Err(error) => Err(error.within(name)),
            })
            .collect()
    }
}

impl FromJson for Map<String, Value> {
    fn from_json(value: &Value) -> Result<Self, Mismatch> {
        let members = value.as_object();
        members
            .cloned()
            .ok_or_else(|| Mismatch::expected("an object", value))
    }
}

#[cfg(feature = "tuples")]
macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: FromJson),*> FromJson for ($($name,)*) {
            fn from_json(value: &Value) -> Result<Self, Mismatch> {
                let wanted = [$(stringify!($name)),*].len();
                let items = value.as_array().filter(|items| items.len() == wanted);
                let Some(items) = items else {
                    return Err(Mismatch::expected(&format!("an array of {wanted}"), value));
                };
                let mut items = items.iter().enumerate();
                let mut next = || items.next().map_or((0, &Value::Null), |item| item);
                Ok(($({
                    let (index, item) = next();
                    $name::from_json(item).map_err(|error| error.within(&index.to_string()))?
                },)*))
            }
        }
    };
}

#[cfg(feature = "tuples")]
const _: () = {
    tuples!(A);
    tuples!(A B);
    tuples!(A B C);
    tuples!(A B C D);
    tuples!(A B C D E);
    tuples!(A B C D E F);
    tuples!(A B C D E F G);
    tuples!(A B C D E F G H);
    tuples!(A B C D E F G H I);
    tuples!(A B C D E F G H I J);
    tuples!(A B C D E F G H I J K);
    tuples!(A B C D E F G H I J K L);
    tuples!(A B C D E F G H I J K L M);
    tuples!(A B C D E F G H I J K L M N);
    tuples!(A B C D E F G H I J K L M N O);
    tuples!(A B C D E F G H I J K L M N O P);
};

/// Types that know themselves how they are read.
#[cfg(any(feature = "dates", feature = "uuids", feature = "base64"))]
macro_rules! by_serde {
    ($ty:ty) => {
        impl FromJson for $ty {
            fn from_json(value: &Value) -> Result<Self, Mismatch> {
                serde::Deserialize::deserialize(value)
                    .map_err(|error: serde_json::Error| Mismatch::new(error.to_string()))
            }
        }
    };
}

#[cfg(feature = "dates")]
by_serde!(chrono::DateTime<chrono::Utc>);

#[cfg(feature = "dates")]
by_serde!(chrono::NaiveDate);

#[cfg(feature = "uuids")]
by_serde!(uuid::Uuid);

#[cfg(feature = "base64")]
by_serde!(super::super::base64::Base64);
