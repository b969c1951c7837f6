//! The data of a stage as JSON, for those who work on specfirst and for reports of bugs.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::contract;
use crate::diagnostic::Diagnostics;
use crate::lower::lower;
use crate::normalize::Document;
use crate::rust::{Names, views};
use crate::source::{At, FileId, Sources, pointer};

/// A stage whose data can be printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The document in normal form: of any version, with references between its objects resolved.
    Document,
    /// The schemas, by number; the document, the model and other schemas refer to them by these numbers.
    Schemas,
    /// The model: operations and types, independent of Rust.
    Model,
    /// What the templates print.
    Views,
    /// The entries of `contract.jsonl`.
    Contract,
}

/// The data of a stage; `None` if an earlier stage found errors.
pub(crate) fn stage(
    stage: Stage,
    document: &Document,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    match stage {
        Stage::Document => return json(document),
        Stage::Schemas => return json(&document.schemas),
        Stage::Model | Stage::Views | Stage::Contract => {}
    }
    let api = lower(document, diagnostics);
    if stage == Stage::Model {
        return json(&api);
    }
    if diagnostics.has_errors() {
        return None;
    }
    let names = Names::choose(&api);
    if stage == Stage::Views {
        return json(&views(&api, &names));
    }
    let contract = contract::write(&api, &document.schemas, &names.keys());
    let entries = contract.text.lines();
    Some(
        entries
            .filter_map(|entry| serde_json::from_str::<Value>(entry).ok())
            .collect(),
    )
}

fn json(data: &impl Serialize) -> Option<Value> {
    serde_json::to_value(data).ok()
}

/// Replaces the number of each node by its place, `FILE:LINE:COLUMN`.
pub(crate) fn located(mut value: Value, sources: &Sources) -> Value {
    let mut places = Vec::new();
    walk(&mut value, &mut |at| {
        places.push(at);
        None
    });
    let spans = sources.locate_all(&places);
    walk(&mut value, &mut |at| {
        let span = spans.get(&at)?;
        let label = sources.name(span.file);
        Some(format!("{label}:{}:{}", span.start.line, span.start.column))
    });
    value
}

/// Calls a function for each number of a node, and replaces it by the result.
fn walk(value: &mut Value, replace: &mut impl FnMut(At) -> Option<String>) {
    match value {
        Value::Object(members) => match node(members) {
            Some(at) => {
                if let Some(place) = replace(at) {
                    *value = Value::String(place);
                }
            }
            None => members
                .values_mut()
                .for_each(|member| walk(member, replace)),
        },
        Value::Array(items) => items.iter_mut().for_each(|item| walk(item, replace)),
        _ => {}
    }
}

/// The number of a node, as [`At`] is serialized.
fn node(members: &Map<String, Value>) -> Option<At> {
    let number = |name| members.get(name)?.as_u64()?.try_into().ok();
    let at = At {
        file: FileId(number("file")?),
        node: number("node")?,
    };
    (members.len() == 2).then_some(at)
}

/// What a dump has of an operation or schema: every object with that name, by its JSON pointer. Objects inside of such an
/// object are not repeated.
pub fn filter(value: &Value, name: &str) -> Map<String, Value> {
    let mut found = Map::new();
    collect(value, name, &mut String::new(), &mut found);
    found
}

/// Members that name the object they are in.
const NAMES: [&str; 6] = ["name", "id", "operationId", "operation", "schema", "shape"];

fn has_name(members: &Map<String, Value>, name: &str) -> bool {
    let is_name = |value: &Value| value.as_str() == Some(name);
    let is_origin = |origin: &Value| origin.get("name").is_some_and(is_name);
    // A definition of the model has the name of its schema in its origin.
    let origin = members.get("origin").and_then(Value::as_object);
    NAMES
        .iter()
        .any(|key| members.get(*key).is_some_and(is_name))
        || origin.is_some_and(|origin| origin.values().any(is_origin))
}

fn collect(value: &Value, name: &str, at: &mut String, found: &mut Map<String, Value>) {
    let length = at.len();
    match value {
        Value::Object(members) if has_name(members, name) => {
            found.insert(at.clone(), value.clone());
        }
        Value::Object(members) => {
            for (key, member) in members {
                at.push('/');
                at.push_str(&pointer::escape(key));
                collect(member, name, at, found);
                at.truncate(length);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                at.push_str(&format!("/{index}"));
                collect(item, name, at, found);
                at.truncate(length);
            }
        }
        _ => {}
    }
}
