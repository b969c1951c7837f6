//! How structs of parts are read and written.

/// Implements `FromParts` of a side.
#[macro_export]
#[doc(hidden)]
macro_rules! from_parts {
    ($side:ident $name:ident $($positional:ident)? {
        $($field:ident: $kind:ident($($argument:tt)*)),* $(,)?
    }) => {
        impl operation::$side::FromParts for $name {
            fn from_parts(
                parts: &mut operation::$side::Parts,
            ) -> Result<Self, operation::$side::PartsError> {
                Ok(Self { $($field: operation::from_parts!(@take parts $kind($($argument)*))?),* })
            }
        }
    };
    (@take $parts:ident styled($text:literal, $style:expr, $explode:expr)) => {
        $parts.styled($text, $style, $explode)
    };
    (@take $parts:ident header($part:literal, $name:literal, $explode:expr)) => {
        $parts.header($part, $name, $explode)
    };
    (@take $parts:ident $kind:ident($text:literal $(, $media_type:expr)*)) => {
        $parts.$kind($text)
    };
}

/// Implements `IntoParts`.
#[macro_export]
#[doc(hidden)]
macro_rules! into_parts {
    ($side:ident $name:ident $($positional:ident)? {
        $($field:ident: $kind:ident($($argument:tt)*)),* $(,)?
    }) => {
        impl operation::IntoParts for $name {
            fn add_to(self, parts: &mut operation::SentParts) {
                $(parts.$positional();)?
                $(operation::into_parts!(@add parts, self.$field, $kind($($argument)*));)*
            }
        }
    };
    (@add $parts:ident, $value:expr, styled($text:literal, $style:expr, $explode:expr)) => {
        $parts.styled($text, $style, $explode, $value)
    };
    (@add $parts:ident, $value:expr, header($part:literal, $name:literal, $explode:expr)) => {
        $parts.header($part, $name, $explode, $value)
    };
    (@add $parts:ident, $value:expr, $kind:ident($text:literal $(, $media_type:expr)*)) => {
        $parts.$kind($text, &[$($media_type),*], $value)
    };
}

pub use from_parts;
pub use into_parts;
