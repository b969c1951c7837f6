//! The order of types that are compared member by member.

/// Implements `PartialOrd` by `Ord`: deriving it takes the compiler longer.
#[macro_export]
#[doc(hidden)]
macro_rules! ordered {
    ($name:ident) => {
        // As `Ord` is: clippy asks for both or none of them to be derived.
        #[automatically_derived]
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
                Some(Ord::cmp(self, other))
            }
        }
    };
}

pub use ordered;
