//! Problems: why a request has no regular response, and the error response that it has instead.

use std::error::Error;
use std::sync::Arc;
use std::{fmt, iter};

use axum::http::header::VARY;
use axum::http::{HeaderName, HeaderValue, StatusCode};

use serde::Deserialize;

use super::super::schema::SchemaViolation;
use super::super::stream::BoxError;
use super::body_error::BodyError;
use super::current::preferred;
use super::operation::{DocumentedProblem, Operation};
use super::response::Response;
use super::template;

/// Why a request is responded to with an error: it was refused by the runtime, or its handler failed.
pub struct Problem {
    /// The status of the response.
    pub status: StatusCode,

    /// What happened, in one sentence that the client may read.
    pub detail: String,

    /// Each violation of the document; empty where the request as such is refused.
    pub errors: Vec<Violation>,

    /// Headers of the response, such as `Allow` or `WWW-Authenticate`.
    pub headers: Vec<(HeaderName, HeaderValue)>,

    cause: Option<BoxError>,
    operation: Option<Arc<Operation>>,
    /// The runtime wrote the detail, so that it has nothing of a body, of a query or of credentials, and may be logged.
    is_refusal: bool,
    closes_connection: bool,
    uses_example: bool,
    is_unimplemented: bool,
}

/// One violation of the document by a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The part of the request that it is in.
    pub location: Location,

    /// The parameter's name; empty for a body.
    pub name: String,

    /// JSON pointer (RFC 6901) to the value inside the body or the parameter's value; empty for the whole of it. Of XML, it is
    /// the XPath of the element or attribute.
    pub pointer: String,

    /// The schema's keyword that is violated, or `parse` where the text cannot be parsed at all.
    pub code: String,

    /// A message for the client.
    pub message: String,
}

/// A part of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Location {
    /// The body.
    Body,

    /// The path of the URL.
    Path,

    /// The query of the URL.
    Query,

    /// A header.
    Header,

    /// A cookie.
    Cookie,
}

impl Location {
    /// Its name in responses: `body`, `path`, `query`, `header` or `cookie`.
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

/// How many violations are in the reason for the log.
const LOGGED_VIOLATIONS: usize = 5;

/// How many characters of a JSON pointer are in the reason for the log.
const LOGGED_POINTER: usize = 100;

/// The beginning of a long pointer.
fn shortened(pointer: &str) -> String {
    match pointer.char_indices().nth(LOGGED_POINTER) {
        Some((end, _)) => format!("{}…", pointer.get(..end).unwrap_or_default()),
        None => pointer.to_owned(),
    }
}

impl Violation {
    /// A violation of the schema by a body.
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

    /// The path to the value: the name of the parameter, if any, then the tokens of the pointer.
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
    /// A problem with a status and a detail for the client.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status,
            detail: detail.into(),
            errors: Vec::new(),
            headers: Vec::new(),
            cause: None,
            operation: None,
            is_refusal: false,
            closes_connection: false,
            uses_example: false,
            is_unimplemented: false,
        }
    }

    /// A problem of the runtime, whose detail has nothing of the body, the query or credentials.
    pub(super) fn refusal(status: StatusCode, detail: impl Into<String>) -> Self {
        let mut problem = Self::new(status, detail);
        problem.is_refusal = true;
        problem
    }

    /// The same, after which an HTTP/1 connection is closed.
    pub(super) fn closing_connection(mut self) -> Self {
        self.closes_connection = true;
        self
    }

    /// The same, whose response has the example of the document, if there is one for the status.
    pub(super) fn with_example(mut self) -> Self {
        self.uses_example = true;
        self
    }

    /// Whether there is no handler yet, or none for the credentials; a handler's own 501 is something else.
    pub(super) fn is_unimplemented(&self) -> bool {
        self.is_unimplemented
    }

    /// The reason for the log: the detail of a refusal, or location and keyword of each violation. Details that a handler
    /// wrote are left out, since they may have personal data, as are values, and pointers, which have the keys of maps.
    pub(super) fn reason(&self) -> Option<String> {
        self.reason_with(|_| String::new())
    }

    /// The reason for the log of a mock, whose data is made up: with pointers.
    pub(super) fn reason_with_pointers(&self) -> Option<String> {
        self.reason_with(|violation| shortened(&violation.pointer))
    }

    fn reason_with(&self, pointer: fn(&Violation) -> String) -> Option<String> {
        if self.errors.is_empty() {
            return self.is_refusal.then(|| self.detail.clone());
        }
        let shown = self.errors.iter().take(LOGGED_VIOLATIONS);
        let mut reasons: Vec<_> = shown
            .map(|violation| {
                let location = violation.location.as_str();
                let name = match violation.location {
                    Location::Body => String::new(),
                    _ => format!(" {}", violation.name),
                };
                let pointer = pointer(violation);
                format!("{location}{name}{pointer}: {}", violation.code)
            })
            .collect();
        if self.errors.len() > LOGGED_VIOLATIONS {
            let more = self.errors.len() - LOGGED_VIOLATIONS;
            reasons.push(format!("{more} more"));
        }
        Some(reasons.join("; "))
    }

    /// A failure of the server: 500, with a cause that is logged and never sent.
    pub fn internal(cause: impl Into<BoxError>) -> Self {
        let mut problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server failed to handle this request.",
        );
        problem.cause = Some(cause.into());
        problem
    }

    /// Adds a header to the response.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Sets the violations.
    pub fn with_errors(mut self, errors: Vec<Violation>) -> Self {
        self.errors = errors;
        self
    }

    /// The error of the handler, to be downcast where an API has its own responses for some errors.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.cause.as_deref()
    }

    /// The name of the operation; none when the request is for none.
    pub fn operation(&self) -> Option<&str> {
        self.operation
            .as_ref()
            .map(|operation| operation.name.as_str())
    }

    /// The response for this problem: the body that the operation documents for the status
    /// (the exact one, its range, or the default), else problem details (RFC 9457). Where the document has both JSON and XML,
    /// it is the one that the request prefers.
    pub fn into_response(self) -> Response {
        let operation = self.operation.clone();
        let documented = operation
            .as_ref()
            .and_then(|operation| operation.problem(self.status));
        let (media_type, body) = documented
            .and_then(|documented| self.documented(documented))
            .unwrap_or_else(|| {
                let media_type = "application/problem+json".to_owned();
                (media_type, template::problem(&self).to_string())
            });
        let mut response = Response::from_parts(self.status, self.headers, &media_type, body);
        let varies = documented.is_some_and(|documented| !documented.others.is_empty());
        // The server adds it where also the other responses depend on it.
        if varies && operation.is_some_and(|operation| !operation.negotiates) {
            let accept = HeaderValue::from_static("accept");
            response.headers_mut().append(VARY, accept);
        }
        match self.closes_connection {
            true => response.closing_connection(),
            false => response,
        }
    }

    /// The media type and the body that the document has for the status: of several that which the request prefers.
    fn documented(&self, documented: &DocumentedProblem) -> Option<(String, String)> {
        if documented.others.is_empty() {
            return self.body_of(documented);
        }
        let all: Vec<&DocumentedProblem> =
            iter::once(documented).chain(&documented.others).collect();
        let media_types: Vec<&str> = all.iter().map(|it| it.media_type()).collect();
        let preferred = preferred(&media_types);
        let preferred = all.into_iter().find(|it| it.media_type() == preferred);
        preferred
            .and_then(|preferred| self.body_of(preferred))
            .or_else(|| self.body_of(documented))
    }

    /// The media type and the body of one documented content.
    fn body_of(&self, documented: &DocumentedProblem) -> Option<(String, String)> {
        let example = documented.example.as_ref().filter(|_| self.uses_example);
        let body = match (example, &documented.body) {
            (Some(example), _) => example.clone(),
            (None, body) => template::fill(body.as_ref()?, self),
        };
        let media_type = documented.media_type().to_owned();
        #[cfg(feature = "xml")]
        if let Some(shape) = &documented.xml {
            return Some((media_type, shape.write(&body)?));
        }
        Some((media_type, body.to_string()))
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

/// The failure of a handler. Any error is converted to one by `?`.
///
/// The client gets a 500 and nothing else; the error is logged. An error that is itself a [`Problem`] keeps its status.
///
/// It does not implement [`Error`]: the conversion from every error would then include one from `HandlerError`, and
/// conflict with that of every type from itself. A `Problem` made from it does: `Problem::from(handler_error)`.
#[derive(Debug)]
pub struct HandlerError {
    cause: Cause,
}

const NOT_IMPLEMENTED: &str = "This operation is not implemented yet.";

#[derive(Debug)]
enum Cause {
    NotImplemented,
    Error(BoxError),
}

impl HandlerError {
    /// The handler is not implemented yet: the client gets a 501.
    pub fn not_implemented() -> Self {
        Self {
            cause: Cause::NotImplemented,
        }
    }
}

impl fmt::Display for HandlerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.cause {
            Cause::NotImplemented => f.write_str(NOT_IMPLEMENTED),
            Cause::Error(error) => error.fmt(f),
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
    fn from(error: HandlerError) -> Self {
        let error = match error.cause {
            Cause::NotImplemented => {
                let mut problem = Self::refusal(StatusCode::NOT_IMPLEMENTED, NOT_IMPLEMENTED);
                problem.is_unimplemented = true;
                return problem;
            }
            Cause::Error(error) => error,
        };
        match error.downcast::<Self>() {
            Ok(problem) => *problem,
            // A handler that reads a streamed body passes on why the client failed to send it.
            Err(error) => match BodyError::within(&*error) {
                Some(body) => body.problem(),
                None => Self::internal(error),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_of_a_problem_is_its_cause() {
        let problem = Problem::internal("the disk is full");
        assert_eq!(problem.source().unwrap().to_string(), "the disk is full");
        assert!(Problem::new(StatusCode::NOT_FOUND, "no pet")
            .source()
            .is_none());
    }
}
