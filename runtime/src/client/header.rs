//! Documented headers of responses, in OpenAPI's `simple` style or as JSON.

use http::header::SET_COOKIE;
use http::HeaderMap;
use serde_json::Value;

use super::super::headers::HeaderError;
use super::super::json::{self, DuplicateMembers, FromJson, Mismatch, Tree};
use super::super::schema::{Budget, Direction, Schemas, TypeSet};
use super::super::style::{Limited, Parameter, Reading, Shape, Shaped, Shapes, Style};

/// A type whose fields are the documented headers of a response.
pub trait FromHeaders: Sized {
    /// Reads them.
    ///
    /// # Errors
    /// When a required header is missing, or one does not fit its type.
    fn from_headers(headers: &ResponseHeaders<'_>) -> Result<Self, HeaderError>;
}

/// The headers of a response.
#[derive(Debug)]
pub struct ResponseHeaders<'a>(pub(super) &'a HeaderMap);

impl ResponseHeaders<'_> {
    /// Reads a header in OpenAPI's `simple` style. A missing one is `None` if the type is an option.
    ///
    /// `Set-Cookie` may come several times, whatever its type: a list has an item for each, and a string a line.
    ///
    /// # Errors
    /// When the header is missing and the type is not an option, or it does not fit the type.
    pub fn get<T: FromJson>(&self, name: &str) -> Result<T, HeaderError> {
        let lines = self.lines(name)?;
        if lines.is_empty() {
            return missing(name);
        }
        first_fitting(&candidates(&lines, name))
            .map_err(|error| HeaderError::new(name, format!("does not fit its schema: {error}")))
    }

    /// Reads a header whose value is JSON. A missing one is `None` if the type is an option.
    ///
    /// # Errors
    /// When the header is missing and the type is not an option, or it is not JSON or does not fit the type.
    pub fn json<T: FromJson>(&self, name: &str) -> Result<T, HeaderError> {
        let lines = self.lines(name)?;
        if lines.is_empty() {
            return missing(name);
        }
        // A proxy may have split the value at a comma.
        let tree = Tree::parse(lines.join(", "), DuplicateMembers::KeepLast)
            .map_err(|error| HeaderError::new(name, format!("is not JSON: {}", error.message)))?;
        T::from_json(tree.root())
            .map_err(|error| HeaderError::new(name, format!("does not fit its schema: {error}")))
    }

    fn lines(&self, name: &str) -> Result<Vec<&str>, HeaderError> {
        let lines = self.0.get_all(name).iter();
        let lines = lines.map(|line| std::str::from_utf8(line.as_bytes()));
        let lines: Result<_, _> = lines.collect();
        lines.map_err(|_| HeaderError::new(name, "is not UTF-8"))
    }
}

/// The value of a header that is missing.
fn missing<T: FromJson>(name: &str) -> Result<T, HeaderError> {
    json::from_value(&Value::Null).map_err(|_| HeaderError::new(name, "is required and missing"))
}

/// The values that a header may stand for, from its lines. Which it is depends on the type: `7` is a string, a number or an
/// array of one item.
fn candidates(lines: &[&str], name: &str) -> Vec<Value> {
    let is_cookie = name.eq_ignore_ascii_case(SET_COOKIE.as_str());
    // The lines of this header are not joined by commas, which cookies may have (RFC 9110, section 5.3).
    let text = lines.join(if is_cookie { "\n" } else { ", " });
    let (strings, members) = if is_cookie {
        (
            lines.iter().copied().map(Value::from).collect(),
            Value::Null,
        )
    } else {
        let string = || Shape::of(TypeSet::STRING);
        (
            parsed(name, &text, &Shape::array(string())),
            parsed(name, &text, &Shape::object(string())),
        )
    };
    let text = Value::String(text);
    let (number, numbers, typed) = (scalar(&text), scalar(&strings), scalar(&members));
    let mut candidates = vec![text, number, strings, numbers, members, typed];
    // What the text cannot be read as is null here, and no value of a header.
    candidates.retain(|value| !value.is_null());
    candidates
}

/// The first of the candidates that fits the type.
///
/// # Errors
/// The error of the first of them, which is the text.
pub(super) fn first_fitting<T: FromJson>(candidates: &[Value]) -> Result<T, Mismatch> {
    let mut results = candidates.iter().map(json::from_value);
    let first = results
        .next()
        .unwrap_or_else(|| json::from_value(&Value::Null));
    first.or_else(|error| results.find_map(Result::ok).ok_or(error))
}

/// The header's text, read as an array or an object.
fn parsed(name: &str, text: &str, shape: &Shape) -> Value {
    let schemas: Schemas = Default::default();
    let shapes = Shapes::default();
    let budget = Budget::for_request(text.len());
    let limited = Limited {
        schemas: &schemas,
        shapes: &shapes,
        direction: Direction::Response,
        budget: &budget,
    };
    let parameter = Parameter {
        name,
        style: Style::Simple,
        explode: false,
        allow_empty: false,
        others: &[],
        shape: Shaped::without_schema(shape, limited),
    };
    parameter
        .read_header([text])
        .ok()
        .flatten()
        .map(Reading::into_value)
        .unwrap_or_default()
}

/// The value, with each string that is a number or a boolean in JSON replaced by it.
pub(super) fn scalar(value: &Value) -> Value {
    match value {
        Value::String(text) => match serde_json::from_str(text) {
            Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
            _ => value.clone(),
        },
        Value::Array(items) => items.iter().map(scalar).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.clone(), scalar(value)))
            .collect(),
        other => other.clone(),
    }
}
