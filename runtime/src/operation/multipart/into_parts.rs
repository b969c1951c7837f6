//! The client's half of `multipart!`.

/// Implements `IntoParts`.
#[macro_export]
#[doc(hidden)]
macro_rules! into_parts {
    ($name:ident {
        $($field:ident: $kind:ident($text:literal $(, $argument:expr)*)),* $(,)?
    }) => {
        impl operation::client::IntoParts for $name {
            fn add_to(self, parts: &mut operation::client::Parts) {
                $(operation::into_parts!(@add parts, self.$field, $kind($text $(, $argument)*));)*
            }
        }
    };
    (@add $parts:ident, $value:expr, styled($text:literal, $style:expr, $explode:expr)) => {
        $parts.styled($text, $style, $explode, $value)
    };
    (@add $parts:ident, $value:expr, $kind:ident($text:literal $(, $media_type:expr)*)) => {
        $parts.$kind($text, &[$($media_type),*], $value)
    };
}

pub use into_parts;
