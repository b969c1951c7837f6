//! How a call can fail.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// Why a call did not end in success. `R` is the operation's own type of answers.
#[derive(Debug)]
pub enum Error<R> {
    /// The server gave an answer that the document has among its errors.
    Response(Box<R>),

    /// The server gave an answer that the document doesn't have.
    Unexpected(Box<UnexpectedResponse>),

    /// The answer's status is documented, and what came with it is not as documented.
    Decode(Box<DecodeError>),

    /// The request did not get there, or the answer did not get back.
    Transport(reqwest::Error),

    /// There was no way to send what the call is to say.
    Request(RequestError),
}

/// An answer with a status, or of a media type, that the document doesn't have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnexpectedResponse {
    /// The status.
    pub status: StatusCode,

    /// The headers.
    pub headers: HeaderMap,

    /// The body.
    pub body: Bytes,
}

/// An answer that could not be read.
#[derive(Debug)]
pub struct DecodeError {
    /// The status.
    pub status: StatusCode,

    /// The body; empty where a header is at problem.
    pub body: Bytes,

    /// The header that is at problem, if it is one.
    pub header: Option<String>,

    /// What is wrong.
    pub cause: Box<dyn StdError + Send + Sync>,
}

/// Why a request could not be made.
#[derive(Debug)]
pub struct RequestError {
    pub(super) message: String,
}

/// Why there is no answer at all.
#[derive(Debug)]
pub enum SendError {
    /// The request did not get there, or the answer did not get back.
    Transport(reqwest::Error),

    /// There was no way to send what the call is to say.
    Request(RequestError),
}

impl From<RequestError> for SendError {
    fn from(error: RequestError) -> Self {
        Self::Request(error)
    }
}

impl<R> From<SendError> for Error<R> {
    fn from(error: SendError) -> Self {
        match error {
            SendError::Transport(error) => Self::Transport(error),
            SendError::Request(error) => Self::Request(error),
        }
    }
}

impl<R> Error<R> {
    /// One of the errors that the document has.
    pub fn answer(answer: R) -> Self {
        Self::Response(Box::new(answer))
    }

    /// One of the errors that the document has, or why it could not be read.
    ///
    /// # Errors
    /// Always.
    pub fn refused<T>(read: Result<R, Self>) -> Result<T, Self> {
        Err(read.map_or_else(|error| error, Self::answer))
    }

    /// What was read of an answer that is a success if its status is one.
    ///
    /// # Errors
    /// The answer itself where the status is none, or why it could not be read.
    pub fn unless_success(status: StatusCode, read: Result<R, Self>) -> Result<R, Self> {
        match status.is_success() {
            true => read,
            false => Self::refused(read),
        }
    }

    /// The status of the answer, where there is one that this crate knows of: that of an unexpected or unreadable answer.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Unexpected(answer) => Some(answer.status),
            Self::Decode(answer) => Some(answer.status),
            Self::Transport(error) => error.status(),
            Self::Response(_) | Self::Request(_) => None,
        }
    }
}

impl<R: fmt::Debug> fmt::Display for Error<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Response(answer) => write!(f, "the server answered {answer:?}"),
            Self::Unexpected(answer) => answer.fmt(f),
            Self::Decode(answer) => answer.fmt(f),
            Self::Transport(error) => lost(error, f),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl<R: fmt::Debug> StdError for Error<R> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Response(_) | Self::Unexpected(_) | Self::Request(_) => None,
            Self::Decode(answer) => Some(&*answer.cause),
            Self::Transport(error) => error.source(),
        }
    }
}

impl<R> From<reqwest::Error> for Error<R> {
    fn from(error: reqwest::Error) -> Self {
        Self::Transport(error)
    }
}

/// Says that a call was lost on the way. The error itself only says that sending failed; what it says of why is behind it.
fn lost(error: &reqwest::Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "the call failed: {error}")?;
    let mut cause = error.source();
    while let Some(error) = cause {
        write!(f, ": {error}")?;
        cause = error.source();
    }
    Ok(())
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Transport(error) => lost(error, f),
            Self::Request(error) => error.fmt(f),
        }
    }
}

impl StdError for SendError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Request(_) => None,
        }
    }
}

impl fmt::Display for UnexpectedResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {}, which the document doesn't have: {}",
            self.status,
            Excerpt(&self.body)
        )
    }
}

impl StdError for UnexpectedResponse {}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            status,
            body,
            header,
            cause,
        } = self;
        match header {
            Some(header) => write!(
                f,
                "the header {header} of the server's answer {status} can't be read: {cause}"
            ),
            None => write!(
                f,
                "the server's answer {status} can't be read: {cause}: {}",
                Excerpt(body)
            ),
        }
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.cause)
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request can't be sent: {}", self.message)
    }
}

impl StdError for RequestError {}

/// The beginning of a body, as text.
struct Excerpt<'a>(&'a [u8]);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const SHOWN: usize = 200;
        let start = self.0.get(..SHOWN).unwrap_or(self.0);
        f.write_str(&String::from_utf8_lossy(start))?;
        f.write_str(if self.0.len() > SHOWN { "…" } else { "" })
    }
}
