//! The style `deepObject`: `filter[price][min]=1&filter[tags]=a&filter[tags]=b`.

use serde_json::{Map, Value};

use super::super::json;
use super::super::schema::TypeSet;
use super::pairs::Pairs;
use super::repeated::repeated;
use super::write::text;
use super::{percent, Shaped, Unreadable};

/// How many keys in brackets may follow a name.
const DEPTH: usize = 32;

/// The encoded pairs of a value.
pub(super) fn pairs(name: &str, value: &Value, encode: &dyn Fn(&str) -> String) -> Vec<String> {
    let mut out = Vec::new();
    write(name, value, encode, &mut out);
    out
}

fn write(name: &str, value: &Value, encode: &dyn Fn(&str) -> String, out: &mut Vec<String>) {
    let inner = |key: &str| format!("{name}%5B{}%5D", percent::encode(key, percent::RESERVED));
    match value {
        Value::Object(members) => {
            for (key, value) in members.iter().filter(|(_, value)| !value.is_null()) {
                write(&inner(key), value, encode, out);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_array() || item.is_object()) => {
            for (index, item) in items.iter().enumerate() {
                write(&inner(&index.to_string()), item, encode, out);
            }
        }
        Value::Array(items) => out.extend(
            items
                .iter()
                .map(|item| format!("{name}={}", encode(&text(item)))),
        ),
        value => out.push(format!("{name}={}", encode(&text(value)))),
    }
}

/// Reads the pairs of this name, with keys in brackets or without; `None` if there are none.
pub(super) fn read(
    shape: Shaped<'_>,
    name: &str,
    pairs: &Pairs<'_>,
) -> Result<Option<Value>, Unreadable> {
    pairs.check_names(name)?;
    let mut tree = Value::Null;
    for (key, values) in pairs.iter() {
        let Some(path) = key.strip_prefix(name).and_then(path) else {
            continue;
        };
        for raw in values {
            let text = pairs.text(raw, "")?;
            insert(&mut tree, &path, text.into_owned())?;
        }
    }
    match tree {
        Value::Null => Ok(None),
        tree => convert(Some(shape), tree, "").map(Some),
    }
}

/// The keys of `[a][b][]`; empty if there are no brackets.
fn path(brackets: &str) -> Option<Vec<&str>> {
    if brackets.is_empty() {
        return Some(Vec::new());
    }
    let inner = brackets.strip_prefix('[')?.strip_suffix(']')?;
    Some(inner.split("][").collect())
}

/// Adds a text to the tree, whose leaves are arrays of texts.
fn insert(tree: &mut Value, path: &[&str], text: String) -> Result<(), Unreadable> {
    if path.len() > DEPTH {
        return Err(Unreadable::new("", "is nested too deeply"));
    }
    let empty = if path.is_empty() {
        Value::Array(Vec::new())
    } else {
        Value::Object(Map::new())
    };
    if tree.is_null() {
        *tree = empty;
    }
    match (tree, path.split_first()) {
        (Value::Array(texts), None) => texts.push(text.into()),
        (Value::Object(members), Some((key, rest))) => {
            insert(members.entry(*key).or_insert(Value::Null), rest, text)?;
        }
        _ => {
            return Err(Unreadable::new(
                "",
                "is given both with and without brackets",
            ));
        }
    }
    Ok(())
}

fn convert(shape: Option<Shaped<'_>>, tree: Value, pointer: &str) -> Result<Value, Unreadable> {
    let types = shape.map_or(TypeSet::ALL, Shaped::types);
    match tree {
        Value::Array(texts) => {
            let texts = texts
                .into_iter()
                .map(|text| text.as_str().unwrap_or_default().to_owned().into());
            repeated(shape, texts.collect(), pointer)
        }
        Value::Object(members)
            if types.intersects(TypeSet::ARRAY) && members.keys().all(|key| is_index(key)) =>
        {
            items(shape, members, pointer)
        }
        Value::Object(members) if types.intersects(TypeSet::OBJECT) => {
            let members = members.into_iter().map(|(name, tree)| {
                let member = shape.and_then(|shape| shape.member(&name));
                let value = convert(member, tree, &json::pointer::member(pointer, &name))?;
                Ok((name, value))
            });
            members.collect::<Result<Map<_, _>, _>>().map(Value::Object)
        }
        _ => Err(Unreadable::new(
            pointer,
            format!("must be {types}, has members in brackets"),
        )),
    }
}

fn is_index(key: &str) -> bool {
    key.bytes().all(|byte| byte.is_ascii_digit())
}

/// The items of an array in the order of their indices; those with empty brackets come last.
fn items(
    shape: Option<Shaped<'_>>,
    members: Map<String, Value>,
    pointer: &str,
) -> Result<Value, Unreadable> {
    let mut members: Vec<_> = members.into_iter().collect();
    members.sort_by_key(|(key, _)| key.parse::<u64>().unwrap_or(u64::MAX));
    let mut items = Vec::new();
    for (key, tree) in members {
        let parts = match tree {
            Value::Array(texts) if key.is_empty() => texts
                .into_iter()
                .map(|text| Value::Array(vec![text]))
                .collect(),
            tree => vec![tree],
        };
        for tree in parts {
            let item = shape.and_then(|shape| shape.item(items.len()));
            items.push(convert(item, tree, &format!("{pointer}/{}", items.len()))?);
        }
    }
    Ok(Value::Array(items))
}
