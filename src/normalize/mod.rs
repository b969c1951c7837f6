//! Any document to the one form that later stages read; after this nobody asks for a version.
//!
//! The form is [`openapiv3::OpenAPI`] with additions that it has no room for: every object's position is in its
//! extensions ([`at`]), every schema is a reference into [`Schemas`] ([`schema_id`]), references between other
//! objects are already followed, and operations stand beside it, in path items of our own. What a sloppy document gets
//! wrong is mended here, with a warning.

mod assertions;
mod circles;
mod components;
mod document;
mod dynamic;
mod keywords;
mod operations;
mod parameters;
mod path;
mod paths;
mod reader;
mod references;
mod repeated;
mod responses;
mod schemas;
mod security;
mod types;
mod version;

pub use paths::{Callback, PathItem};

use indexmap::IndexMap;
use openapiv3::{OpenAPI, ReferenceOr};
use serde_json::{Value, json};

use crate::diagnostic::Diagnostics;
use crate::schema::{SchemaId, Schemas};
use crate::source::{At, FileId, Node};

/// A document in normal form.
#[derive(Debug)]
pub struct Document {
    /// All but the operations: its `paths` are empty.
    pub openapi: OpenAPI,
    pub paths: Vec<PathItem>,
    pub webhooks: Vec<PathItem>,
    /// Each once, however many operations lead to it.
    pub callbacks: Vec<Callback>,
    pub schemas: Schemas,
}

/// How a document's schemas are written: what messages about them point to.
#[derive(Debug)]
pub struct Written<'t> {
    /// What each schema was read from, by [`SchemaId::index`]; none for those that were made up.
    pub nodes: Vec<Option<&'t Node>>,
    /// Examples that stand beside a schema, as those of parameters and bodies do, and the schema.
    pub examples: Vec<(SchemaId, &'t Node)>,
    /// How many schemas operations lead to. The others come behind them, and are there for messages only.
    pub used: usize,
}

/// Reads a document; `None` when it is no OpenAPI document at all.
pub fn normalize<'t>(
    root: &'t Node,
    diagnostics: &mut Diagnostics,
) -> Option<(Document, Written<'t>)> {
    let mut reader = reader::Reader::new(root, diagnostics)?;
    let openapi = reader.document();
    let paths = reader.path_items(root, "paths");
    let webhooks = reader.path_items(root, "webhooks");
    reader.unique_ids();
    reader.circles();
    let used = reader.schemas.len();
    reader.unused_components();
    reader.unknown_links();
    reader.unused_schemes();
    reader.schemas.close();
    let document = Document {
        openapi,
        paths,
        webhooks,
        callbacks: reader.callbacks,
        schemas: reader.schemas,
    };
    let written = Written {
        nodes: reader.nodes,
        examples: reader.examples,
        used,
    };
    Some((document, written))
}

type Extensions = IndexMap<String, Value>;

const AT: &str = "x-at";

/// Members of 3.1 and 3.2 that openapiv3 has no room for, as they are called in extensions.
pub const SUMMARY: &str = "x-summary";
pub const NAME: &str = "x-name";
pub const PARENT: &str = "x-parent";
pub const KIND: &str = "x-kind";
pub const DEPRECATED: &str = "x-deprecated";
pub const MUTUAL_TLS: &str = "x-mutual-tls";
pub const QUERY_STRING: &str = "x-query-string";
pub const STYLE: &str = "x-style";
/// Where the reference to a parameter stands, for parameters that are referred to.
pub const REFERENCE_AT: &str = "x-reference-at";
pub const ITEM_SCHEMA: &str = "x-item-schema";

/// Extensions that say where an object stands.
fn mark(at: At) -> Extensions {
    IndexMap::from([(AT.to_owned(), position(at))])
}

/// A position as a value of an extension.
fn position(at: At) -> Value {
    json!([at.file.0, at.node])
}

/// Where an object of the normal form stands.
pub fn at(extensions: &Extensions) -> At {
    position_at(extensions, AT)
}

/// Where an object of the normal form is used: at the reference to it, or where it stands.
pub fn used_at(extensions: &Extensions) -> At {
    match extensions.contains_key(REFERENCE_AT) {
        true => position_at(extensions, REFERENCE_AT),
        false => at(extensions),
    }
}

fn position_at(extensions: &Extensions, key: &str) -> At {
    let part = |index: usize| {
        extensions
            .get(key)
            .and_then(|at| at.get(index))
            .and_then(Value::as_u64)
            .unwrap_or_default() as u32
    };
    At {
        file: FileId(part(0)),
        node: part(1),
    }
}

/// One of the members that are kept in extensions.
pub fn extra(extensions: &Extensions, name: &str) -> Option<String> {
    Some(extensions.get(name)?.as_str()?.to_owned())
}

/// The schema of a media type's single values.
pub fn item_schema(media: &openapiv3::MediaType, schemas: &Schemas) -> Option<SchemaId> {
    schemas.id(media.extensions.get(ITEM_SCHEMA)?.as_str()?.parse().ok()?)
}

/// The schema that a reference of the normal form stands for.
pub fn schema_id<T>(reference: &ReferenceOr<T>, schemas: &Schemas) -> Option<SchemaId> {
    match reference {
        ReferenceOr::Reference { reference } => schemas.id(reference.parse().ok()?),
        ReferenceOr::Item(_) => None,
    }
}
