//! The server's half of `multipart!` and `multipart_response!`.

/// What a server does with a struct of parts.
#[macro_export]
#[doc(hidden)]
macro_rules! server_parts {
    ($half:ident $($parts:tt)*) => {
        operation::$half!(server $($parts)*);
    };
}

pub use server_parts;
