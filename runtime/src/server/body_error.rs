//! Why the body of a request cannot be read, and the problem for it.

use std::error::Error;
use std::fmt;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};

use super::super::stream::BoxError;
use super::problem::Problem;

/// Why a body could not be read.
#[derive(Debug)]
pub(super) enum BodyError {
    TooLarge {
        limit: usize,
    },
    TooSlow,
    /// Other bodies occupy all memory.
    NoMemory,
    Broken(BoxError),
    /// It has too much of something, or is not what its media type says.
    #[cfg(feature = "multipart")]
    Refused {
        status: StatusCode,
        message: String,
    },
}

impl BodyError {
    /// The body error that an error is, or that is among its causes.
    pub fn within<'a>(error: &'a (dyn Error + Send + Sync + 'static)) -> Option<&'a Self> {
        let mut error: Option<&'a (dyn Error + 'static)> = Some(error);
        while let Some(cause) = error {
            if let Some(body) = cause.downcast_ref() {
                return Some(body);
            }
            error = cause.source();
        }
        None
    }

    pub fn problem(&self) -> Problem {
        let status = match self {
            Self::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::NoMemory => StatusCode::SERVICE_UNAVAILABLE,
            Self::Broken(_) => StatusCode::BAD_REQUEST,
            #[cfg(feature = "multipart")]
            Self::Refused { status, .. } => *status,
        };
        let problem = Problem::refusal(status, self.to_string());
        match self {
            Self::TooSlow => problem.closing_connection(),
            Self::NoMemory => problem.with_header(RETRY_AFTER, HeaderValue::from_static("1")),
            _ => problem,
        }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge { limit } => write!(f, "The body is longer than {limit} bytes."),
            Self::TooSlow => f.write_str("The body did not arrive in time."),
            Self::NoMemory => {
                f.write_str("The server has no memory for the body; try again later.")
            }
            Self::Broken(_) => f.write_str("The body broke off."),
            #[cfg(feature = "multipart")]
            Self::Refused { message, .. } => f.write_str(message),
        }
    }
}

impl Error for BodyError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Broken(cause) => Some(&**cause),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_that_broke_off_has_the_cause() {
        let error = BodyError::Broken("the connection is reset".into());
        let source = error.source().map(ToString::to_string);
        assert_eq!(source.as_deref(), Some("the connection is reset"));
        assert!(BodyError::TooSlow.source().is_none());
    }
}
