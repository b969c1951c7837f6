//! Converts documents of any version to one form, which is independent of the version.
//!
//! The form is [`openapiv3::OpenAPI`] with additions: every object has its position in its extensions ([`at`]), every
//! schema is an index into [`Schemas`] ([`schema_id`]), references between other objects are resolved, and operations
//! are kept in path items of our own. Mistakes with a reasonable reading are corrected here, with a warning.

mod assertions;
mod components;
mod content;
mod cycles;
mod discriminators;
mod document;
mod dynamic;
mod enum_extensions;
mod examples;
mod implied;
mod inheritance;
mod keywords;
mod nullable;
mod operations;
mod parameters;
mod path;
mod paths;
mod reader;
mod references;
mod repeated;
mod resolve;
mod responses;
mod schemas;
mod schemes;
mod security;
mod types;
mod version;

pub use paths::{Callback, PathItem};

use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::{OpenAPI, ReferenceOr};
use serde::Serialize;
use serde_json::{Value, json};
use specfirst_runtime::schema::CompiledPattern;

use crate::diagnostic::Diagnostics;
use crate::schema::{SchemaId, Schemas};
use crate::source::{At, FileId, Node};

/// A document in normal form.
#[derive(Debug, Serialize)]
pub struct Document {
    /// Everything but the operations: `paths` is empty.
    pub openapi: OpenAPI,
    pub paths: Vec<PathItem>,
    pub webhooks: Vec<PathItem>,
    /// Each callback once, however many operations refer to it.
    pub callbacks: Vec<Callback>,
    #[serde(skip)]
    pub schemas: Schemas,
    /// The compiled patterns of the schemas: while they are here, validators do not compile them again.
    #[serde(skip)]
    pub patterns: Vec<Arc<CompiledPattern>>,
}

/// The nodes that schemas were read from, which messages point to.
#[derive(Debug)]
pub struct Written<'t> {
    /// The node of each schema, by [`SchemaId::index`]; `None` for schemas without one.
    pub nodes: Vec<Option<&'t Node>>,
    /// Examples outside of schemas, such as those of parameters and bodies, each with its schema.
    pub examples: Vec<(SchemaId, &'t Node)>,
    /// The number of schemas that operations use. The others follow them, and are only checked.
    pub used: usize,
}

/// Reads a document; `None` when it is not an OpenAPI document.
pub fn normalize<'t>(
    root: &'t Node,
    diagnostics: &mut Diagnostics,
) -> Option<(Document, Written<'t>)> {
    let mut reader = reader::Reader::new(root, diagnostics)?;
    let openapi = reader.document();
    let paths = reader.path_items(root, "paths");
    let webhooks = reader.path_items(root, "webhooks");
    reader.unique_ids();
    reader.inheritance();
    reader.cycles();
    let used = reader.schemas.len();
    reader.unused_components();
    reader.unknown_links();
    reader.unused_schemes();
    reader.discriminators();
    implied::types(&mut reader.schemas);
    reader.schemas.resolve_references();
    reader.element_names();
    let document = Document {
        openapi,
        paths,
        webhooks,
        callbacks: reader.callbacks,
        schemas: reader.schemas,
        patterns: reader.patterns,
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

/// Extensions for members of 3.1 and 3.2 that openapiv3 has no fields for.
/// The name of the encoding of parts behind those with a position of their own (`itemEncoding`).
pub const ITEMS: &str = "items";
pub const SUMMARY: &str = "x-summary";
pub const NAME: &str = "x-name";
pub const PARENT: &str = "x-parent";
pub const KIND: &str = "x-kind";
pub const DEPRECATED: &str = "x-deprecated";
pub const MUTUAL_TLS: &str = "x-mutual-tls";
pub const QUERY_STRING: &str = "x-query-string";
/// Whether webhooks and callbacks are signed, as the extension of the document says.
pub const SIGNED: &str = "x-standard-webhooks";
pub const STYLE: &str = "x-style";
/// At parameters of the style `label` whose items may be separated by dots, though they are not exploded.
pub const DOTTED: &str = "x-dotted";
/// The position of the reference to a parameter.
pub const REFERENCE_AT: &str = "x-reference-at";
pub const ITEM_SCHEMA: &str = "x-item-schema";
/// Whether the schema of a media type describes the whole text, and not an item of a sequence.
pub const IS_WHOLE: &str = "x-is-whole";

/// Extensions with a position.
fn mark(at: At) -> Extensions {
    IndexMap::from([(AT.to_owned(), position(at))])
}

/// A position as the value of an extension.
fn position(at: At) -> Value {
    json!([at.file.0, at.node])
}

/// The position of an object of the normal form.
pub fn at(extensions: &Extensions) -> At {
    position_at(extensions, AT)
}

/// The position of the reference to an object of the normal form, or of the object if there is none.
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

/// A member that is kept in the extensions.
pub fn extra(extensions: &Extensions, name: &str) -> Option<String> {
    Some(extensions.get(name)?.as_str()?.to_owned())
}

/// The `itemSchema` of a media type, or its `x-item-schema`.
pub fn item_schema(media: &openapiv3::MediaType, schemas: &Schemas) -> Option<SchemaId> {
    schemas.id(media.extensions.get(ITEM_SCHEMA)?.as_str()?.parse().ok()?)
}

/// Whether the schema of a media type describes the whole text: `x-item-schema: false`.
pub fn is_whole(media: &openapiv3::MediaType) -> bool {
    media.extensions.contains_key(IS_WHOLE)
}

/// The schema behind a reference of the normal form.
pub fn schema_id<T>(reference: &ReferenceOr<T>, schemas: &Schemas) -> Option<SchemaId> {
    match reference {
        ReferenceOr::Reference { reference } => schemas.id(reference.parse().ok()?),
        ReferenceOr::Item(_) => None,
    }
}
