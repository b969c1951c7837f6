//! The bodies of error responses.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};

use crate::api::server::{Problem, Response};
use crate::api::types::Error;
use crate::store::StoreError;

/// Makes the response for a problem. All have the schema `Error` of the document, also those of unknown paths.
pub fn response(problem: Problem) -> Response {
    let problem = classified(problem);
    let body = Error {
        error: problem.detail.clone(),
    };
    match Response::head(problem.status).json("application/json", &body) {
        Ok(mut response) => {
            response.headers_mut().extend(problem.headers);
            response
        }
        Err(problem) => problem.into_response(),
    }
}

/// The problem of a handler that failed because the database was busy is a 503; all others stay as they are.
fn classified(problem: Problem) -> Problem {
    let cause = problem
        .cause()
        .and_then(|cause| cause.downcast_ref::<StoreError>());
    match cause {
        Some(cause) if cause.is_busy() => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The database is busy; try again.",
        )
        .with_header(RETRY_AFTER, HeaderValue::from_static("1")),
        _ => problem,
    }
}
