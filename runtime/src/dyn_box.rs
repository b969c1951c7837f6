//! Boxes in types that are nested deeply.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A boxed value behind a trait object.
///
/// The compiler gives up on types that are nested more than 128 levels deep, also behind a `Box`, since it looks through
/// all of them to find out whether the outermost one is `Send`. It does not look into a `DynBox`, which is used like a
/// `Box`: `DynBox::new(value)`, or `value.into()`.
pub struct DynBox<T>(Box<dyn Held<T>>);

/// A value of the type `T`, without the compiler looking into it.
trait Held<T>: Send + Sync {
    fn get(&self) -> &T;
    fn get_mut(&mut self) -> &mut T;
    fn into_inner(self: Box<Self>) -> T;
}

struct Value<T>(T);

impl<T: Send + Sync> Held<T> for Value<T> {
    fn get(&self) -> &T {
        &self.0
    }

    fn get_mut(&mut self) -> &mut T {
        &mut self.0
    }

    fn into_inner(self: Box<Self>) -> T {
        self.0
    }
}

impl<T: Send + Sync + 'static> DynBox<T> {
    /// Puts a value into a box.
    pub fn new(value: T) -> Self {
        Self(Box::new(Value(value)))
    }
}

impl<T> DynBox<T> {
    /// The value.
    pub fn into_inner(self) -> T {
        self.0.into_inner()
    }
}

impl<T> Deref for DynBox<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.get()
    }
}

impl<T> DerefMut for DynBox<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_mut()
    }
}

impl<T: Send + Sync + 'static> From<T> for DynBox<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Clone + Send + Sync + 'static> Clone for DynBox<T> {
    fn clone(&self) -> Self {
        Self::new(T::clone(self))
    }
}

impl<T: Default + Send + Sync + 'static> Default for DynBox<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: fmt::Debug> fmt::Debug for DynBox<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        T::fmt(self, f)
    }
}

impl<T: PartialEq> PartialEq for DynBox<T> {
    fn eq(&self, other: &Self) -> bool {
        T::eq(self, other)
    }
}

impl<T: Eq> Eq for DynBox<T> {}

impl<T: PartialOrd> PartialOrd for DynBox<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        T::partial_cmp(self, other)
    }
}

impl<T: Ord> Ord for DynBox<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        T::cmp(self, other)
    }
}

impl<T: Hash> Hash for DynBox<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        T::hash(self, state);
    }
}

impl<T: Serialize> Serialize for DynBox<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        T::serialize(self, serializer)
    }
}

impl<'de, T: Deserialize<'de> + Send + Sync + 'static> Deserialize<'de> for DynBox<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_like_their_values() {
        let mut held = DynBox::new("a".to_owned());
        held.push('b');
        assert_eq!(held, "ab".to_owned().into());
        assert_eq!(format!("{held:?} {}", held.len()), "\"ab\" 2");
        assert!(held < DynBox::new("b".to_owned()));
        assert_eq!(serde_json::to_string(&held).unwrap(), "\"ab\"");
        let read: DynBox<String> = serde_json::from_str("\"ab\"").unwrap();
        assert_eq!(read, held.clone());
        assert_eq!(held.into_inner(), "ab");
    }
}
