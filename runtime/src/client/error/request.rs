//! Requests that cannot be written.

use std::error::Error;
use std::fmt;

use super::super::super::stream::BoxError;

/// Why a request was not sent: a path parameter is empty, a header has a line break, the base URL is not a URL, and so on.
#[derive(Debug)]
pub struct RequestError {
    message: String,
    source: Option<BoxError>,
}

impl RequestError {
    pub(in super::super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            source: None,
        }
    }

    pub(in super::super) fn with_source(
        message: impl Into<String>,
        source: impl Into<BoxError>,
    ) -> Self {
        Self {
            message: message.into(),
            source: Some(source.into()),
        }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the request cannot be sent: {}", self.message)?;
        match &self.source {
            Some(source) => write!(f, ": {source}"),
            None => Ok(()),
        }
    }
}

impl Error for RequestError {}
