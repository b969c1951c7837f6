//! Any document to the one form that later stages read; after this nobody asks for a version.
//!
//! The form is [`openapiv3::OpenAPI`] with three additions that it has no room for: every object's position is in its
//! extensions ([`at`]), every schema is a reference into [`Schemas`] ([`schema_id`]), and references between other
//! objects are already followed. What a sloppy document gets wrong is mended here, with a warning.

mod document;
mod operations;
mod parameters;
mod reader;
mod responses;
mod schemas;
mod security;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::schema::{SchemaId, Schemas};
use crate::source::{At, FileId, Node};

/// A document in normal form.
#[derive(Debug)]
pub struct Document {
    pub openapi: OpenAPI,
    pub schemas: Schemas,
}

/// Reads a document; `None` when it is no OpenAPI document at all.
pub fn normalize(root: &Node, diagnostics: &mut Diagnostics) -> Option<Document> {
    let mut reader = reader::Reader::new(root, diagnostics)?;
    let openapi = reader.document();
    let schemas = reader.into_schemas();
    Some(Document { openapi, schemas })
}

type Extensions = IndexMap<String, Value>;

const AT: &str = "x-at";

/// Which member of its path item an operation is.
const PLACE: &str = "x-place";

/// Extensions that say where an object stands.
fn mark(at: At) -> Extensions {
    IndexMap::from([(AT.to_owned(), json!([at.file.0, at.node]))])
}

/// Where an object of the normal form stands.
pub fn at(extensions: &Extensions) -> At {
    let part = |index: usize| {
        extensions
            .get(AT)
            .and_then(|at| at.get(index))
            .and_then(Value::as_u64)
            .unwrap_or_default() as u32
    };
    At {
        file: FileId(part(0)),
        node: part(1),
    }
}

/// Which operation of its path item this one is. Positions don't tell: a path item may be in several files.
pub fn place(extensions: &Extensions) -> u64 {
    let place = extensions.get(PLACE).and_then(Value::as_u64);
    place.unwrap_or_default()
}

/// The schema that a reference of the normal form stands for.
pub fn schema_id<T>(reference: &ReferenceOr<T>, schemas: &Schemas) -> Option<SchemaId> {
    match reference {
        ReferenceOr::Reference { reference } => schemas.id(reference.parse().ok()?),
        ReferenceOr::Item(_) => None,
    }
}
