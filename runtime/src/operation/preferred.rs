//! The server's half of `accept!`.

/// Implements the choice by the header `Accept`.
#[macro_export]
#[doc(hidden)]
macro_rules! preferred {
    ($name:ident { $($variant:ident = $media_type:literal),* }) => {
        impl $name {
            /// What the current request would like best (RFC 9110, section 12.5.1): by quality, then in the order of the
            /// document. It is the first where the request has no preference, and outside of a handler.
            pub fn preferred() -> Self {
                match operation::server::preferred(&[$($media_type),*]) {
                    $($media_type => Self::$variant,)*
                    _ => Self::ALL[0],
                }
            }
        }
    };
}

pub use preferred;
