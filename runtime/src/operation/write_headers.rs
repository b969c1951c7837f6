//! The server's half of `headers!`.

/// Implements the server's `Headers`.
#[macro_export]
#[doc(hidden)]
macro_rules! write_headers {
    ($name:ident { $($field:ident: $header:literal $(as $kind:ident)?),* $(,)? }) => {
        impl operation::server::Headers for $name {
            fn write(
                &self,
                head: operation::server::ResponseHead,
            ) -> operation::server::ResponseHead {
                $(let head = operation::write_headers!(@add head $header, &self.$field $(, $kind)?);)*
                head
            }
        }
    };
    (@add $head:ident $header:literal, $value:expr) => { $head.header($header, $value) };
    (@add $head:ident $header:literal, $value:expr, json) => { $head.json_header($header, $value) };
    (@add $head:ident $header:literal, $value:expr, seconds) => { $head.header($header, $value) };
}

pub use write_headers;
