//! The client's half of `multipart!`, for a crate without the client.

/// Without the client, no `IntoParts`.
#[macro_export]
#[doc(hidden)]
macro_rules! into_parts {
    ($($parts:tt)*) => {};
}

pub use into_parts;
