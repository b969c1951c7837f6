//! What clients are told when something goes wrong.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};

use crate::api::server::{Problem, Response};
use crate::api::types::Error;
use crate::store::StoreError;

/// Every error has the one shape that the document declares, be it for an operation or for a path that leads nowhere.
pub fn shape(problem: Problem) -> Response {
    let problem = known(problem);
    let body = Error {
        error: problem.detail.clone(),
    };
    match Response::head(problem.status).json("application/json", &body) {
        Ok(mut answer) => {
            answer.headers_mut().extend(problem.headers);
            answer
        }
        Err(problem) => problem.into_response(),
    }
}

/// A failure that isn't a 500 though a handler ended with an error.
fn known(problem: Problem) -> Problem {
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
