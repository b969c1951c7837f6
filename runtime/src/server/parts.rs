//! Bodies of parts, which are parsed while they are received. What parses them is in `multipart`, which not all crates have.

use std::any::Any;
use std::future::Future;
use std::pin::Pin;

use axum::http::HeaderMap;

use super::super::json::DuplicateMembers;
use super::super::style::Limited;
use super::body::Incoming;
use super::context::Limits;
use super::memory::{BodyMemory, Reservation};
use super::operation::Content;
use super::problem::Problem;
use super::read::Findings;

#[cfg(feature = "multipart")]
pub(super) const RECEIVE: Option<Receive> = Some(super::multipart::receive);
#[cfg(not(feature = "multipart"))]
pub(super) const RECEIVE: Option<Receive> = None;

/// Receives a body of parts, until the handler can run.
pub(super) type Receive =
    for<'a> fn(&'a Content, &'a HeaderMap, Incoming, Limits, &'a BodyMemory) -> ReceivedParts<'a>;

pub(super) type ReceivedParts<'a> =
    Pin<Box<dyn Future<Output = Result<Box<dyn BodyParts>, Problem>> + Send + 'a>>;

/// The parts of a body, with files that may still be arriving.
pub(super) trait BodyParts: Send {
    /// The bytes of the parts that are no files.
    fn text_length(&self) -> usize;

    /// The bytes of all parts in memory.
    fn length(&self) -> usize;

    /// The memory that they occupy.
    fn reservation(&mut self) -> Option<Reservation>;

    /// Parses and validates them; the result is what [`Input`](super::Input) takes them from.
    fn parse(
        self: Box<Self>,
        content: &Content,
        duplicates: DuplicateMembers,
        schemas: Limited<'_>,
        findings: &mut Findings,
    ) -> Box<dyn Any + Send>;
}
