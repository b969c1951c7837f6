//! Filling templates, as the generated server does, to see whether what comes out satisfies the schema.

use serde_json::{Map, Value, json};

/// A problem to try a template with.
#[derive(Debug)]
pub struct Trial {
    pub status: u16,
    pub detail: String,
    pub errors: Vec<Entry>,
}

/// One of the things that are wrong.
#[derive(Debug)]
pub struct Entry {
    /// `body`, `path`, `query`, `header` or `cookie`.
    pub place: &'static str,
    /// JSON pointer in a body, name elsewhere.
    pub pointer: &'static str,
    /// The last segment of the pointer.
    pub name: &'static str,
    pub code: &'static str,
    pub message: &'static str,
}

impl Trial {
    /// Faults of a status that differ as much as they can: with several entries, with one, and with none.
    pub fn all(status: u16) -> Vec<Trial> {
        let entry = |place, pointer, name, code, message| Entry {
            place,
            pointer,
            name,
            code,
            message,
        };
        let body = || {
            entry(
                "body",
                "/pets/0/name",
                "pets.0.name",
                "maxLength",
                "must be at most 3 characters long, has 5",
            )
        };
        let query = || entry("query", "limit", "limit", "parse", "is no integer");
        let whole = || {
            entry(
                "body",
                "",
                "",
                "parse",
                "is no JSON: expected value at line 1 column 1",
            )
        };
        let errors = [vec![body(), query(), body()], vec![whole()], Vec::new()];
        let detail = "The request is not as documented in 3 places: body/pets/0/name is too long.";
        errors
            .into_iter()
            .map(|errors| Trial {
                status,
                detail: detail.to_owned(),
                errors,
            })
            .collect()
    }
}

/// The body that a template gives for a problem.
pub fn fill(template: &Value, trial: &Trial) -> Value {
    walk(template, &|name, hole| of_fault(name, hole, trial))
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

fn of_fault(name: &str, hole: &Map<String, Value>, trial: &Trial) -> Value {
    match name {
        "detail" => text(&trial.detail, hole),
        "status" => trial.status.into(),
        "statusText" => text(&trial.status.to_string(), hole),
        "title" => text("Unprocessable Entity", hole),
        "type" => "about:blank".into(),
        "errors" => {
            let each = hole.get("each").unwrap_or(&Value::Null);
            if trial.errors.is_empty() {
                return Value::Array(vec![walk(each, &|name, hole| of_whole(name, hole, trial))]);
            }
            trial
                .errors
                .iter()
                .map(|entry| walk(each, &|name, hole| of_entry(name, hole, entry, trial)))
                .collect()
        }
        _ => Value::Null,
    }
}

fn of_entry(name: &str, hole: &Map<String, Value>, entry: &Entry, trial: &Trial) -> Value {
    match name {
        "message" => text(entry.message, hole),
        "code" => text(entry.code, hole),
        "in" => text(entry.place, hole),
        "pointer" => text(entry.pointer, hole),
        "name" => text(entry.name, hole),
        "loc" => std::iter::once(entry.place)
            .chain(entry.pointer.split('/').filter(|step| !step.is_empty()))
            .collect(),
        _ => of_fault(name, hole, trial),
    }
}

/// The one entry of a problem in which nothing single is wrong.
fn of_whole(name: &str, hole: &Map<String, Value>, trial: &Trial) -> Value {
    match name {
        "message" => text(&trial.detail, hole),
        "code" => text(&trial.status.to_string(), hole),
        "in" => text("request", hole),
        "pointer" | "name" => "".into(),
        "loc" => json!(["request"]),
        _ => of_fault(name, hole, trial),
    }
}

/// A text, cut to the hole's `max` characters.
fn text(text: &str, hole: &Map<String, Value>) -> Value {
    let max = hole
        .get("max")
        .and_then(Value::as_u64)
        .and_then(|max| usize::try_from(max).ok());
    text.chars()
        .take(max.unwrap_or(usize::MAX))
        .collect::<String>()
        .into()
}
