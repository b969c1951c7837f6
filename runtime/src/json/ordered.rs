//! The order of types that are compared member by member.

/// Implements `PartialOrd` by `Ord`: deriving it takes the compiler longer.
#[macro_export]
#[doc(hidden)]
macro_rules! ordered {
    ($name:ident) => {
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(Ord::cmp(self, other))
            }
        }
    };
}

pub use ordered;
