//! Events
//!
//! Events and their guests. A guest belongs to one event, and can be found
//! below it as well as by a query.

pub mod api;
