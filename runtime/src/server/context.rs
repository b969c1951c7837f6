//! A request that has been routed to an operation, on its way to the handler.

use std::sync::Arc;
use std::time::Duration;

use super::super::json::DuplicateMembers;
use super::authentication;
use super::body::Incoming;
use super::contract::Contract;
use super::current::CurrentRequest;
use super::input::Input;
use super::memory::BodyMemory;
use super::mock_reply::MockReplies;
use super::operation::Operation;
use super::problem::Problem;
use super::read;
use super::route::Captures;
use super::security::Authenticate;

/// A request and the operation that it is for. The caller is authenticated first; then the request is read.
pub(super) struct RequestContext {
    pub(super) request: CurrentRequest,
    /// Until it is read.
    pub(super) body: Option<Incoming>,
    pub(super) captures: Captures,
    pub(super) is_authenticated: bool,
}

/// What all requests of a service share.
pub(super) struct Shared {
    pub contract: Contract,
    pub limits: Limits,
    pub memory: BodyMemory,
    /// Whether the mock responds in place of what is not implemented.
    pub mocks_missing: bool,
    /// Whether the service is a mock.
    pub is_mock: bool,
    /// What may take the place of the mock's examples.
    pub mock_reply: Option<MockReplies>,
}

/// The default of `Service::event_keep_alive`.
#[cfg(any(feature = "event-bytes", feature = "items"))]
pub(super) const EVENT_KEEP_ALIVE: Duration = Duration::from_secs(15);

/// Limits for one request.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Bytes of a body that is read as a whole.
    pub body: usize,
    /// Bytes of a streamed body.
    pub stream: usize,
    /// What to do with JSON objects that have several members of one name.
    pub duplicates: DuplicateMembers,
    /// Time for a streamed body.
    pub stream_time: Duration,
    /// Time for a body that is read as a whole, and for the next piece of a streamed one.
    pub read: Duration,
    /// Time of the handler until it returns the response.
    pub handler: Duration,
    /// How long an event stream may be without an event before a comment is sent.
    #[cfg(any(feature = "event-bytes", feature = "items"))]
    pub event_keep_alive: Option<Duration>,
}

impl RequestContext {
    pub(super) fn operation(&self) -> &Arc<Operation> {
        self.request.contract_of_operation()
    }

    pub(super) fn shared(&self) -> &Arc<Shared> {
        self.request.shared()
    }

    fn unauthorized(&self) -> Problem {
        authentication::unauthorized(&self.shared().contract, self.operation())
    }

    /// Authenticates the caller of an operation that requires credentials.
    ///
    /// # Errors
    /// A problem: 401 when credentials are missing or wrong, 403 when a scope is missing, 501 or 500 when they cannot be
    /// checked.
    pub(super) async fn caller<A: Sync, C: Authenticate<A>>(
        &mut self,
        api: &A,
    ) -> Result<C::Caller, Problem> {
        match authentication::authenticate::<A, C>(self, api).await? {
            Some(caller) => Ok(caller),
            None => Err(self.unauthorized()),
        }
    }

    /// Authenticates the caller of an operation that may be called without credentials; wrong ones are refused.
    ///
    /// # Errors
    /// A problem: 401 when the credentials are wrong, 403 when a scope is missing, 501 or 500 when they cannot be checked.
    pub(super) async fn optional_caller<A: Sync, C: Authenticate<A>>(
        &mut self,
        api: &A,
    ) -> Result<Option<C::Caller>, Problem> {
        match authentication::authenticate::<A, C>(self, api).await? {
            None if self.operation().requires_credentials() => Err(self.unauthorized()),
            caller => Ok(caller),
        }
    }

    /// Whether the request may have a body that is to be read.
    pub(super) fn has_body(&self) -> bool {
        self.body.is_some() && self.operation().body.is_some()
    }

    /// Reads and validates everything that the operation documents: headers, parameters, body.
    ///
    /// # Errors
    /// A problem: 406, 415, 413, 408 or 503, or 400 or 422 with all violations.
    pub(super) async fn read(self: Box<Self>) -> Result<Input, Problem> {
        self.check_authenticated()?;
        read::read(self).await
    }

    /// As [`read`](Self::read), without the body.
    ///
    /// # Errors
    /// A problem: 406, or 400 or 422 with all violations.
    pub(super) fn read_head(self) -> Result<Input, Problem> {
        self.check_authenticated()?;
        read::read_head(self)
    }

    fn check_authenticated(&self) -> Result<(), Problem> {
        // Only generated code that does not fit its contract comes here; the operation stays closed.
        if self.operation().requires_credentials() && !self.is_authenticated {
            return Err(Problem::internal(
                "the operation requires credentials, and its handler did not ask for the caller",
            ));
        }
        Ok(())
    }
}
