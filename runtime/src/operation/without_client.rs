//! The client's halves of the macros, for a crate without the client: they expand to nothing.

/// Without the client, no `FromResponse`.
#[macro_export]
#[doc(hidden)]
macro_rules! from_response {
    ($($responses:tt)*) => {};
}

/// Without the client, no `Streaming`.
#[macro_export]
#[doc(hidden)]
macro_rules! streaming {
    ($($responses:tt)*) => {};
}

/// Without the client, no `IntoRequest`.
#[macro_export]
#[doc(hidden)]
macro_rules! into_request {
    ($($params:tt)*) => {};
}

/// Without the client, no `FromHeaders`.
#[macro_export]
#[doc(hidden)]
macro_rules! read_headers {
    ($($headers:tt)*) => {};
}

pub use from_response;
pub use into_request;
pub use read_headers;
pub use streaming;
