//! Filling templates as the generated server does, to check that the bodies satisfy the schema.

use serde_json::{Map, Value, json};

/// A problem that a template is checked with.
#[derive(Debug)]
pub struct SampleProblem {
    pub status: u16,
    pub detail: String,
    pub errors: Vec<SampleViolation>,
}

/// A violation of such a problem.
#[derive(Debug)]
pub struct SampleViolation {
    /// `body`, `path`, `query`, `header` or `cookie`.
    pub location: &'static str,
    /// JSON pointer in a body, name elsewhere.
    pub pointer: &'static str,
    /// The last segment of the pointer.
    pub name: &'static str,
    pub code: &'static str,
    pub message: &'static str,
}

impl SampleProblem {
    /// Problems of a status with several violations, with one, and with none.
    pub fn all(status: u16) -> Vec<SampleProblem> {
        let violation = |location, pointer, name, code, message| SampleViolation {
            location,
            pointer,
            name,
            code,
            message,
        };
        let body = || {
            violation(
                "body",
                "/pets/0/name",
                "pets.0.name",
                "maxLength",
                "must be at most 3 characters long, has 5",
            )
        };
        let query = || violation("query", "limit", "limit", "parse", "is no integer");
        let invalid_json = || {
            violation(
                "body",
                "",
                "",
                "parse",
                "is no JSON: expected value at line 1 column 1",
            )
        };
        let errors = [
            vec![body(), query(), body()],
            vec![invalid_json()],
            Vec::new(),
        ];
        let detail = "The request is not as documented in 3 places: body/pets/0/name is too long.";
        errors
            .into_iter()
            .map(|errors| SampleProblem {
                status,
                detail: detail.to_owned(),
                errors,
            })
            .collect()
    }
}

/// The body that a template gives for a problem.
pub fn fill(template: &Value, problem: &SampleProblem) -> Value {
    walk(template, &|name, placeholder| {
        of_problem(name, placeholder, problem)
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

fn of_problem(name: &str, placeholder: &Map<String, Value>, problem: &SampleProblem) -> Value {
    match name {
        "detail" => text(&problem.detail, placeholder),
        "status" => problem.status.into(),
        "statusText" => text(&problem.status.to_string(), placeholder),
        "title" => text("Unprocessable Entity", placeholder),
        "type" => "about:blank".into(),
        "errors" => {
            let each = placeholder.get("each").unwrap_or(&Value::Null);
            if problem.errors.is_empty() {
                return Value::Array(vec![walk(each, &|name, placeholder| {
                    of_request(name, placeholder, problem)
                })]);
            }
            problem
                .errors
                .iter()
                .map(|violation| {
                    walk(each, &|name, placeholder| {
                        of_violation(name, placeholder, violation, problem)
                    })
                })
                .collect()
        }
        _ => Value::Null,
    }
}

fn of_violation(
    name: &str,
    placeholder: &Map<String, Value>,
    violation: &SampleViolation,
    problem: &SampleProblem,
) -> Value {
    match name {
        "message" => text(violation.message, placeholder),
        "code" => text(violation.code, placeholder),
        "in" => text(violation.location, placeholder),
        "pointer" => text(violation.pointer, placeholder),
        "name" => text(violation.name, placeholder),
        "loc" => std::iter::once(violation.location)
            .chain(
                violation
                    .pointer
                    .split('/')
                    .filter(|token| !token.is_empty()),
            )
            .collect(),
        _ => of_problem(name, placeholder, problem),
    }
}

/// The only entry of the list for a problem without violations: the request as such.
fn of_request(name: &str, placeholder: &Map<String, Value>, problem: &SampleProblem) -> Value {
    match name {
        "message" => text(&problem.detail, placeholder),
        "code" => text(&problem.status.to_string(), placeholder),
        "in" => text("request", placeholder),
        "pointer" | "name" => "".into(),
        "loc" => json!(["request"]),
        _ => of_problem(name, placeholder, problem),
    }
}

/// A text, cut to the placeholder's `max` characters.
fn text(text: &str, placeholder: &Map<String, Value>) -> Value {
    let max = placeholder
        .get("max")
        .and_then(Value::as_u64)
        .and_then(|max| usize::try_from(max).ok());
    text.chars()
        .take(max.unwrap_or(usize::MAX))
        .collect::<String>()
        .into()
}
