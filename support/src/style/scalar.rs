//! A text as the value that its schema asks for.

use serde_json::{Number, Value};

use super::super::schema::{Limited, Schema, Types};
use super::Unreadable;

/// The longest text that a message shows, in characters.
const SHOWN: usize = 40;

/// 2^53: floats below it are exact.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// The types whose values have a text of their own.
pub(super) const SCALARS: Types = Types::ALL
    .without(Types::ARRAY)
    .without(Types::OBJECT)
    .without(Types::NULL);

/// Reads one value. Without a schema every text is a string.
///
/// Where the schema leaves the choice between a string and something else, it is the something else if the text is
/// just how that would be written. Arrays and objects are read as JSON.
pub(super) fn read(
    schemas: Limited<'_>,
    schema: Option<&Schema>,
    text: &str,
    pointer: &str,
) -> Result<Value, Unreadable> {
    let Some(schema) = schema else {
        return Ok(text.into());
    };
    let types = schemas.types(schema);
    let accepted = |value: &Value| schemas.accepts(schema, value);
    if !types.meets(Types::STRING) {
        let value = plain(types, text).or_else(|| json(types, text));
        return value.ok_or_else(|| unreadable(types, text, pointer));
    }
    let string = Value::from(text);
    if types == Types::ALL && accepted(&string) {
        return Ok(string);
    }
    let other = plain(types.without(Types::NULL), text).map(|value| (value.to_string(), value));
    let other = other.filter(|(written, value)| written == text && accepted(value));
    Ok(other.map_or(string, |(_, value)| value))
}

/// The text as a value of one of the types, strings apart.
fn plain(types: Types, text: &str) -> Option<Value> {
    match text {
        "" => types.meets(Types::NULL).then_some(Value::Null),
        "true" if types.meets(Types::BOOLEAN) => Some(true.into()),
        "false" if types.meets(Types::BOOLEAN) => Some(false.into()),
        text => {
            let value = Value::Number(number(text)?);
            types.contains(Types::of(&value)).then_some(value)
        }
    }
}

/// A number in decimal, an integer if it has no fraction. One beyond 64 bits is as near as a float comes, as in JSON.
fn number(text: &str) -> Option<Number> {
    if text.starts_with('+')
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte))
    {
        return None;
    }
    if let Ok(value) = text.parse::<i64>() {
        return Some(value.into());
    }
    if let Ok(value) = text.parse::<u64>() {
        return Some(value.into());
    }
    let value: f64 = text.parse().ok()?;
    if text.ends_with(".0") && value.abs() < EXACT {
        return Some((value as i64).into());
    }
    Number::from_f64(value)
}

fn json(types: Types, text: &str) -> Option<Value> {
    if !types.meets(Types::ARRAY) && !types.meets(Types::OBJECT) {
        return None;
    }
    let value = serde_json::from_str(text).ok()?;
    types.contains(Types::of(&value)).then_some(value)
}

pub(super) fn unreadable(types: Types, text: &str, pointer: &str) -> Unreadable {
    let shown: String = text.chars().take(SHOWN).collect();
    let more = if shown.len() < text.len() { "…" } else { "" };
    let found = if text.is_empty() {
        "empty".to_owned()
    } else {
        format!("\"{shown}{more}\"")
    };
    Unreadable::new(pointer, format!("must be {types}, is {found}"))
}
