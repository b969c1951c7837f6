//! What goes wrong on the way to an answer, and how it is told to the client.

use std::error::Error;
use std::fmt;
use std::sync::Arc;

use axum::http::{HeaderName, HeaderValue, StatusCode};

use serde::Deserialize;

use super::super::schema::SchemaViolation;
use super::super::stream::BoxError;
use super::body::BodyError;
use super::operation::Operation;
use super::response::Response;
use super::template;

/// A request that gets an error for an answer: refused by the runtime, or failed in a handler.
pub struct Problem {
    /// The status of the answer.
    pub status: StatusCode,

    /// What happened, in one sentence that the client may read.
    pub detail: String,

    /// The single things that are wrong with the request; empty where the status says it all.
    pub errors: Vec<Violation>,

    /// Headers that belong to this answer, such as `Allow` or `WWW-Authenticate`.
    pub headers: Vec<(HeaderName, HeaderValue)>,

    cause: Option<BoxError>,
    operation: Option<Arc<Operation>>,
}

/// One thing that is wrong with a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request that it was found in.
    pub location: Location,

    /// The parameter's name; empty for a body.
    pub name: String,

    /// JSON pointer (RFC 6901) to the spot inside the body or the parameter's value; empty for the whole of it.
    pub pointer: String,

    /// The rule that is broken: the schema's keyword, or `parse` for what can't be read at all.
    pub code: String,

    /// What is wrong, in words.
    pub message: String,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// The body.
    Body,

    /// The part of the address before `?`.
    Path,

    /// The part of the address after `?`.
    Query,

    /// A header.
    Header,

    /// A cookie.
    Cookie,
}

impl Location {
    /// The word for it in answers: `body`, `path`, `query`, `header` or `cookie`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Body => "body",
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
        }
    }
}

impl Violation {
    /// What of a body is against its schema.
    pub(super) fn of_body(violation: SchemaViolation) -> Self {
        let SchemaViolation {
            pointer,
            code,
            message,
        } = violation;
        Self {
            location: Location::Body,
            name: String::new(),
            pointer,
            code: code.to_owned(),
            message,
        }
    }

    /// The spot as a list of steps: the parameter's name, if any, then those of the pointer.
    pub(super) fn steps(&self) -> impl Iterator<Item = String> + '_ {
        let name = (self.location != Location::Body).then(|| self.name.clone());
        let inside = self
            .pointer
            .split('/')
            .skip(1)
            .map(|step| step.replace("~1", "/").replace("~0", "~"));
        name.into_iter().chain(inside)
    }
}

impl Problem {
    /// A problem with a status and a sentence for the client.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            errors: Vec::new(),
            headers: Vec::new(),
            cause: None,
            operation: None,
        }
    }

    /// A problem of the server's own making: 500, with a cause that is logged and never sent.
    pub fn internal(cause: impl Into<BoxError>) -> Self {
        let mut problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server failed to answer this request.",
        );
        problem.cause = Some(cause.into());
        problem
    }

    /// Adds a header to the answer.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds the single things that are wrong.
    pub fn with_errors(mut self, errors: Vec<Violation>) -> Self {
        self.errors = errors;
        self
    }

    /// What the handler failed with, to be downcast where an API has its own way to tell some errors.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.cause.as_deref()
    }

    /// The name of the operation that was asked for; none when the request met no operation.
    pub fn operation(&self) -> Option<&str> {
        self.operation
            .as_ref()
            .map(|operation| operation.name.as_str())
    }

    /// The answer for this problem: the body that the operation documents for the status
    /// (the exact one, its range, or the default), else problem details (RFC 9457).
    pub fn into_response(self) -> Response {
        if let Some((media_type, body)) = self.documented() {
            return Response::from_parts(self.status, self.headers, &media_type, body.to_string());
        }
        let media_type = "application/problem+json";
        let body = template::problem(&self).to_string();
        Response::from_parts(self.status, self.headers, media_type, body)
    }

    /// The media type and the body that the operation documents for the status.
    fn documented(&self) -> Option<(String, serde_json::Value)> {
        let documented = self.operation.as_ref()?.problem(self.status)?;
        let body = template::fill(documented.body.as_ref()?, self);
        Some((documented.media_type().to_owned(), body))
    }

    pub(super) fn of(mut self, operation: &Arc<Operation>) -> Self {
        self.operation = Some(Arc::clone(operation));
        self
    }
}

impl fmt::Debug for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Problem")
            .field("status", &self.status)
            .field("detail", &self.detail)
            .field("errors", &self.errors)
            .field("headers", &self.headers)
            .field("cause", &self.cause)
            .field("operation", &self.operation())
            .finish()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.status, self.detail)
    }
}

impl Error for Problem {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause
            .as_ref()
            .map(|cause| &**cause as &(dyn Error + 'static))
    }
}

/// Why a handler could not answer. Any error becomes one by `?`.
///
/// The client gets a 500 and nothing else; the error is logged. An error that is itself a [`Problem`] keeps its status.
#[derive(Debug)]
pub struct HandlerError {
    cause: Cause,
}

#[derive(Debug)]
enum Cause {
    NotImplemented,
    Error(BoxError),
}

impl HandlerError {
    /// The handler is not written yet: the client gets a 501.
    pub fn not_implemented() -> Self {
        Self {
            cause: Cause::NotImplemented,
        }
    }
}

impl<E: Into<BoxError>> From<E> for HandlerError {
    fn from(error: E) -> Self {
        Self {
            cause: Cause::Error(error.into()),
        }
    }
}

impl From<HandlerError> for Problem {
    fn from(failure: HandlerError) -> Self {
        let error = match failure.cause {
            Cause::NotImplemented => {
                return Self::new(
                    StatusCode::NOT_IMPLEMENTED,
                    "This operation is not implemented yet.",
                );
            }
            Cause::Error(error) => error,
        };
        match error.downcast::<Self>() {
            Ok(problem) => *problem,
            // A handler that reads a streamed body hands on what the client did wrong.
            Err(error) => match BodyError::within(&*error) {
                Some(body) => body.problem(),
                None => Self::internal(error),
            },
        }
    }
}
