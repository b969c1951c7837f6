//! Turns an OpenAPI document into a Rust server, client and mock.
//!
//! The steps, in order, are the modules [`source`], [`bundle`], [`mod@upgrade`], [`normalize`], [`mod@check`],
//! [`lower`], [`rust`], [`render`] and [`output`];
//! [`pipeline`] is their table of contents, and [`diagnostic`] carries what is to be said about the document.
//! Nothing in the library prints or exits, except [`Builder`], which talks to cargo.

pub mod api;
pub mod builder;
pub mod bundle;
pub mod check;
mod circles;
pub mod contract;
pub mod diagnostic;
pub mod error;
pub mod example;
pub mod lower;
mod nearest;
pub mod normalize;
pub mod output;
pub mod pipeline;
pub mod problem;
pub mod render;
pub mod rust;
pub mod schema;
pub mod source;
pub mod upgrade;
pub mod validator;
mod version;

pub use builder::{BuildError, Builder};
pub use error::Error;
