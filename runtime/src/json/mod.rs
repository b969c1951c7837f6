//! Reading types from JSON and writing them: the trait [`FromJson`], and the macros that generated code calls for its types.
//!
//! serde's derive would do the same, but a derived `Deserialize` takes the compiler five times as long as the rest of a
//! struct, and documents have thousands of structs. Types are read from parsed values, [`Json`], so that no type needs
//! a visitor, and an error can name the place of the value that does not fit. Types implement serde's traits as well.

#[cfg(feature = "objects")]
mod any_of;
#[cfg(feature = "base64")]
mod bytes;
mod collection;
#[cfg(feature = "dates")]
mod date;
mod deserialize;
#[cfg(feature = "dyn-boxes")]
mod dyn_box;
#[allow(dead_code, reason = "which types use it depends on the document")]
mod fit;
#[cfg(feature = "integer-enums")]
mod integer_enum;
#[cfg(feature = "json-texts")]
mod json_text;
#[cfg(feature = "objects")]
mod members;
mod mismatch;
#[cfg(feature = "newtypes")]
mod newtype;
mod number;
#[cfg(feature = "objects")]
mod object;
#[cfg(any(feature = "newtypes", feature = "objects", feature = "unions"))]
mod ordered;
mod parse;
pub mod pointer;
mod primitive;
#[cfg(feature = "secrets")]
mod secret;
#[allow(dead_code, reason = "only objects and unions need it")]
mod stack;
#[cfg(feature = "string-enums")]
mod string_enum;
#[cfg(any(feature = "objects", feature = "unions"))]
mod subschemas;
mod tree;
#[cfg(feature = "tuples")]
mod tuple;
#[cfg(feature = "unions")]
mod union;
#[cfg(feature = "uuids")]
mod uuid;
#[cfg(feature = "unions")]
mod variant;
#[cfg(feature = "objects")]
mod writer;

use serde_json::Value;

pub use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[cfg(feature = "objects")]
pub use self::any_of::*;
pub use self::deserialize::*;
#[cfg(feature = "items")]
pub(super) use self::fit::{doubts, lacks_json};
#[cfg(feature = "integer-enums")]
pub use self::integer_enum::*;
#[cfg(feature = "objects")]
pub use self::members::{FromMembers, Members};
pub use self::mismatch::Mismatch;
#[cfg(feature = "newtypes")]
pub use self::newtype::*;
#[cfg(feature = "objects")]
pub use self::object::*;
#[cfg(any(feature = "newtypes", feature = "objects", feature = "unions"))]
pub use self::ordered::*;
pub use self::parse::{read_value, DuplicateMembers, ReadError};
#[cfg(feature = "string-enums")]
pub use self::string_enum::*;
#[cfg(any(feature = "objects", feature = "unions"))]
pub use self::subschemas::*;
pub(crate) use self::tree::Addition;
pub use self::tree::{Array, Json, Kind, Object, Tree};
#[cfg(feature = "unions")]
pub use self::union::*;
#[cfg(feature = "unions")]
pub use self::variant::{read_union, read_variant, Read};
#[cfg(feature = "objects")]
pub use self::writer::Writer;

/// A type that can be read from JSON.
pub trait FromJson: Sized {
    /// Reads a value.
    ///
    /// # Errors
    /// When the value does not fit the type.
    fn from_json(value: Json<'_>) -> Result<Self, Mismatch>;

    /// The value of a member that is absent, for types that have one: `None` of an `Option`.
    fn absent() -> Option<Self> {
        None
    }
}

/// Reads a type from a [`Value`].
///
/// # Errors
/// When the value does not fit the type.
pub fn from_value<T: FromJson>(value: &Value) -> Result<T, Mismatch> {
    T::from_json(Tree::from(value).root())
}
