//! The answers of operations.

/// Says with which status, and how, each variant of an enum is sent; a server sends by it, a client reads by it:
///
/// `answers!(ShowPet -> Pet { 200 => Ok(json) } else { 404 => NotFound(json), _ => Default(status, json) })`.
///
/// That is, on the server's side `ShowPet::NotFound(json) => Answer::json(404, &json)`, and on the client's
/// `404 => Error::refused(reply.json().map(ShowPet::NotFound))`; what `send` gives is `Result<Pet, Error<ShowPet>>`.
///
/// In the first braces are the successes; behind the arrow is what the only one of them holds. A `_` there is a success
/// if the status is one. Several contents of one status stand side by side: `200 => Ok(json) | OkText(text "text/plain")`.
/// Exact statuses come before ranges, since a client takes the first that fits.
///
/// A variant holds a body, `headers`, or a body `with headers`, and before it the `status` where it isn't said. Bodies are
/// `json`, `text`, `stream` and `items`, with their media type: one that is sent, or those that are read and behind `as`
/// the one that is sent. Answers are `streaming` if they have bodies of the last two kinds.
macro_rules! answers {
    (streaming $($answers:tt)*) => {
        operation::answers!($($answers)*);
        #[cfg(feature = "client")]
        operation::streaming!($($answers)*);
    };
    ($($answers:tt)*) => {
        #[cfg(feature = "server")]
        operation::sending!($($answers)*);
        #[cfg(feature = "client")]
        operation::reading!($($answers)*);
    };
}

pub(crate) use answers;
