//! Webhooks
//!
//! Pets that call home.
//!
//! What the API calls by itself, at addresses that were given elsewhere.

pub mod api;
