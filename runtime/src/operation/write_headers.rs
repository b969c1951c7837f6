//! The server's half of `headers!`.

/// Implements the server's `Headers`.
#[macro_export]
#[doc(hidden)]
macro_rules! write_headers {
    ($name:ident { $($field:ident: $header:literal),* $(,)? }) => {
        impl operation::server::Headers for $name {
            fn write(
                &self,
                head: operation::server::ResponseHead,
            ) -> operation::server::ResponseHead {
                head$(.header($header, &self.$field))*
            }
        }
    };
}

pub use write_headers;
