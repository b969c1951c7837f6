//! The client's halves of the macros where there is no client.

/// Nothing is read.
#[macro_export]
#[doc(hidden)]
macro_rules! from_response {
    ($($responses:tt)*) => {};
}

/// Nothing is read piece by piece.
#[macro_export]
#[doc(hidden)]
macro_rules! streaming {
    ($($responses:tt)*) => {};
}

/// Nothing is written.
#[macro_export]
#[doc(hidden)]
macro_rules! into_request {
    ($($params:tt)*) => {};
}

/// Nothing is read.
#[macro_export]
#[doc(hidden)]
macro_rules! read_headers {
    ($($headers:tt)*) => {};
}

pub use from_response;
pub use into_request;
pub use read_headers;
pub use streaming;
