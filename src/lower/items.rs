//! Bodies that are sequences of items: which media types are, and what the schema of a document describes.

use std::collections::HashSet;

use openapiv3::MediaType;

use crate::api::Form;
use crate::normalize;
use crate::resolve::Constraints;
use crate::schema::{SchemaId, Schemas, Type};

/// A body that is a sequence.
#[derive(Clone, Copy)]
pub(super) struct Sequence {
    pub form: Form,
    /// The schema of an item; `None` if any JSON value is one.
    pub item: Option<SchemaId>,
}

/// What an item of an event stream is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EventItem {
    /// The event: an object of its fields.
    Event,
    /// The JSON in the data of the event.
    Data,
    /// The schema describes neither for certain.
    Unknown,
}

/// The fields of a server-sent event (OpenAPI 3.2.0 §4.14.4).
const FIELDS: [&str; 5] = ["event", "data", "id", "retry", "comment"];

/// The sequence that a body of this media type is, unless it is text or bytes.
///
/// `itemSchema` describes an item, also as the extension `x-item-schema`. Without it, `schema` does, since documents before
/// OpenAPI 3.2 have no other place for it; that of an array describes the items together, as in OpenAPI 3.2.
pub(super) fn of(
    schemas: &Schemas,
    essence: &str,
    media: &MediaType,
    schema: Option<SchemaId>,
) -> Option<Sequence> {
    if !is_sequence(essence) {
        return None;
    }
    let is_event_stream = essence == "text/event-stream";
    if let Some(item) = normalize::item_schema(media, schemas) {
        let is_data = is_event_stream && event_item(schemas, item) == EventItem::Data;
        return Some(Sequence {
            form: if is_data {
                Form::EventData
            } else {
                Form::Items
            },
            item: Some(item),
        });
    }
    let schema = schema.filter(|_| !normalize::is_whole(media))?;
    if is_text(schemas, schema, &mut HashSet::new()) {
        return None;
    }
    let item = item_of(schemas, schema)?;
    let is_event = |item| event_item(schemas, item) == EventItem::Event;
    Some(Sequence {
        form: match is_event_stream && !item.is_some_and(is_event) {
            true => Form::EventData,
            false => Form::Items,
        },
        item,
    })
}

/// Whether a media type is a sequence of values (OpenAPI 3.2.0 §4.14.3).
pub(super) fn is_sequence(essence: &str) -> bool {
    matches!(
        essence,
        "application/jsonl"
            | "application/json-lines"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/ndjson"
            | "application/x-ndjson"
            | "application/json-seq"
            | "text/event-stream"
    ) || essence.ends_with("+json-seq")
}

/// Whether a schema describes a text: a string, or nothing that tells otherwise.
fn is_text(schemas: &Schemas, schema: SchemaId, seen: &mut HashSet<SchemaId>) -> bool {
    if !seen.insert(schema) {
        return true;
    }
    let all = Constraints::of(schemas, &[schema]);
    if let Some(types) = all.types {
        return types.contains(Type::String);
    }
    let mut branches = all.unions.iter().flat_map(|union| union.branches);
    branches.all(|branch| is_text(schemas, *branch, seen))
}

/// The schema of an item: that of the items of an array, `Some(None)` if these may be anything, or else the schema itself.
/// `None` if several schemas describe the items of an array.
fn item_of(schemas: &Schemas, schema: SchemaId) -> Option<Option<SchemaId>> {
    let all = Constraints::of(schemas, &[schema]);
    if !all.types.is_some_and(|types| types.contains(Type::Array)) {
        return Some(Some(schema));
    }
    match all.items()[..] {
        _ if all.prefix_length() > 0 => None,
        [] => Some(None),
        [item] => Some(Some(item)),
        _ => None,
    }
}

/// What a schema of an item of an event stream describes.
fn event_item(schemas: &Schemas, schema: SchemaId) -> EventItem {
    event_item_of(schemas, schema, &mut HashSet::new())
}

fn event_item_of(schemas: &Schemas, schema: SchemaId, seen: &mut HashSet<SchemaId>) -> EventItem {
    if !seen.insert(schema) {
        return EventItem::Unknown;
    }
    let all = Constraints::of(schemas, &[schema]);
    let may_be_object = all.types.is_none_or(|types| types.contains(Type::Object));
    let mut names = all.properties.keys();
    if !may_be_object || !names.all(|name| FIELDS.contains(name)) {
        return EventItem::Data;
    }
    let branches = all.unions.iter().flat_map(|union| union.branches);
    let branches: Vec<EventItem> = branches
        .map(|branch| event_item_of(schemas, *branch, seen))
        .collect();
    if branches.contains(&EventItem::Data) {
        return EventItem::Data;
    }
    let mut branches = branches.into_iter().peekable();
    let are_events = branches.peek().is_some() && branches.all(|it| it == EventItem::Event);
    match all.properties.contains_key("data") || are_events {
        true => EventItem::Event,
        false => EventItem::Unknown,
    }
}
