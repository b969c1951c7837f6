//! The server: everything that is the same for every operation, driven by the contract.
//!
//! A [`Service`] routes a request to its operation, asks who calls, reads and checks what the request says, and gives the
//! operation's handler that [`Input`]. The handler ends with an [`Answer`]. All that can go wrong on the way is a [`Fault`].

mod answer;
mod body;
mod call;
mod contract;
#[cfg(feature = "cookies")]
mod cookie;
mod dispatch;
mod fault;
#[cfg(feature = "security")]
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
#[cfg(any(feature = "security", feature = "selectors"))]
mod query;
mod read;
mod route;
#[cfg(feature = "security")]
mod security;
mod segment;
#[cfg(feature = "selectors")]
mod selector;
mod serve;
mod service;
mod stream;
mod template;

#[cfg(feature = "headers")]
pub use self::answer::Headers;
pub use self::answer::{Answer, Head, Status};
pub use self::contract::Contract;
pub use self::fault::{Failure, Fault, FaultItem, Outcome, Place};
pub use self::input::Input;
pub use self::listener::{PatientListener, PatientStream};
pub use self::log::Log;
#[cfg(all(feature = "base64", feature = "security"))]
pub use self::security::Basic;
#[cfg(feature = "security")]
pub use self::security::{
    ApiKey, Authenticate, Authorization, Bearer, ClientCertificate, Credentials, Denied, Grant,
};
pub use self::serve::{serve, serve_on, Options};
pub use self::service::Service;
