//! A body of `multipart/form-data`.

#[cfg(feature = "server")]
mod from_parts;
#[cfg(feature = "client")]
mod into_parts;
#[cfg(not(feature = "client"))]
mod without_client;
#[cfg(not(feature = "server"))]
mod without_server;

#[cfg(feature = "server")]
pub use self::from_parts::*;
#[cfg(feature = "client")]
pub use self::into_parts::*;
#[cfg(not(feature = "client"))]
pub use self::without_client::*;
#[cfg(not(feature = "server"))]
pub use self::without_server::*;

/// Maps each field of a struct to the parts of its name, for both sides:
///
/// `multipart!(UploadMultipart { title: text("title"), file: file("file", "image/png"), ids: styled("ids", Style::Form, false) })`.
///
/// `text`, `json`, `styled`, `file` and `files` are how the client writes a part. The text after the name is the media type
/// that it sends, unless that is the usual one. The server takes all of this from the contract.
#[macro_export]
#[doc(hidden)]
macro_rules! multipart {
    ($($parts:tt)*) => {
        operation::from_parts!($($parts)*);
        operation::into_parts!($($parts)*);
    };
}

pub use multipart;
