//! The server: everything that is the same for every operation, driven by the contract.
//!
//! A [`Service`] routes a request to its operation, asks who calls, reads and checks what the request says, and gives the
//! operation's handler that [`Input`]. The handler ends with an [`Response`]. All that can go wrong on the way is a [`Problem`].

#[cfg(feature = "base64")]
mod basic;
mod body;
mod call;
mod contract;
mod cookie;
mod dispatch;
mod guard;
mod input;
#[cfg(feature = "items")]
mod items;
mod listener;
mod log;
mod media;
mod mock;
mod operation;
mod parameter;
mod problem;
mod query;
mod read;
mod response;
mod route;
mod security;
mod segment;
mod selector;
mod serve;
mod service;
mod stream;
mod template;

#[cfg(feature = "base64")]
pub use self::basic::Basic;
pub use self::contract::Contract;
pub use self::input::{FromInput, Input};
pub use self::listener::{PatientListener, PatientStream};
pub use self::log::Log;
pub use self::problem::{HandlerError, Location, Problem, Violation};
pub use self::response::{Headers, IntoResponse, Response, ResponseHead, Status};
pub use self::security::{
    ApiKey, AuthError, Authenticate, Authenticated, Authorization, Bearer, ClientCertificate,
    Credentials,
};
pub use self::serve::{serve, serve_on, Options};
pub use self::service::Service;
