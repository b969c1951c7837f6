//! serde's `Deserialize` for types that have [`FromJson`].

use serde::de::{Deserialize, Deserializer, Error};

use super::{FromJson, Tree};

/// Reads a type by way of a [`Tree`]: the body of its `Deserialize`.
///
/// # Errors
/// When the input is malformed, or the value does not fit the type.
pub fn read<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let tree = Tree::deserialize(deserializer)?;
    T::from_json(tree.root()).map_err(D::Error::custom)
}

/// Implements `Deserialize` for a type that implements `FromJson`.
#[macro_export]
#[doc(hidden)]
macro_rules! deserialize {
    ($name:ident) => {
        impl<'de> json::Deserialize<'de> for $name {
            fn deserialize<D: json::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                json::read(deserializer)
            }
        }
    };
}

pub use deserialize;
