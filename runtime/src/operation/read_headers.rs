//! The client's half of `headers!`.

/// Implements `FromHeaders`.
#[macro_export]
#[doc(hidden)]
macro_rules! read_headers {
    ($name:ident { $($field:ident: $header:literal $(as $kind:ident)?),* $(,)? }) => {
        impl operation::client::FromHeaders for $name {
            fn from_headers(
                headers: &operation::client::ResponseHeaders<'_>,
            ) -> Result<Self, operation::client::HeaderError> {
                Ok(Self { $($field: operation::read_headers!(@get headers $header $($kind)?)?),* })
            }
        }
    };
    (@get $headers:ident $header:literal) => { $headers.get($header) };
    (@get $headers:ident $header:literal $kind:ident) => { $headers.$kind($header) };
}

pub use read_headers;
