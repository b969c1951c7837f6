//! A request to the upstream, its response, and where they differ from the document.

use std::fmt;
use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, Method, StatusCode, Uri};
use bytes::Bytes;

use crate::source::At;

/// A request that was forwarded, and what came of it.
#[derive(Clone, Debug)]
pub struct Exchange {
    /// When the request was received.
    pub started: SystemTime,
    /// The URL at the upstream.
    pub target: Uri,
    /// The method.
    pub method: Method,
    /// The headers as the client sent them.
    pub headers: HeaderMap,
    /// The body of the request.
    pub body: Bytes,
    /// The name of the operation; none if the document has none for the request.
    pub operation: Option<String>,
    /// Where request and response are not as documented.
    pub findings: Vec<Finding>,
    /// From sending the request to the head of the response.
    pub wait: Duration,
    /// From there to the end of the body.
    pub receive: Duration,
    /// The response.
    pub answered: Answered,
}

/// The response of an exchange.
#[derive(Clone, Debug)]
pub enum Answered {
    /// There is none, for this reason.
    Failed(String),
    /// What the client was sent.
    Response {
        /// The status.
        status: StatusCode,
        /// The headers, without those that are about one connection.
        headers: HeaderMap,
        /// The body, or what was kept of it.
        body: Bytes,
        /// Whether that is the whole body.
        is_complete: bool,
        /// Whether the mock has responded, since the upstream has not implemented the operation.
        is_mocked: bool,
    },
}

/// A difference between an exchange and the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What kind of difference it is.
    pub rule: Rule,
    /// The operation as the document has it: `GET /pets/{petId}`; the path as it was sent where there is none.
    pub operation: String,
    /// The `operationId`, if there is one.
    pub id: Option<String>,
    /// The part of the request or response.
    pub place: Place,
    /// What was expected and what was found.
    pub message: String,
    /// The operation or the response in the document.
    pub at: Option<At>,
}

/// A part of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The status, if it is in the response.
    pub status: Option<u16>,
    /// `body`, `query limit` or `header x-total`; empty for the whole.
    pub part: String,
    /// The JSON Pointer to the value in it; an XPath in XML.
    pub pointer: String,
}

/// What kind of difference a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The document has no operation for the request.
    UndocumentedOperation,
    /// Credentials are missing or malformed.
    RequestCredentials,
    /// The media type of the request, or none that is accepted, is documented.
    RequestMediaType,
    /// A parameter is missing or invalid.
    RequestParameter,
    /// The body of the request is missing or invalid.
    RequestBody,
    /// The status is not documented.
    UndocumentedStatus,
    /// The media type of the response is not documented.
    ResponseMediaType,
    /// A documented header of the response is missing or invalid.
    ResponseHeader,
    /// The body of the response is invalid, or not documented.
    ResponseBody,
    /// Something could not be checked.
    Unchecked,
}

impl Rule {
    /// All rules.
    pub const ALL: [Self; 10] = [
        Self::UndocumentedOperation,
        Self::RequestCredentials,
        Self::RequestMediaType,
        Self::RequestParameter,
        Self::RequestBody,
        Self::UndocumentedStatus,
        Self::ResponseMediaType,
        Self::ResponseHeader,
        Self::ResponseBody,
        Self::Unchecked,
    ];

    /// The name, as reports have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::UndocumentedOperation => "undocumented-operation",
            Self::RequestCredentials => "request-credentials",
            Self::RequestMediaType => "request-media-type",
            Self::RequestParameter => "request-parameter",
            Self::RequestBody => "request-body",
            Self::UndocumentedStatus => "undocumented-status",
            Self::ResponseMediaType => "response-media-type",
            Self::ResponseHeader => "response-header",
            Self::ResponseBody => "response-body",
            Self::Unchecked => "unchecked",
        }
    }

    /// What it means.
    pub fn description(self) -> &'static str {
        match self {
            Self::UndocumentedOperation => "The document has no operation for the request.",
            Self::RequestCredentials => {
                "The request has none of the credentials that the operation requires, or malformed ones."
            }
            Self::RequestMediaType => {
                "The operation takes no body of this media type, or has no response that `Accept` allows."
            }
            Self::RequestParameter => "A parameter is missing, or does not satisfy its schema.",
            Self::RequestBody => {
                "The body of the request is missing, or does not satisfy its schema."
            }
            Self::UndocumentedStatus => {
                "The operation has no response for this status: not itself, no range, no `default`."
            }
            Self::ResponseMediaType => "The response has no content of this media type.",
            Self::ResponseHeader => {
                "A required header of the response is missing, or a header does not satisfy its schema."
            }
            Self::ResponseBody => {
                "The body of the response does not satisfy its schema, or the document describes none."
            }
            Self::Unchecked => {
                "A part of the exchange could not be checked: it is too long, was not received as a whole, is compressed, is \
                 multipart, has characters that cannot be read, or takes too much work."
            }
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(f, "response {status}")?,
            None => f.write_str("request")?,
        }
        if !self.part.is_empty() {
            write!(f, " {}", self.part)?;
        }
        f.write_str(&self.pointer)
    }
}

/// `GET /pets (listPets): response 200 body/0/name: is required`
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.operation)?;
        if let Some(id) = &self.id {
            write!(f, " ({id})")?;
        }
        write!(f, ": {}: {}", self.place, self.message)
    }
}
