//! What clients are told when something goes wrong.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, RETRY_AFTER};

use crate::api::server::{Problem, Response};
use crate::api::types::Error;
use crate::store::StoreError;

/// Every error has the one shape that the document declares, be it for an operation or for a path that leads nowhere.
pub fn shape(fault: Problem) -> Response {
    let fault = known(fault);
    let body = Error {
        error: fault.detail.clone(),
    };
    match Response::head(fault.status).json("application/json", &body) {
        Ok(mut answer) => {
            answer.headers_mut().extend(fault.headers);
            answer
        }
        Err(fault) => fault.answer(),
    }
}

/// A failure that isn't a 500 though a handler ended with an error.
fn known(fault: Problem) -> Problem {
    let cause = fault
        .cause()
        .and_then(|cause| cause.downcast_ref::<StoreError>());
    match cause {
        Some(cause) if cause.is_busy() => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "The database is busy; try again.",
        )
        .with_header(RETRY_AFTER, HeaderValue::from_static("1")),
        _ => fault,
    }
}
