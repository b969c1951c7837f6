//! What JSON has itself, and types of other crates.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{FromJson, Json, Mismatch};

impl FromJson for Value {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        Ok(Self::from(value))
    }
}

impl FromJson for () {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        match value {
            Json::Null => Ok(()),
            _ => Err(Mismatch::expected("null", value)),
        }
    }
}

impl FromJson for bool {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        match value {
            Json::Bool(flag) => Ok(*flag),
            _ => Err(Mismatch::expected("a boolean", value)),
        }
    }
}

impl FromJson for String {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let text = value.as_str();
        text.map(str::to_owned)
            .ok_or_else(|| Mismatch::expected("a string", value))
    }
}

impl<T: FromJson> FromJson for Option<T> {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        match value {
            Json::Null => Ok(None),
            value => T::from_json(value).map(Some),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: FromJson> FromJson for Box<T> {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        T::from_json(value).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let Json::Array(items) = value else {
            return Err(Mismatch::expected("an array", value));
        };
        let items = items.iter().enumerate();
        items
            .map(|(index, item)| {
                T::from_json(item).map_err(|error| error.within(&index.to_string()))
            })
            .collect()
    }
}

impl<T: FromJson> FromJson for BTreeMap<String, T> {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        let Json::Object(members) = value else {
            return Err(Mismatch::expected("an object", value));
        };
        members
            .iter()
            .map(|(name, value)| match T::from_json(value) {
                Ok(member) => Ok((name.as_ref().to_owned(), member)),
                Err(error) => Err(error.within(name)),
            })
            .collect()
    }
}

impl FromJson for Map<String, Value> {
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
        match Value::from(value) {
            Value::Object(members) => Ok(members),
            _ => Err(Mismatch::expected("an object", value)),
        }
    }
}

#[cfg(feature = "tuples")]
macro_rules! tuples {
    ($($name:ident)*) => {
        impl<$($name: FromJson),*> FromJson for ($($name,)*) {
            fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
                let wanted = [$(stringify!($name)),*].len();
                let items = match value {
                    Json::Array(items) if items.len() == wanted => items,
                    _ => return Err(Mismatch::expected(&format!("an array of {wanted}"), value)),
                };
                let mut items = items.iter().enumerate();
                let mut next = || items.next().unwrap_or((0, &Json::Null));
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

/// Types of strings that know themselves how they are read.
#[cfg(any(feature = "dates", feature = "uuids", feature = "base64"))]
macro_rules! by_serde {
    ($ty:ty) => {
        impl FromJson for $ty {
            fn from_json(value: &Json<'_>) -> Result<Self, Mismatch> {
                let text = value
                    .as_str()
                    .ok_or_else(|| Mismatch::expected("a string", value))?;
                let text: serde::de::value::StrDeserializer<serde::de::value::Error> =
                    serde::de::IntoDeserializer::into_deserializer(text);
                serde::Deserialize::deserialize(text)
                    .map_err(|error| Mismatch::new(error.to_string()))
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
