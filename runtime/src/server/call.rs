//! A request on its way to a handler.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::request::Parts;
use axum::http::StatusCode;

use super::body::Incoming;
use super::contract::Contract;
use super::guard;
use super::input::Input;
use super::operation::Operation;
use super::problem::Problem;
use super::read;
use super::security::Authenticate;

/// A request that has found its operation: who calls is asked first, then what it says is read.
pub(super) struct Call {
    pub(super) head: Parts,
    pub(super) body: Incoming,
    pub(super) captures: HashMap<String, String>,
    pub(super) operation: Arc<Operation>,
    pub(super) contract: Arc<Contract>,
    pub(super) limits: Limits,
    pub(super) is_admitted: bool,
}

/// How much of a request is taken, and how long it may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub body: usize,
    pub stream: usize,
    pub read: Duration,
    pub handler: Duration,
}

impl Call {
    /// The caller, for an operation that none may call unknown.
    ///
    /// # Errors
    /// A problem: 401 when credentials are missing or wrong, 403 when a scope is missing, 501 or 500 when they can't be checked.
    pub(super) async fn caller<A: Sync, G: Authenticate<A>>(
        &mut self,
        api: &A,
    ) -> Result<G::Caller, Problem> {
        match guard::admit::<A, G>(self, api).await? {
            Some(caller) => Ok(caller),
            None => Err(guard::unauthorized(&self.contract, &self.operation)),
        }
    }

    /// The caller, for an operation that may be called without credentials; wrong ones are refused all the same.
    ///
    /// # Errors
    /// A problem: 401 when the credentials are wrong, 403 when a scope is missing, 501 or 500 when they can't be checked.
    pub(super) async fn optional_caller<A: Sync, G: Authenticate<A>>(
        &mut self,
        api: &A,
    ) -> Result<Option<G::Caller>, Problem> {
        match guard::admit::<A, G>(self, api).await? {
            None if self.operation.is_guarded() => {
                Err(guard::unauthorized(&self.contract, &self.operation))
            }
            caller => Ok(caller),
        }
    }

    /// Reads and checks everything that the operation documents: headers, parameters, body.
    ///
    /// # Errors
    /// A problem: 406, 415, 413, 408, or 400 or 422 with all that is wrong.
    pub(super) async fn read(self) -> Result<Input, Problem> {
        // Only a mistake in wiring comes here; it must not open the door.
        if self.operation.is_guarded() && !self.is_admitted {
            return Err(Problem::internal(
                "the operation is guarded, and its handler did not ask for the caller",
            ));
        }
        read::read(self).await
    }

    pub(super) fn not_found() -> Problem {
        Problem::new(StatusCode::NOT_FOUND, "There is nothing at this address.")
    }
}
