//! The shapes of values that are not JSON: what their schemas say about types, members and items, in all alternatives.
//!
//! [`Described`] is what several schemas say about one value. The shapes of texts are built from it here, those of XML in
//! `src/lower/xml`.

mod alternatives;
mod described;
mod lines;
mod text;
mod types;

use crate::schema::SchemaId;

pub(super) use alternatives::ALTERNATIVES;
pub(super) use described::Described;
pub(super) use lines::{Graph, names};
pub(super) use text::{TextShapes, lists_empty};
pub(super) use types::{describes_objects, describes_strings};

/// Alternative sets of schemas, of each of which a value satisfies all.
pub(super) type Sets = Vec<Vec<SchemaId>>;
