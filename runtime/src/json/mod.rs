//! How types stand in JSON: what reads and writes them, and the macros that generated code calls for its types.
//!
//! serde's derive would do all this as well, but what it makes of a `Deserialize` takes the compiler five times as long
//! to check as the rest of a struct, and documents have thousands of them. What is read here is a tree at hand, [`Json`],
//! so that no type needs a visitor, and an error can say where something doesn't fit. Types implement serde's traits too.

#[cfg(feature = "integers")]
mod integer;
mod mismatch;
#[cfg(feature = "newtypes")]
mod newtype;
mod number;
#[cfg(feature = "objects")]
mod object;
mod plain;
#[cfg(feature = "texts")]
mod text;
mod tree;
#[cfg(feature = "unions")]
mod union;

use serde_json::Value;

#[cfg(feature = "types")]
pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[cfg(feature = "integers")]
pub(crate) use self::integer::integer;
pub use self::mismatch::Mismatch;
#[cfg(feature = "newtypes")]
pub(crate) use self::newtype::newtype;
#[cfg(feature = "objects")]
pub(crate) use self::object::object;
#[cfg(feature = "objects")]
pub use self::object::{Members, Writer};
#[cfg(feature = "texts")]
pub(crate) use self::text::text;
pub use self::tree::Json;
#[cfg(feature = "unions")]
pub(crate) use self::union::union;
#[cfg(feature = "unions")]
pub use self::union::{closest, no_variant, tag, write_tagged, Read};

/// A type that is read from JSON.
pub trait FromJson: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// When the value doesn't fit the type.
    fn from_json(value: &Json<'_>) -> Result<Self, Mismatch>;

    /// What a member that isn't there is read as, where the type has something for that.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a type from a value at hand.
///
/// # Errors
/// When the value doesn't fit the type.
pub fn from_value<T: FromJson>(value: &Value) -> Result<T, Mismatch> {
    T::from_json(&Json::from(value))
}

/// Reads a type by way of a tree: the body of its `Deserialize`.
///
/// # Errors
/// When there is no value, or it doesn't fit the type.
#[cfg(feature = "types")]
pub fn read<'de, T: FromJson, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = Json::deserialize(deserializer)?;
    T::from_json(&value).map_err(serde::de::Error::custom)
}

/// A type's `Deserialize`, where it has `FromJson`.
#[cfg(feature = "types")]
macro_rules! deserialize {
    ($name:ident) => {
        impl<'de> json::Deserialize<'de> for $name {
            fn deserialize<D: json::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                json::read(deserializer)
            }
        }
    };
}

#[cfg(feature = "types")]
pub(crate) use deserialize;
