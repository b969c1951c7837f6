//! Templates of the documented error bodies: what a generated server answers with when it refuses a request itself.
//!
//! A template is a JSON value in which an object with the member `$` is a hole. Whatever fills the holes, the body
//! satisfies the schema; that is tried here, and a template that fails gives way to one with fewer holes.

mod candidate;
mod fill;
mod member;
mod template;

use serde_json::{Map, Value, json};

pub use fill::{Entry, Trial, fill};

use crate::api::{Content, Form, Operation, Status};
use crate::example::{Direction, Samples};
use crate::schema::SchemaId;
use template::{Builder, Wish, is_hole};

/// From all that can be said to nothing.
const WISHES: [Wish; 5] = [
    Wish {
        optional: true,
        lists: true,
        more: true,
    },
    Wish {
        optional: true,
        lists: false,
        more: true,
    },
    Wish {
        optional: false,
        lists: true,
        more: true,
    },
    Wish {
        optional: false,
        lists: false,
        more: true,
    },
    Wish {
        optional: false,
        lists: false,
        more: false,
    },
];

/// The contract's `faults` of an operation: what it documents for errors, by status. A status that is documented
/// without a JSON body that can be filled in has an entry without `body`.
pub fn templates(samples: &mut Samples, operation: &Operation) -> Map<String, Value> {
    let mut faults = Map::new();
    for response in &operation.responses {
        let Some(statuses) = statuses(response.status) else {
            continue;
        };
        let json = response
            .contents
            .iter()
            .filter(|content| content.form == Form::Json);
        let found = json
            .filter_map(|content| Some((content, template(samples, content.schema?, &statuses)?)))
            .next();
        let fault = match found {
            Some((content, body)) => json!({ "type": media_type(content), "body": body }),
            None => json!({}),
        };
        faults.insert(response.status.to_string(), fault);
    }
    faults
}

/// The statuses that stand for those that an error response is for; none for a success.
pub fn statuses(status: Status) -> Option<Vec<u16>> {
    match status {
        Status::Code(code @ 400..=599) => Some(vec![code]),
        Status::Range(range @ 4..=5) => {
            Some(vec![u16::from(range) * 100, u16::from(range) * 100 + 99])
        }
        Status::Default => Some(vec![400, 599]),
        _ => None,
    }
}

/// The template of a schema, with as many holes as it takes; none where nothing satisfies it.
fn template(samples: &mut Samples, schema: SchemaId, statuses: &[u16]) -> Option<Value> {
    let key = (schema, statuses.to_vec());
    if let Some(known) = samples.templates.get(&key) {
        return known.clone();
    }
    let mut found = None;
    for wish in WISHES {
        let template = Builder {
            samples,
            statuses,
            wish,
        }
        .body(&[schema], 0);
        if holds(samples, schema, &template, statuses) {
            found = Some(template);
            break;
        }
    }
    let found = found.or_else(|| {
        let (sample, _) = samples.bare(&[schema]);
        Some(sample.value).filter(|value| sample.fits && !has_hole(value))
    });
    samples.templates.insert(key, found.clone());
    found
}

/// Whether a template satisfies the schema with whatever it is filled.
fn holds(samples: &mut Samples, schema: SchemaId, template: &Value, statuses: &[u16]) -> bool {
    let trials = statuses.iter().flat_map(|status| Trial::all(*status));
    trials
        .map(|trial| fill(template, &trial))
        .all(|body| samples.accepts(schema, &body, Direction::Response))
}

/// Whether a body would be taken for a template, by an accident of its names.
fn has_hole(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.iter().any(has_hole),
        Value::Object(members) => is_hole(value) || members.values().any(has_hole),
        _ => false,
    }
}

/// The media type that is sent for a content, which may be a range.
fn media_type(content: &Content) -> &str {
    if content.media_type.contains('*') {
        "application/json"
    } else {
        &content.media_type
    }
}
