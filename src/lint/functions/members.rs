//! Functions about the members of objects and the items of arrays.

use std::cmp::Ordering;

use super::{Context, Hit, Target};
use crate::lint::document::{Step, children};
use crate::lint::value::text_number;
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
    let count = names.iter().filter(|name| object.contains(name)).count();
    let listed = names.join("`, `");
    match count {
        0 => vec![Hit::new(path, format!("one of `{listed}` must be there"))],
        2.. if exactly => vec![Hit::new(
            path,
            format!("only one of `{listed}` may be there"),
        )],
        _ => Vec::new(),
    }
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
    let mut keys = Vec::new();
    match &node.value {
        Value::Object(object) => {
            for name in object.keys() {
                if by.is_some() {
                    return vec![Hit::new(path, "must have objects only")];
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
                        return vec![Hit::new(path, "must have objects only")];
                    }
                    Some(by) => context.view.member(item, by),
                };
                let key = match value.map(|value| &value.value) {
                    Some(Value::String(text)) => Key::Text(text.clone()),
                    Some(Value::Number(number)) => Key::Number(number.as_f64().unwrap_or_default()),
                    _ => return vec![Hit::new(path, "must have numbers and texts only")],
                };
                keys.push((step, key));
            }
        }
        _ => return Vec::new(),
    }
    let unsorted = keys
        .windows(2)
        .find(|pair| compare(&pair[0].1, &pair[1].1) == Ordering::Greater);
    match (unsorted, by) {
        (None, _) => Vec::new(),
        (Some(_), Some(by)) => vec![Hit::new(path, format!("must be sorted by `{by}`"))],
        (Some(pair), None) => vec![Hit::below(path, [pair[0].0], "must be sorted")],
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
                error: "no reference names it".to_owned(),
            })
        })
        .collect()
}
