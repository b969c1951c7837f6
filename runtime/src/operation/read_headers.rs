//! The client's half of `headers!`.

/// Implements the client's `Headers`.
#[macro_export]
#[doc(hidden)]
macro_rules! read_headers {
    ($name:ident { $($field:ident: $header:literal),* $(,)? }) => {
        impl operation::client::Headers for $name {
            fn read(
                headers: &operation::client::Received<'_>,
            ) -> Result<Self, operation::client::BadHeader> {
                Ok(Self { $($field: headers.get($header)?),* })
            }
        }
    };
}

pub use read_headers;
