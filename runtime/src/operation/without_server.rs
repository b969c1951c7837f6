//! The server's halves of the macros, for a crate without the server: they expand to nothing.

/// Without the server, no `IntoResponse`.
#[macro_export]
#[doc(hidden)]
macro_rules! into_response {
    ($($responses:tt)*) => {};
}

/// Without the server, no `FromInput`.
#[macro_export]
#[doc(hidden)]
macro_rules! from_input {
    ($($params:tt)*) => {};
}

/// Without the server, no `Headers`.
#[macro_export]
#[doc(hidden)]
macro_rules! write_headers {
    ($($headers:tt)*) => {};
}

/// Without the server, no choice by the header `Accept`.
#[macro_export]
#[doc(hidden)]
macro_rules! preferred {
    ($($contents:tt)*) => {};
}

pub use from_input;
pub use into_response;
pub use preferred;
pub use write_headers;
