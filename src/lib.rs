//! Generates a Rust server, client and mock from an OpenAPI document.
//!
//! The stages, in order, are the modules [`source`], [`bundle`], [`mod@upgrade`], [`normalize`], [`mod@check`],
//! [`lower`], [`rust`], [`render`] and [`output`]. [`pipeline`] runs them, and [`diagnostic`] has the messages about the
//! document. [`mod@docs`] makes the texts beside the page that shows the document. Only [`Builder`] prints, to cargo;
//! nothing in the library exits.

pub mod api;
pub mod builder;
pub mod bundle;
pub mod check;
pub mod contract;
mod cycles;
#[cfg(any(feature = "cli", feature = "mock"))]
mod date;
pub mod diagnostic;
#[cfg(feature = "cli")]
pub mod diff;
pub mod docs;
pub mod dump;
pub mod error;
pub mod example;
#[cfg(feature = "cli")]
pub mod lint;
pub mod lower;
#[cfg(feature = "mock")]
pub mod mock;
mod nearest;
pub mod normalize;
pub mod output;
pub mod pipeline;
pub mod problem;
pub mod render;
#[cfg(feature = "cli")]
pub mod report;
pub mod resolve;
pub mod rust;
pub mod schema;
pub mod source;
pub mod upgrade;
pub mod validator;
mod version;

pub use builder::{BuildError, Builder};
pub use error::Error;
