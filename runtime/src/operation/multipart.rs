//! Multipart bodies.

#[cfg(feature = "client")]
mod client_parts;
mod parts;
#[cfg(feature = "server")]
mod server_parts;
#[cfg(not(feature = "client"))]
mod without_client;
#[cfg(not(feature = "server"))]
mod without_server;

pub use super::super::multipart::{IntoParts, SentParts};

#[cfg(feature = "client")]
pub use self::client_parts::*;
pub use self::parts::*;
#[cfg(feature = "server")]
pub use self::server_parts::*;
#[cfg(not(feature = "client"))]
pub use self::without_client::*;
#[cfg(not(feature = "server"))]
pub use self::without_server::*;

/// Maps each field of a struct to the parts of its name in a request, for both sides:
///
/// ```text
/// multipart!(UploadMultipart {
///     title: text("title"),
///     file: file("file", "image/png"),
///     ids: styled("ids", Style::Form, false),
/// })
/// ```
///
/// `text`, `json`, `styled`, `file` and `files` are how a part is written. The text after the name is the media type that is
/// sent, unless that is the usual one. `header("file", "X-Checksum", false)` is a header of a part, and stands before it. The
/// server takes all of this from the contract.
///
/// `multipart!(BatchMultipart positional { part_1: json("0"), items: json_items("items") })` is for parts without names: those
/// in the first places have the numbers of these as names, and all others are items.
#[macro_export]
#[doc(hidden)]
macro_rules! multipart {
    ($($parts:tt)*) => {
        operation::server_parts!(from_parts $($parts)*);
        operation::client_parts!(into_parts $($parts)*);
    };
}

/// The same for a response.
#[macro_export]
#[doc(hidden)]
macro_rules! multipart_response {
    ($($parts:tt)*) => {
        operation::server_parts!(into_parts $($parts)*);
        operation::client_parts!(from_parts $($parts)*);
    };
}

pub use multipart;
pub use multipart_response;
