//! Error bodies: the documented ones, whose holes are filled, and problem details.

use axum::http::StatusCode;
#[cfg(feature = "templates")]
use serde_json::Map;
use serde_json::{json, Value};

use super::fault::{Fault, FaultItem, Place};

/// Fills the holes (`{"$": …}`) of a documented error body.
#[cfg(feature = "templates")]
pub(super) fn fill(template: &Value, fault: &Fault) -> Value {
    walk(template, &|name, hole| fault_hole(name, hole, fault))
}

#[cfg(feature = "templates")]
fn walk(template: &Value, hole: &dyn Fn(&str, &Map<String, Value>) -> Value) -> Value {
    match template {
        Value::Array(items) => items.iter().map(|item| walk(item, hole)).collect(),
        Value::Object(members) => match members.get("$") {
            Some(Value::String(name)) => hole(name, members),
            _ => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), walk(value, hole)))
                    .collect(),
            ),
        },
        other => other.clone(),
    }
}

#[cfg(feature = "templates")]
fn fault_hole(name: &str, hole: &Map<String, Value>, fault: &Fault) -> Value {
    match name {
        "detail" => text(&fault.detail, hole),
        "status" => fault.status.as_u16().into(),
        "statusText" => text(fault.status.as_str(), hole),
        "title" => text(title(fault.status), hole),
        "type" => "about:blank".into(),
        "errors" => {
            let each = hole.get("each").unwrap_or(&Value::Null);
            if fault.errors.is_empty() {
                return Value::Array(vec![walk(each, &|name, hole| {
                    whole_hole(name, hole, fault)
                })]);
            }
            let fill_one = |item| walk(each, &|name, hole| item_hole(name, hole, item, fault));
            fault.errors.iter().map(fill_one).collect()
        }
        _ => Value::Null,
    }
}

#[cfg(feature = "templates")]
fn item_hole(name: &str, hole: &Map<String, Value>, item: &FaultItem, fault: &Fault) -> Value {
    match name {
        "message" => text(&item.message, hole),
        "code" => text(&item.code, hole),
        "in" => text(item.place.as_str(), hole),
        "pointer" if item.place == Place::Body => text(&item.pointer, hole),
        "pointer" => text(&item.name, hole),
        "name" => text(&item.steps().collect::<Vec<_>>().join("."), hole),
        "loc" => std::iter::once(item.place.as_str().to_owned())
            .chain(item.steps())
            .collect(),
        _ => fault_hole(name, hole, fault),
    }
}

/// The one entry of a list of errors when nothing single is wrong: the request as such.
#[cfg(feature = "templates")]
fn whole_hole(name: &str, hole: &Map<String, Value>, fault: &Fault) -> Value {
    match name {
        "message" => text(&fault.detail, hole),
        "code" => text(fault.status.as_str(), hole),
        "in" => text("request", hole),
        "pointer" | "name" => "".into(),
        "loc" => json!(["request"]),
        _ => fault_hole(name, hole, fault),
    }
}

/// A text, cut to the hole's `max` characters.
#[cfg(feature = "templates")]
fn text(text: &str, hole: &Map<String, Value>) -> Value {
    match hole.get("max").and_then(Value::as_u64) {
        Some(max) => text
            .chars()
            .take(usize::try_from(max).unwrap_or(usize::MAX))
            .collect::<String>()
            .into(),
        None => text.into(),
    }
}

/// The body of an answer that the document says nothing about (RFC 9457, section 3).
pub(super) fn problem(fault: &Fault) -> Value {
    let mut problem = json!({
        "type": "about:blank",
        "title": title(fault.status),
        "status": fault.status.as_u16(),
        "detail": fault.detail,
    });
    if !fault.errors.is_empty() {
        problem["errors"] = fault.errors.iter().map(problem_item).collect();
    }
    problem
}

fn problem_item(item: &FaultItem) -> Value {
    let mut entry = json!({ "in": item.place.as_str() });
    if item.place != Place::Body {
        entry["name"] = item.name.as_str().into();
    }
    if item.place == Place::Body || !item.pointer.is_empty() {
        entry["pointer"] = item.pointer.as_str().into();
    }
    entry["code"] = item.code.as_str().into();
    entry["message"] = item.message.as_str().into();
    entry
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
