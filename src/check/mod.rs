//! Contradictions in a document: values that their own schema rules out, keywords that exclude each other, names that
//! nothing has. All are warnings; a default that is invalid is removed.

mod bounds;
mod forbidden;
mod names;
mod unsatisfiable;
mod values;

use crate::diagnostic::Diagnostics;
use crate::normalize::{Document, Written};
use crate::schema::{SchemaId, Schemas};
use crate::source::{At, Node};

/// Checks all schemas, and then removes those that no operation uses.
pub fn check(document: &mut Document, written: &Written, diagnostics: &mut Diagnostics) {
    let view = View {
        schemas: &document.schemas,
        written,
    };
    bounds::check(view, diagnostics);
    forbidden::check(view, diagnostics);
    unsatisfiable::check(view, diagnostics);
    names::check(view, diagnostics);
    for id in values::check(view, diagnostics) {
        document.schemas.remove_default(id);
    }
    document.schemas.truncate(written.used);
}

/// Schemas with the nodes that they were read from.
#[derive(Clone, Copy)]
struct View<'a, 't> {
    schemas: &'a Schemas,
    written: &'a Written<'t>,
}

impl<'t> View<'_, 't> {
    /// The node of a schema's keyword.
    fn keyword(self, id: SchemaId, key: &str) -> Option<&'t Node> {
        self.written
            .nodes
            .get(id.index())
            .copied()
            .flatten()?
            .get(key)
    }

    /// The position of a keyword, or of the schema if it is absent.
    fn keyword_at(self, id: SchemaId, key: &str) -> At {
        self.keyword(id, key)
            .map_or(self.schemas[id].at, |node| node.at)
    }
}
