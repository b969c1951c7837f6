//! What a document says that cannot be: values that their own schema forbids, keywords that exclude each other, names
//! of nothing. None of it keeps a crate from being made; a default that does not fit is taken out.

mod bounds;
mod closed;
mod endless;
mod names;
mod values;

use crate::diagnostic::Diagnostics;
use crate::normalize::{Document, Written};
use crate::schema::{SchemaId, Schemas};
use crate::source::{At, Node};

/// Checks all schemas, and then forgets those that no operation leads to.
pub fn check(document: &mut Document, written: &Written, diagnostics: &mut Diagnostics) {
    let view = View {
        schemas: &document.schemas,
        written,
    };
    bounds::check(view, diagnostics);
    closed::check(view, diagnostics);
    endless::check(view, diagnostics);
    names::check(view, diagnostics);
    for id in values::check(view, diagnostics) {
        document.schemas.forget_default(id);
    }
    document.schemas.truncate(written.used);
}

/// Schemas, and how they are written.
#[derive(Clone, Copy)]
struct View<'a, 't> {
    schemas: &'a Schemas,
    written: &'a Written<'t>,
}

impl<'t> View<'_, 't> {
    /// A keyword of a schema as it is written.
    fn keyword(self, id: SchemaId, key: &str) -> Option<&'t Node> {
        self.written
            .nodes
            .get(id.index())
            .copied()
            .flatten()?
            .get(key)
    }

    /// Where a keyword stands, or else the schema.
    fn keyword_at(self, id: SchemaId, key: &str) -> At {
        self.keyword(id, key)
            .map_or(self.schemas[id].at, |node| node.at)
    }
}
