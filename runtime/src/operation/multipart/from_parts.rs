//! The server's half of `multipart!`.

/// Implements `FromParts`.
#[macro_export]
#[doc(hidden)]
macro_rules! from_parts {
    ($name:ident {
        $($field:ident: $kind:ident($text:literal $(, $argument:expr)*)),* $(,)?
    }) => {
        impl operation::server::FromParts for $name {
            fn from_parts(
                parts: &mut operation::server::Parts,
            ) -> Result<Self, operation::server::Problem> {
                Ok(Self { $($field: parts.$kind($text)?),* })
            }
        }
    };
}

pub use from_parts;
