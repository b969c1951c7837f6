//! The server: everything that is the same for every operation, driven by the contract.
//!
//! A [`Service`] routes a request to its operation, and gives the operation's handler a [`Call`]. The handler asks it
//! for the caller, then for the [`Input`], and ends with an [`Answer`]. All that can go wrong on the way is a [`Fault`].

mod answer;
mod body;
mod call;
mod contract;
mod cookie;
mod dispatch;
mod fault;
mod guard;
mod input;
mod items;
mod listener;
mod log;
mod media;
mod mock;
mod operation;
mod parameter;
mod read;
mod route;
mod security;
mod segment;
mod selector;
mod serve;
mod service;
mod stream;
mod template;

pub use self::answer::{Answer, Head, Headers, Status};
pub use self::call::Call;
pub use self::contract::Contract;
pub use self::fault::{Failure, Fault, FaultItem, Outcome, Place};
pub use self::input::Input;
pub use self::listener::{PatientListener, PatientStream};
pub use self::log::Log;
pub use self::security::{
    ApiKey, Authenticate, Authorization, Basic, Bearer, ClientCertificate, Credentials, Denied,
    Grant,
};
pub use self::serve::{serve, serve_on, Options};
pub use self::service::Service;
