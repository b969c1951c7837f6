//! The contents of a response that a request can choose among.

/// Maps each variant to the media type that it stands for:
/// `accept!(ReportAccept { Ok = "application/json", OkCsv = "text/csv" })`.
#[macro_export]
#[doc(hidden)]
macro_rules! accept {
    ($name:ident { $($variant:ident = $media_type:literal),* $(,)? }) => {
        impl $name {
            /// All of them, in the order of the document.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The media type, for a client that asks for it by the header `Accept`.
            pub const fn media_type(self) -> &'static str {
                match self {
                    $(Self::$variant => $media_type,)*
                }
            }
        }

        operation::preferred!($name { $($variant = $media_type),* });
    };
}

pub use accept;
