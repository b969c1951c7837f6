//! Event streams whose events the program writes itself.

use super::super::headers::WithHeaders;
use super::super::stream::ByteStream;
use super::keep_alive;
use super::problem::Problem;
use super::response::Headers;
use super::response::{Response, Status};

impl Response {
    /// A response of events as bytes, with comments while there are none.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP.
    pub fn event_bytes(
        media_type: &str,
        status: impl Status,
        body: impl Into<ByteStream>,
    ) -> Result<Self, Problem> {
        Self::head(status).stream(media_type, kept_alive(body.into()))
    }
}

impl<H: Headers, B: Into<ByteStream>> WithHeaders<H, B> {
    /// A response of events as bytes, with comments while there are none.
    ///
    /// # Errors
    /// A problem (500) when the status is not one of HTTP or a header cannot be written.
    pub fn event_bytes(self, media_type: &str, status: impl Status) -> Result<Response, Problem> {
        self.head(status)?
            .stream(media_type, kept_alive(self.body.into()))
    }
}

/// The bytes with comments in between, unless all of them are there.
fn kept_alive(events: ByteStream) -> ByteStream {
    if events.length().is_some() {
        return events;
    }
    let media_type = events.media_type().map(str::to_owned);
    let events = keep_alive::kept_alive(events);
    match media_type {
        Some(media_type) => events.with_media_type(&media_type),
        None => events,
    }
}
