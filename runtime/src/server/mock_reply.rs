//! Replies of a mock that are made for each request, in place of the examples of the document.

use axum::http::{HeaderName, HeaderValue};
use serde_json::Value;

use super::current::CurrentRequest;
use super::preference::Preference;
use super::problem::Problem;

/// Makes the reply to a request, or refuses it; none for the example.
pub(super) type MockReplies =
    Box<dyn Fn(&MockRequest<'_>) -> Option<Result<MockReply, Problem>> + Send + Sync>;

/// A request to a mock that is as documented, and the response that is to be sent.
pub struct MockRequest<'a> {
    /// The request.
    pub request: &'a CurrentRequest,
    /// Its body, if that is JSON or a form.
    pub body: Option<&'a Value>,
    /// What it prefers.
    pub preference: &'a Preference,
    /// The status of the response.
    pub status: u16,
    /// The key of the response in the document: `200`, `4XX` or `default`.
    pub response: &'a str,
    /// The media type of the response; none if it has no body.
    pub media_type: Option<&'a str>,
}

/// What is sent in place of the mock's example.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MockReply {
    /// The status, if it is another one.
    pub status: Option<u16>,
    /// Further headers, in place of documented ones of these names.
    pub headers: Vec<(HeaderName, HeaderValue)>,
    /// Documented headers that are left out.
    pub without: Vec<HeaderName>,
    /// The body, which is sent as JSON, or as it is if it is a string and the media type is not JSON. None for no body.
    pub body: Option<Value>,
    /// Whether the body was generated from its schema.
    pub is_dynamic: bool,
}
