//! Structs of one field that have the JSON of that field: lists and maps that contain themselves.

/// Implements reading and writing for a struct of one field as that field: `newtype!(Name)`.
///
/// For a list or map of limited size it is `newtype!(Name(Type) { min: 1, max: 3, is_unique: true })`; each limit may be
/// absent. The field is private then, and `TryFrom` checks the limits. A value that is read has any size: the server has
/// validated it, and a client is not strict about responses. `ordered` after the name implements `PartialOrd` by `Ord`, as for
/// `object!`.
#[macro_export]
#[doc(hidden)]
macro_rules! newtype {
    ($name:ident ordered $($rest:tt)*) => {
        json::ordered!($name);
        json::newtype!($name $($rest)*);
    };
    ($name:ident) => {
        impl json::FromJson for $name {
            fn from_json(value: json::Json<'_>) -> Result<Self, json::Mismatch> {
                json::FromJson::from_json(value).map(Self)
            }

            fn absent() -> Option<Self> {
                json::FromJson::absent().map(Self)
            }
        }

        json::deserialize!($name);

        impl json::Serialize for $name {
            fn serialize<S: json::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    };
    ($name:ident($inner:ty) { $($limit:ident: $value:literal),+ $(,)? }) => {
        json::newtype!($name);

        impl $name {
            /// The list or map.
            pub fn into_inner(self) -> $inner {
                self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.0
            }
        }

        impl TryFrom<$inner> for $name {
            type Error = json::SizeError;

            fn try_from(inner: $inner) -> Result<Self, json::SizeError> {
                #[allow(clippy::needless_update)]
                let limits = json::Limits { $($limit: $value,)+ ..json::Limits::NONE };
                limits.check(&inner).map(|()| Self(inner))
            }
        }
    };
}

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use serde_json::{Map, Value};

pub use newtype;

/// Limits of a list or a map.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// `minItems`, `minProperties`.
    pub min: usize,
    /// `maxItems`, `maxProperties`.
    pub max: usize,
    /// `uniqueItems`.
    pub is_unique: bool,
}

impl Limits {
    /// No limits.
    pub const NONE: Self = Self {
        min: 0,
        max: usize::MAX,
        is_unique: false,
    };

    /// Checks a list or a map.
    ///
    /// # Errors
    /// When it is too short or too long, or has equal items that have to be unique.
    pub fn check(self, container: &impl Container) -> Result<(), SizeError> {
        let Some(length) = container.length() else {
            return Ok(());
        };
        let error = |message: String| Err(SizeError { message });
        if length < self.min {
            return error(format!("has {length} entries, fewer than {}", self.min));
        }
        if length > self.max {
            return error(format!("has {length} entries, more than {}", self.max));
        }
        match self.is_unique && container.has_duplicates() {
            true => error("has equal items".to_owned()),
            false => Ok(()),
        }
    }
}

/// A list or map with a size that its schema does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SizeError {
    message: String,
}

impl fmt::Display for SizeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Error for SizeError {}

/// A type that has a size.
pub trait Container {
    /// The number of entries; `None` of a value without a size, which has no limits.
    fn length(&self) -> Option<usize>;

    /// Whether two items are equal.
    fn has_duplicates(&self) -> bool {
        false
    }
}

impl<T: PartialEq> Container for Vec<T> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }

    fn has_duplicates(&self) -> bool {
        let mut items = self.iter().enumerate();
        items.any(|(index, item)| self[..index].contains(item))
    }
}

impl<T> Container for BTreeMap<String, T> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl Container for Map<String, Value> {
    fn length(&self) -> Option<usize> {
        Some(self.len())
    }
}

impl<T: Container> Container for Option<T> {
    fn length(&self) -> Option<usize> {
        self.as_ref().and_then(T::length)
    }

    fn has_duplicates(&self) -> bool {
        self.as_ref().is_some_and(T::has_duplicates)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super as json;
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Tree(Vec<Tree>);

    json::newtype!(Tree(Vec<Tree>) { min: 1, max: 2 });

    #[derive(Clone, Debug, PartialEq)]
    struct Set(Option<Vec<i64>>);

    json::newtype!(Set(Option<Vec<i64>>) { is_unique: true });

    #[derive(Clone, Debug, PartialEq)]
    struct Groups(BTreeMap<String, i64>);

    json::newtype!(Groups(BTreeMap<String, i64>) { min: 1 });

    #[test]
    fn sizes_are_checked_when_a_value_is_made() {
        let leaf = || json::from_value::<Tree>(&json!([])).unwrap();
        let tree = Tree::try_from(vec![leaf()]).unwrap();
        assert_eq!(tree.len(), 1);
        assert_eq!(tree.clone().into_inner(), [leaf()]);
        assert_eq!(json!(tree), json!([[]]));
        let message = |result: Result<Tree, SizeError>| result.unwrap_err().to_string();
        assert_eq!(
            message(Tree::try_from(vec![])),
            "has 0 entries, fewer than 1"
        );
        assert_eq!(
            message(Tree::try_from(vec![leaf(), leaf(), leaf()])),
            "has 3 entries, more than 2"
        );
        assert!(Groups::try_from(BTreeMap::new()).is_err());
        let one = BTreeMap::from([("a".to_owned(), 1)]);
        assert_eq!(Groups::try_from(one.clone()).unwrap().into_inner(), one);
    }

    #[test]
    fn items_that_have_to_be_unique_are_compared() {
        assert!(Set::try_from(Some(vec![1, 2])).is_ok());
        assert!(Set::try_from(Some(vec![1, 2, 1])).is_err());
        assert_eq!(Set::try_from(None).unwrap().into_inner(), None);
        assert_eq!(
            Set::try_from(Some(vec![3])).unwrap().as_deref(),
            Some(&[3][..])
        );
    }
}
