//! Headers of answers, read by type: OpenAPI's `simple` style.

use http::HeaderMap;
use http::header::SET_COOKIE;
use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// Reads the header of that name; an absent one is null.
pub(super) fn read<T: DeserializeOwned>(headers: &HeaderMap, name: &str, explode: bool) -> Result<T, Error> {
    let lines = headers.get_all(name).iter();
    let lines: Vec<_> = lines.map(|line| String::from_utf8_lossy(line.as_bytes()).into_owned()).collect();
    if lines.is_empty() {
        return T::deserialize(Value::Null);
    }
    // A cookie has commas of its own.
    let (text, items) = if name.eq_ignore_ascii_case(SET_COOKIE.as_str()) {
        (lines.first().cloned().unwrap_or_default(), lines)
    } else {
        let text = lines.join(", ");
        let items = text.split(',').map(|item| item.trim().to_owned()).filter(|item| !item.is_empty()).collect();
        (text, items)
    };
    // What the text means depends on the type that is wanted: `7` is a string, a number or a list of one.
    let meanings = [
        Value::String(text.clone()),
        scalar(text),
        items.iter().cloned().map(Value::String).collect(),
        items.iter().cloned().map(scalar).collect(),
        object(&items, explode, Value::String),
        object(&items, explode, scalar),
    ];
    let mut meanings = meanings.into_iter().map(T::deserialize);
    let first = meanings.next().unwrap_or_else(|| T::deserialize(Value::Null));
    first.or_else(|error| meanings.find_map(Result::ok).ok_or(error))
}

fn object(items: &[String], explode: bool, value: fn(String) -> Value) -> Value {
    let pair = |[name, text]: [&str; 2]| (name.to_owned(), value(text.to_owned()));
    if explode {
        let pairs = items.iter().filter_map(|item| item.split_once('='));
        return Value::Object(pairs.map(|(name, text)| pair([name, text])).collect());
    }
    let pairs = items.chunks(2).filter_map(|chunk| match chunk {
        [name, text] => Some(pair([name, text])),
        _ => None,
    });
    Value::Object(pairs.collect())
}

/// A number or a boolean, if the text is one.
fn scalar(text: String) -> Value {
    match serde_json::from_str(&text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => Value::String(text),
    }
}
