//! The client's halves of the macros, for a crate without the client.

/// Without the client, nothing.
#[macro_export]
#[doc(hidden)]
macro_rules! client_parts {
    ($($parts:tt)*) => {};
}

/// Without the client, no `MultipartResponse`.
#[macro_export]
#[doc(hidden)]
macro_rules! received_parts {
    ($($parts:tt)*) => {};
}

pub use client_parts;
pub use received_parts;
