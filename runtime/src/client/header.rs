//! Headers of answers, read by type: OpenAPI's `simple` style.

use http::header::SET_COOKIE;
use http::HeaderMap;
use serde_json::Value;

use super::super::json::{self, FromJson, Mismatch};
use super::super::schema::{Budget, Limited, Schema, Schemas};
use super::super::stream::BoxError;
use super::super::style::{Parameter, Style};

/// A type whose values are the documented headers of an answer.
pub trait Headers: Sized {
    /// Reads them.
    ///
    /// # Errors
    /// When one is absent or doesn't fit its type.
    fn read(headers: &Received<'_>) -> Result<Self, BadHeader>;
}

/// The headers of an answer.
#[derive(Debug)]
pub struct Received<'a>(pub(super) &'a HeaderMap);

/// A header that can't be read.
#[derive(Debug)]
pub struct BadHeader {
    pub(super) name: String,
    pub(super) cause: BoxError,
}

impl Received<'_> {
    /// A header, read in OpenAPI's `simple` style. An absent one is `None`, where the type allows it.
    ///
    /// # Errors
    /// When the header is absent or doesn't fit the type.
    pub fn get<T: FromJson>(&self, name: &str) -> Result<T, BadHeader> {
        read(self.0, name, false).map_err(|cause| BadHeader {
            name: name.to_owned(),
            cause: cause.into(),
        })
    }
}

/// Reads the header of that name; an absent one is null.
fn read<T: FromJson>(headers: &HeaderMap, name: &str, explode: bool) -> Result<T, Mismatch> {
    let lines = headers.get_all(name).iter();
    let lines: Vec<_> = lines
        .map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned())
        .collect();
    if lines.is_empty() {
        return json::from_value(&Value::Null);
    }
    let text = lines.join(", ");
    let (strings, members) = if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) {
        // A cookie has commas of its own.
        (lines.into_iter().map(Value::String).collect(), Value::Null)
    } else {
        let shape = |schema| parsed(name, explode, &text, &schema);
        let strings = shape(serde_json::json!({"type": "array", "items": {"type": "string"}}));
        (
            strings,
            shape(
                serde_json::json!({"type": "object", "additionalProperties": {"type": "string"}}),
            ),
        )
    };
    // What the text means depends on the type that is wanted: `7` is a string, a number or a list of one.
    let meanings = [
        scalar(&Value::from(&*text)),
        strings.clone(),
        scalar(&strings),
        members.clone(),
        scalar(&members),
    ];
    json::from_value(&Value::String(text)).or_else(|error| {
        let mut meanings = meanings.iter().map(json::from_value);
        meanings.find_map(Result::ok).ok_or(error)
    })
}

/// The header's text, taken apart as an array or an object.
fn parsed(name: &str, explode: bool, text: &str, schema: &Value) -> Value {
    let schema = Schema::compile(schema);
    let schemas: Schemas = Default::default();
    let budget = Budget::for_request(text.len());
    let limited = Limited {
        schemas: &schemas,
        budget: &budget,
    };
    let parameter = Parameter {
        name,
        style: Style::Simple,
        explode,
        allow_empty: false,
        others: &[],
        schema: &schema,
        schemas: limited,
    };
    parameter
        .read_header([text])
        .ok()
        .flatten()
        .unwrap_or_default()
}

/// The same with numbers and booleans in the place of strings that can be read so.
fn scalar(value: &Value) -> Value {
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
