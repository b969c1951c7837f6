//! The server's half of the macros, for a crate without the server.

/// Without the server, nothing.
#[macro_export]
#[doc(hidden)]
macro_rules! server_parts {
    ($($parts:tt)*) => {};
}

pub use server_parts;
