//! The errors of a call.
//!
//! Neither `Display` nor `Debug` of an error shows the request's query, the user information of a URL, or credentials:
//! errors are logged.

mod request;
mod response;
mod transport;

use std::error::Error as StdError;
use std::fmt;

use http::{HeaderMap, StatusCode};

pub use self::request::RequestError;
pub use self::response::{DecodeError, ErrorResponse, UnexpectedResponse};
pub use self::transport::TransportError;
pub(super) use self::transport::{Cause, Endpoint};

/// Why a call did not succeed. `R` is the response enum of the operation.
#[derive(Debug)]
pub enum Error<R> {
    /// A response that the document describes as an error.
    Response(Box<ErrorResponse<R>>),

    /// A response that the document does not describe.
    Unexpected(Box<UnexpectedResponse>),

    /// A response with a documented status and media type whose body does not have the documented type.
    Decode(Box<DecodeError>),

    /// The request was not sent in full, or its response did not arrive in full.
    Transport(TransportError),

    /// The request was not sent, since it cannot be written as the document requires.
    Request(RequestError),
}

/// Why a call whose response is not decoded did not succeed.
#[derive(Debug)]
pub enum SendError {
    /// The request was not sent in full, or its response did not arrive in full.
    Transport(TransportError),

    /// The request was not sent, since it cannot be written as the document requires.
    Request(RequestError),
}

impl<R> Error<R> {
    /// The status of the response. `None` if no response arrived.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Response(response) => Some(response.status),
            Self::Unexpected(response) => Some(response.status),
            Self::Decode(error) => Some(error.status),
            Self::Transport(error) => error.status(),
            Self::Request(_) => None,
        }
    }

    /// The headers of the response. `None` if no response arrived in full.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Response(response) => Some(&response.headers),
            Self::Unexpected(response) => Some(&response.headers),
            Self::Decode(error) => Some(&error.headers),
            Self::Transport(_) | Self::Request(_) => None,
        }
    }
}

impl<R: fmt::Debug> fmt::Display for Error<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(response) => response.fmt(f),
            Self::Unexpected(response) => response.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
        }
    }
}

/// Nothing is the source of another error: the text of each has its causes.
impl<R: fmt::Debug> StdError for Error<R> {}

impl<R> From<SendError> for Error<R> {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Transport(error) => Self::Transport(error),
            SendError::Request(error) => Self::Request(error),
        }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => error.fmt(f),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl StdError for SendError {}

impl From<TransportError> for SendError {
    fn from(error: TransportError) -> Self {
        Self::Transport(error)
    }
}

impl From<RequestError> for SendError {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}
