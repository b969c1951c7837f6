//! Values as JavaScript sees them, which rulesets are written for.

use std::collections::HashSet;

use specfirst_runtime::schema::{Budget, Exhausted};

use super::document::{View, child};
use super::effort::Work;
use crate::source::{Node, Value};

/// Whether a value is truthy: not missing, null, false, zero or empty text.
pub fn is_truthy(node: Option<&Node>) -> bool {
    match node.map(|node| &node.value) {
        None | Some(Value::Null) => false,
        Some(Value::Bool(value)) => *value,
        Some(Value::Number(value)) => value.as_f64() != Some(0.0),
        Some(Value::String(value)) => !value.is_empty(),
        Some(Value::Array(_) | Value::Object(_)) => true,
    }
}

/// The deepest nesting that is compared; what is deeper counts as equal.
const DEPTH: usize = 128;

/// Whether two values are equal, with numbers compared by value; `None` if that takes too long.
pub fn is_equal<'a>(view: View<'_, 'a>, left: &'a Node, right: &'a Node) -> Option<bool> {
    view.effort().limited(Work::Comparison, |budget| {
        is_equal_to_depth(view, left, right, DEPTH, budget)
    })
}

/// Whether one of the values is equal to another value; `None` if that takes too long.
pub fn is_one_of<'a>(view: View<'_, 'a>, value: &'a Node, values: &'a [Node]) -> Option<bool> {
    view.effort().limited(Work::Comparison, |budget| {
        for other in values {
            if is_equal_to_depth(view, value, other, DEPTH, budget)? {
                return Ok(true);
            }
        }
        Ok(false)
    })
}

/// Whether no two of the values are equal; `None` if that takes too long.
pub fn are_unique<'a>(view: View<'_, 'a>, values: &'a [Node]) -> Option<bool> {
    view.effort().limited(Work::Comparison, |budget| {
        let mut scalars = HashSet::new();
        let mut others: Vec<&'a Node> = Vec::new();
        for value in values {
            let value = view.get(value);
            if let Some(scalar) = Scalar::of(value) {
                budget.spend(1)?;
                if !scalars.insert(scalar) {
                    return Ok(false);
                }
                continue;
            }
            for other in &others {
                if is_equal_to_depth(view, value, other, DEPTH, budget)? {
                    return Ok(false);
                }
            }
            others.push(value);
        }
        Ok(true)
    })
}

/// A scalar that can be hashed; numbers are the bits of their value.
#[derive(PartialEq, Eq, Hash)]
enum Scalar<'a> {
    Null,
    Bool(bool),
    Number(u64),
    Text(&'a str),
}

impl<'a> Scalar<'a> {
    fn of(node: &'a Node) -> Option<Self> {
        Some(match &node.value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            // Zero may have a sign, which adding zero removes.
            Value::Number(value) => Self::Number((value.as_f64()? + 0.0).to_bits()),
            Value::String(text) => Self::Text(text),
            Value::Array(_) | Value::Object(_) => return None,
        })
    }
}

fn is_equal_to_depth<'a>(
    view: View<'_, 'a>,
    left: &'a Node,
    right: &'a Node,
    depth: usize,
    budget: &Budget,
) -> Result<bool, Exhausted> {
    budget.spend(1)?;
    let (left, right) = (view.get(left), view.get(right));
    if depth == 0 || std::ptr::eq(left, right) {
        return Ok(true);
    }
    let is_equal = |left, right| is_equal_to_depth(view, left, right, depth - 1, budget);
    Ok(match (&left.value, &right.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(left), Value::Bool(right)) => left == right,
        (Value::Number(left), Value::Number(right)) => {
            left == right || left.as_f64() == right.as_f64()
        }
        (Value::String(left), Value::String(right)) => left == right,
        (Value::Array(left), Value::Array(right)) if left.len() == right.len() => {
            for (left, right) in left.iter().zip(right) {
                if !is_equal(left, right)? {
                    return Ok(false);
                }
            }
            true
        }
        (Value::Object(left), Value::Object(right)) if left.len() == right.len() => {
            for (key, entry) in left.iter() {
                let Some(other) = right.get(key) else {
                    return Ok(false);
                };
                if !is_equal(&entry.node, other)? {
                    return Ok(false);
                }
            }
            true
        }
        _ => false,
    })
}

/// A value for a message.
pub fn printed(node: &Node) -> String {
    match &node.value {
        Value::String(text) => format!("\"{text}\""),
        Value::Array(_) => "Array[]".to_owned(),
        Value::Object(_) => "Object{}".to_owned(),
        _ => node.to_json().to_string(),
    }
}

/// The most characters of a text that messages quote.
const QUOTED: usize = 60;

/// A text in quotes, for a message, shortened.
pub fn quoted(text: &str) -> String {
    match text.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("\"{}…\"", &text[..end]),
        None => format!("\"{text}\""),
    }
}

/// What a value is, for a message: a scalar itself, shortened.
pub fn described(node: &Node) -> String {
    match &node.value {
        Value::Array(items) if items.is_empty() => "an empty list".to_owned(),
        Value::Array(_) => "a list".to_owned(),
        Value::Object(object) if object.is_empty() => "an empty object".to_owned(),
        Value::Object(_) => "an object".to_owned(),
        Value::String(text) => quoted(text),
        _ => printed(node),
    }
}

/// A number as JavaScript prints it, for comparison with the names of members.
pub fn number_text(number: f64) -> String {
    if number == number.trunc() && number.abs() < 1e15 {
        format!("{number:.0}")
    } else {
        format!("{number}")
    }
}

/// A text as a number, as JavaScript's `Number` reads it.
pub fn text_number(text: &str) -> f64 {
    let text = text.trim();
    if text.is_empty() {
        return 0.0;
    }
    if text
        .bytes()
        .any(|byte| byte.is_ascii_alphabetic() && byte != b'e' && byte != b'E')
    {
        return f64::NAN;
    }
    text.parse().unwrap_or(f64::NAN)
}

/// The value at a field such as `info.contact.url` or `responses[0]`, with the path that it names.
pub fn field<'a>(view: View<'_, 'a>, node: &'a Node, steps: &[String]) -> Option<&'a Node> {
    let mut node = view.get(node);
    for step in steps {
        let step = super::document::Step::Key(step);
        node = view.get(child(node, &step)?);
    }
    Some(node)
}

/// Splits a field into its steps.
pub fn field_steps(field: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = field;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('[') {
            let (inner, after) = after.split_once(']').unwrap_or((after, ""));
            let unquoted = inner.trim_matches(|quote| quote == '\'' || quote == '"');
            steps.push(unquoted.to_owned());
            rest = after.strip_prefix('.').unwrap_or(after);
        } else {
            let end = rest.find(['.', '[']).unwrap_or(rest.len());
            steps.push(rest[..end].to_owned());
            rest = &rest[end..];
            rest = rest.strip_prefix('.').unwrap_or(rest);
        }
    }
    steps
}
