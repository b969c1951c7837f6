//! The server: what is the same for every operation, driven by the contract.
//!
//! A [`Service`] routes a request to its operation, authenticates the caller, parses and validates parameters and body,
//! and passes them to the operation's handler as an [`Input`]. The handler returns a [`Response`]; a request that has none
//! is responded to with a [`Problem`]. A [`Server`] accepts connections, with limits.

mod activity;
mod answer;
mod authentication;
mod base_path;
#[cfg(feature = "base64")]
mod basic;
mod body;
mod body_error;
mod connection;
mod context;
mod contract;
mod cookie;
mod current;
mod deadline;
mod dispatch;
#[cfg(feature = "docs")]
mod docs;
#[cfg(feature = "event-bytes")]
mod event_bytes;
#[cfg(feature = "forms")]
mod forms;
mod handler;
mod input;
#[cfg(feature = "items")]
mod items;
#[cfg(any(feature = "event-bytes", feature = "items"))]
mod keep_alive;
mod layers;
mod listen;
mod log;
mod media;
#[cfg(feature = "media-texts")]
mod media_text;
mod memory;
mod mock;
mod mock_reply;
#[cfg(feature = "multipart")]
mod multipart;
mod operation;
mod paired;
mod parameter;
mod percent;
#[cfg(feature = "ranges")]
mod preconditions;
mod preference;
mod problem;
mod query;
#[cfg(feature = "ranges")]
mod ranges;
mod read;
mod receive;
#[cfg(feature = "receivers")]
mod receivers;
mod resource;
mod response;
mod route;
mod security;
mod segment;
mod selector;
mod serve;
mod service;
mod settings;
#[cfg(feature = "receivers")]
mod shared_path;
#[cfg(feature = "signatures")]
mod signatures;
mod stream;
mod template;
mod with_headers;
#[cfg(not(feature = "docs"))]
mod without_docs;
#[cfg(feature = "xml")]
mod xml;

pub use super::json::DuplicateMembers;

#[cfg(feature = "base64")]
pub use self::basic::Basic;
pub use self::contract::Contract;
pub use self::current::{current_request, preferred, CurrentRequest};
pub use self::handler::Method;
pub use self::input::{FromInput, Input};
pub use self::layers::OperationInfo;
pub use self::listen::Server;
pub use self::log::Log;
pub use self::mock_reply::{MockReply, MockRequest};
#[cfg(feature = "multipart")]
pub use self::multipart::{FromParts, Parts, PartsError};
pub use self::preference::Preference;
pub use self::problem::{HandlerError, Location, Problem, Violation};
#[cfg(feature = "ranges")]
pub use self::ranges::{Representation, Selected};
#[cfg(feature = "receivers")]
pub use self::receivers::HookName;
pub use self::response::{Headers, IntoResponse, Response, ResponseHead, Status};
pub use self::security::{
    ApiKey, AuthError, Authenticate, Authenticated, Authorization, Bearer, ClientCertificate,
    Credentials,
};
pub use self::serve::{serve, serve_on, Options};
pub use self::service::Service;
