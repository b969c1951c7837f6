//! Functions about the members of objects and the items of arrays.

use std::cmp::Ordering;
use std::fmt;

use super::{Context, Hit, Target};
use crate::lint::document::{Step, children};
use crate::lint::value::{quoted, text_number};
use crate::source::{Node, Value};

/// At least one of the members, or exactly one.
pub(super) fn count<'a>(
    target: Target<'a>,
    names: &[String],
    exactly: bool,
    path: &[Step<'a>],
    _context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(object) = target.node().and_then(Node::as_object) else {
        return Vec::new();
    };
    if names.len() < 2 {
        return Vec::new();
    }
    let has: Vec<&str> = names
        .iter()
        .map(String::as_str)
        .filter(|name| object.contains(name))
        .collect();
    let subject = target.subject(path);
    let listed = names.join("`, `");
    let error = match has.len() {
        0 => format!("{subject} must have one of `{listed}`; it has none"),
        2.. if exactly => format!(
            "{subject} must have only one of `{listed}`; it has `{}`",
            has.join("`, `")
        ),
        _ => return Vec::new(),
    };
    vec![Hit::new(path, error)]
}

/// What is sorted.
enum Key {
    Text(String),
    Number(f64),
}

pub(super) fn alphabetical<'a>(
    target: Target<'a>,
    by: Option<&str>,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(node) = target.node() else {
        return Vec::new();
    };
    let subject = target.subject(path);
    let only = |kinds: &str| {
        let what = by.map_or_else(String::new, |by| format!(", which are sorted by `{by}`"));
        vec![Hit::new(
            path,
            format!("{subject} must have {kinds} only{what}"),
        )]
    };
    let mut keys = Vec::new();
    match &node.value {
        Value::Object(object) if object.len() > 1 => {
            for name in object.keys() {
                if by.is_some() {
                    return only("objects");
                }
                keys.push((Step::Key(name), Key::Text(name.to_owned())));
            }
        }
        Value::Array(items) if items.len() > 1 => {
            for (step, item) in children(node) {
                let item = context.view.get(item);
                let value = match by {
                    None => Some(item),
                    Some(_) if item.as_object().is_none() && item.as_array().is_none() => {
                        return only("objects");
                    }
                    Some(by) => context.view.member(item, by),
                };
                let key = match value.map(|value| &value.value) {
                    Some(Value::String(text)) => Key::Text(text.clone()),
                    Some(Value::Number(number)) => Key::Number(number.as_f64().unwrap_or_default()),
                    _ => return only("numbers and texts"),
                };
                keys.push((step, key));
            }
        }
        _ => return Vec::new(),
    }
    let unsorted = keys
        .windows(2)
        .find(|pair| compare(&pair[0].1, &pair[1].1) == Ordering::Greater);
    let Some([(step, first), (_, second)]) = unsorted else {
        return Vec::new();
    };
    let by_member = by.map_or_else(String::new, |by| format!(" by `{by}`"));
    let error = format!("{subject} must be sorted{by_member}; {first} is before {second}");
    match by {
        Some(_) => vec![Hit::new(path, error)],
        None => vec![Hit::below(path, [*step], error)],
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Number(number) => write!(f, "{number}"),
        }
    }
}

fn compare(left: &Key, right: &Key) -> Ordering {
    let number = |key: &Key| match key {
        Key::Number(number) => *number,
        Key::Text(text) => text_number(text),
    };
    match (left, right) {
        (Key::Text(left), Key::Text(right)) => {
            if text_number(left).is_nan() && !text_number(right).is_nan() {
                return Ordering::Equal;
            }
            compare_texts(left, right)
        }
        (Key::Number(_), _) => number(left)
            .partial_cmp(&number(right))
            .unwrap_or(Ordering::Equal),
        (Key::Text(_), Key::Number(_)) => Ordering::Equal,
    }
}

/// Compares texts as dictionaries do: letters by the alphabet, behind digits and other characters; capitals last.
pub(in crate::lint) fn compare_texts(left: &str, right: &str) -> Ordering {
    let keys = |text: &str| -> Vec<(u8, char)> {
        text.chars()
            .map(|character| {
                let lower = character.to_lowercase().next().unwrap_or(character);
                let rank = match character {
                    _ if character.is_whitespace() => 0,
                    '_' | '-' => 1,
                    _ if character.is_alphabetic() => 4,
                    _ if character.is_numeric() => 3,
                    _ => 2,
                };
                (rank, lower)
            })
            .collect()
    };
    keys(left).cmp(&keys(right)).then_with(|| right.cmp(left))
}

/// Members that no reference names.
pub(super) fn unreferenced<'a>(
    target: Target<'a>,
    location: &str,
    _path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let Some(object) = target.node().and_then(Node::as_object) else {
        return Vec::new();
    };
    object
        .iter()
        .filter(|(name, _)| {
            !context
                .documents
                .is_referenced(&format!("{location}/{name}"))
        })
        .filter_map(|(name, _)| {
            let (_, steps) = location.split_once('#')?;
            let root = context.documents.root().root;
            // The steps as the document has them.
            let mut node = root;
            let mut path = Vec::new();
            for step in steps.split('/').filter(|step| !step.is_empty()) {
                let (key, next) = node.as_object()?.get_key_value(step)?;
                path.push(Step::Key(key));
                node = next;
            }
            path.push(Step::Key(name));
            Some(Hit {
                path,
                error: format!("no reference names \"{name}\""),
            })
        })
        .collect()
}
