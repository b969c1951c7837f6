//! The server's halves of the macros where there is no server.

/// Nothing is written.
#[macro_export]
#[doc(hidden)]
macro_rules! into_response {
    ($($responses:tt)*) => {};
}

/// Nothing is read.
#[macro_export]
#[doc(hidden)]
macro_rules! from_input {
    ($($params:tt)*) => {};
}

/// Nothing is written.
#[macro_export]
#[doc(hidden)]
macro_rules! write_headers {
    ($($headers:tt)*) => {};
}

pub use from_input;
pub use into_response;
pub use write_headers;
