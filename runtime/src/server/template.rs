//! Error bodies: templates of the documented ones, and problem details.

use axum::http::StatusCode;
use serde_json::Map;
use serde_json::{json, Value};

use super::problem::{Location, Problem, Violation};

/// Replaces the placeholders (`{"$": …}`) of a documented error body.
pub(super) fn fill(template: &Value, problem: &Problem) -> Value {
    walk(template, &|name, placeholder| {
        for_problem(name, placeholder, problem)
    })
}

fn walk(template: &Value, placeholder: &dyn Fn(&str, &Map<String, Value>) -> Value) -> Value {
    match template {
        Value::Array(items) => items.iter().map(|item| walk(item, placeholder)).collect(),
        Value::Object(members) => match members.get("$") {
            Some(Value::String(name)) => placeholder(name, members),
            _ => Value::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.clone(), walk(value, placeholder)))
                    .collect(),
            ),
        },
        other => other.clone(),
    }
}

fn for_problem(name: &str, placeholder: &Map<String, Value>, problem: &Problem) -> Value {
    match name {
        "detail" => text(&problem.detail, placeholder),
        "status" => problem.status.as_u16().into(),
        "statusText" => text(problem.status.as_str(), placeholder),
        "title" => text(title(problem.status), placeholder),
        "type" => "about:blank".into(),
        "errors" => {
            let each = placeholder.get("each").unwrap_or(&Value::Null);
            if problem.errors.is_empty() {
                return Value::Array(vec![walk(each, &|name, placeholder| {
                    for_request(name, placeholder, problem)
                })]);
            }
            let fill_one = |violation| {
                walk(each, &|name, placeholder| {
                    for_violation(name, placeholder, violation, problem)
                })
            };
            problem.errors.iter().map(fill_one).collect()
        }
        _ => Value::Null,
    }
}

fn for_violation(
    name: &str,
    placeholder: &Map<String, Value>,
    violation: &Violation,
    problem: &Problem,
) -> Value {
    match name {
        "message" => text(&violation.message, placeholder),
        "code" => text(&violation.code, placeholder),
        "in" => text(violation.location.as_str(), placeholder),
        "pointer" if violation.location == Location::Body => text(&violation.pointer, placeholder),
        "pointer" => text(&violation.name, placeholder),
        "name" => text(
            &violation.steps().collect::<Vec<_>>().join("."),
            placeholder,
        ),
        "loc" => std::iter::once(violation.location.as_str().to_owned())
            .chain(violation.steps())
            .collect(),
        _ => for_problem(name, placeholder, problem),
    }
}

/// The only entry of the list for a problem without violations: the request as such.
fn for_request(name: &str, placeholder: &Map<String, Value>, problem: &Problem) -> Value {
    match name {
        "message" => text(&problem.detail, placeholder),
        "code" => text(problem.status.as_str(), placeholder),
        "in" => text("request", placeholder),
        "pointer" | "name" => "".into(),
        "loc" => json!(["request"]),
        _ => for_problem(name, placeholder, problem),
    }
}

/// A text, cut to the placeholder's `max` characters.
fn text(text: &str, placeholder: &Map<String, Value>) -> Value {
    match placeholder.get("max").and_then(Value::as_u64) {
        Some(max) => text
            .chars()
            .take(usize::try_from(max).unwrap_or(usize::MAX))
            .collect::<String>()
            .into(),
        None => text.into(),
    }
}

/// The body of an error response that is not documented (RFC 9457, section 3).
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

fn violation(violation: &Violation) -> Value {
    let mut entry = json!({ "in": violation.location.as_str() });
    if violation.location != Location::Body {
        entry["name"] = violation.name.as_str().into();
    }
    if violation.location == Location::Body || !violation.pointer.is_empty() {
        entry["pointer"] = violation.pointer.as_str().into();
    }
    entry["code"] = violation.code.as_str().into();
    entry["message"] = violation.message.as_str().into();
    entry
}

fn title(status: StatusCode) -> &'static str {
    status.canonical_reason().unwrap_or("Error")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(location: Location, name: &str, pointer: &str) -> Violation {
        Violation {
            location,
            name: name.to_owned(),
            pointer: pointer.to_owned(),
            code: "minimum".to_owned(),
            message: "must be at least 1".to_owned(),
        }
    }

    #[test]
    fn violations_say_where_they_are() {
        let mut refusal = Problem::refusal(StatusCode::UNPROCESSABLE_ENTITY, "invalid");
        refusal.errors = vec![
            found(Location::Body, "", "/a/b"),
            found(Location::Query, "limit", ""),
            found(Location::Query, "filter", "/x"),
        ];
        let template = json!({ "list": { "$": "errors", "each": {
            "in": { "$": "in" },
            "pointer": { "$": "pointer" },
            "name": { "$": "name" },
            "message": { "$": "message", "max": 4 },
        } } });
        let entry = |location: &str, pointer: &str, name: &str| json!({ "in": location, "pointer": pointer, "name": name, "message": "must" });
        assert_eq!(
            fill(&template, &refusal)["list"],
            json!([
                entry("body", "/a/b", "a.b"),
                entry("query", "limit", "limit"),
                entry("query", "filter", "filter.x"),
            ])
        );
        let errors = &problem(&refusal)["errors"];
        let rest = |mut entry: Value| {
            entry["code"] = "minimum".into();
            entry["message"] = "must be at least 1".into();
            entry
        };
        assert_eq!(
            *errors,
            json!([
                rest(json!({ "in": "body", "pointer": "/a/b" })),
                rest(json!({ "in": "query", "name": "limit" })),
                rest(json!({ "in": "query", "name": "filter", "pointer": "/x" })),
            ])
        );
    }
}
