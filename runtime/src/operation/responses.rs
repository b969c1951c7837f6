//! The responses of an operation.

/// Maps each variant of a response enum to its status and content; the server writes by this, the client reads by it:
///
/// `responses!(ShowPetResponse -> Pet { 200 => Ok(json) } else { 404 => NotFound(json), _ => Default(status, json) })`.
///
/// On the server's side `NotFound` becomes `Response::json(404, &body)`; on the client's side `404` becomes
/// `response.into_error(|response| response.json().map(Self::NotFound))`. `send` returns `Result<Pet, Error<ShowPetResponse>>`.
///
/// The first braces hold the successful responses, `else` the others. The type behind the arrow is the content of the only
/// success, where there is only one. A `_` among the successes counts as one if the status is in the 2xx class. Several
/// contents of one status are alternatives: `200 => Ok(json) | OkText(text "text/plain")`. Exact statuses precede ranges,
/// since the client takes the first arm that matches.
///
/// A variant holds a body, `headers`, or a body `with headers`; where the status is not fixed, `status` comes first. A body
/// is `json`, `text`, `media_text`, `stream`, `event_bytes`, `items`, `event_data`, `multipart` or `raw_multipart`, followed by its media types,
/// `application/json` if there are none; where more media types are read than sent, the one that is sent follows `as`. A body
/// of `xml` or `form` ends with its name in the generated `XML` or `FORMS`: `xml "application/xml" by "Pet"`. A response with
/// another media type is unexpected.
/// `streaming` marks enums that have `stream`, `items`, `event_data` or `raw_multipart`, and `multipart [file "a", files "b"]`
/// those that have `multipart`, with the names of the parts that are files.
#[macro_export]
#[doc(hidden)]
macro_rules! responses {
    (multipart [$($files:tt)*] $($responses:tt)*) => {
        operation::responses!(streaming $($responses)*);
        operation::received_parts!([$($files)*] $($responses)*);
    };
    (streaming $($responses:tt)*) => {
        operation::responses!($($responses)*);
        operation::streaming!($($responses)*);
    };
    ($($responses:tt)*) => {
        operation::into_response!($($responses)*);
        operation::from_response!($($responses)*);
    };
}

pub use responses;
