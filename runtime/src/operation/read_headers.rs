//! The client's half of `headers!`.

/// Implements `FromHeaders`.
#[macro_export]
#[doc(hidden)]
macro_rules! read_headers {
    ($name:ident { $($field:ident: $header:literal),* $(,)? }) => {
        impl operation::client::FromHeaders for $name {
            fn from_headers(
                headers: &operation::client::ResponseHeaders<'_>,
            ) -> Result<Self, operation::client::HeaderError> {
                Ok(Self { $($field: headers.get($header)?),* })
            }
        }
    };
}

pub use read_headers;
