//! The headers of a response.

/// Maps each field of a header struct to its header; the server writes by this, the client reads by it:
///
/// `headers!(CreatePetCreatedHeaders { location: "Location", e_tag: "ETag", quota: "X-Quota" as json })`.
///
/// A header is in the style `simple`, or `as json`, or `as seconds`, which may also be sent as a date.
#[macro_export]
#[doc(hidden)]
macro_rules! headers {
    ($($headers:tt)*) => {
        operation::write_headers!($($headers)*);
        operation::read_headers!($($headers)*);
    };
}

pub use headers;
