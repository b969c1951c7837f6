//! The server's half of `multipart!`, for a crate without the server.

/// Without the server, no `FromParts`.
#[macro_export]
#[doc(hidden)]
macro_rules! from_parts {
    ($($parts:tt)*) => {};
}

pub use from_parts;
