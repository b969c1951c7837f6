//! Error bodies: the documented ones, whose holes are filled, and problem details.

use axum::http::StatusCode;
use serde_json::Map;
use serde_json::{json, Value};

use super::problem::{Location, Problem, Violation};

/// Fills the holes (`{"$": …}`) of a documented error body.
pub(super) fn fill(template: &Value, problem: &Problem) -> Value {
    walk(template, &|name, hole| problem_hole(name, hole, problem))
}

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

fn problem_hole(name: &str, hole: &Map<String, Value>, problem: &Problem) -> Value {
    match name {
        "detail" => text(&problem.detail, hole),
        "status" => problem.status.as_u16().into(),
        "statusText" => text(problem.status.as_str(), hole),
        "title" => text(title(problem.status), hole),
        "type" => "about:blank".into(),
        "errors" => {
            let each = hole.get("each").unwrap_or(&Value::Null);
            if problem.errors.is_empty() {
                return Value::Array(vec![walk(each, &|name, hole| {
                    whole_hole(name, hole, problem)
                })]);
            }
            let fill_one = |item| walk(each, &|name, hole| item_hole(name, hole, item, problem));
            problem.errors.iter().map(fill_one).collect()
        }
        _ => Value::Null,
    }
}

fn item_hole(name: &str, hole: &Map<String, Value>, item: &Violation, problem: &Problem) -> Value {
    match name {
        "message" => text(&item.message, hole),
        "code" => text(&item.code, hole),
        "in" => text(item.location.as_str(), hole),
        "pointer" if item.location == Location::Body => text(&item.pointer, hole),
        "pointer" => text(&item.name, hole),
        "name" => text(&item.steps().collect::<Vec<_>>().join("."), hole),
        "loc" => std::iter::once(item.location.as_str().to_owned())
            .chain(item.steps())
            .collect(),
        _ => problem_hole(name, hole, problem),
    }
}

/// The one entry of a list of errors when nothing single is wrong: the request as such.
fn whole_hole(name: &str, hole: &Map<String, Value>, problem: &Problem) -> Value {
    match name {
        "message" => text(&problem.detail, hole),
        "code" => text(problem.status.as_str(), hole),
        "in" => text("request", hole),
        "pointer" | "name" => "".into(),
        "loc" => json!(["request"]),
        _ => problem_hole(name, hole, problem),
    }
}

/// A text, cut to the hole's `max` characters.
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
pub(super) fn problem(problem: &Problem) -> Value {
    let mut body = json!({
        "type": "about:blank",
        "title": title(problem.status),
        "status": problem.status.as_u16(),
        "detail": problem.detail,
    });
    if !problem.errors.is_empty() {
        body["errors"] = problem.errors.iter().map(violation).collect();
    }
    body
}

fn violation(item: &Violation) -> Value {
    let mut entry = json!({ "in": item.location.as_str() });
    if item.location != Location::Body {
        entry["name"] = item.name.as_str().into();
    }
    if item.location == Location::Body || !item.pointer.is_empty() {
        entry["pointer"] = item.pointer.as_str().into();
    }
    entry["code"] = item.code.as_str().into();
    entry["message"] = item.message.as_str().into();
    entry
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}
