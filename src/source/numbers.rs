//! Numbers that 64 bits cannot hold exactly, or not at all.

use serde_json::Number;

use super::locate::{self, tokens};
use super::{At, FileId, Node, Value};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// What `bounded_json` writes in place of a number that overflows. It is no longer than any such number.
const PLACEHOLDER: &str = "1e308";

/// Whether a text is a number in digits whose value is beyond the range of a 64-bit float.
pub(super) fn overflows(text: &str) -> bool {
    let is_numeric = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    text.bytes().all(is_numeric) && text.parse::<f64>().is_ok_and(f64::is_infinite)
}

/// The JSON text with every number that overflows replaced by one that does not, at the same offsets: serde_json
/// refuses such numbers. [`bound`] then gives them their value.
pub(super) fn bounded_json(text: &str) -> String {
    let mut bounded = String::with_capacity(text.len());
    for (_, range) in tokens(text) {
        let Some(written) = text.get(range.clone()).filter(|written| overflows(written)) else {
            continue;
        };
        bounded.push_str(text.get(bounded.len()..range.start).unwrap_or_default());
        let sign = if written.starts_with('-') { "-" } else { "" };
        let width = written.len();
        bounded.push_str(&format!("{:<width$}", format!("{sign}{PLACEHOLDER}")));
    }
    bounded.push_str(text.get(bounded.len()..).unwrap_or_default());
    bounded
}

/// Reads the numbers that overflow, among the nodes at `candidates`, as the greatest that a 64-bit float holds. The YAML
/// parser returns them as strings. Returns the nodes that it changed.
pub(super) fn bound(root: &mut Node, text: &str, candidates: &[u32]) -> Vec<u32> {
    if candidates.is_empty() {
        return Vec::new();
    }
    let is_number = |found: &locate::Located| {
        let written = text.get(found.range.clone()).unwrap_or_default();
        let before = text.get(..found.range.start).unwrap_or_default();
        overflows(written) && !before.trim_end().ends_with("!!str")
    };
    let found = locate::locate(text, candidates.to_vec());
    let numbers = found.iter().filter(|(_, found)| is_number(found));
    let mut numbers: Vec<u32> = numbers.map(|(node, _)| *node).collect();
    numbers.sort_unstable();
    if !numbers.is_empty() {
        bound_nodes(root, &numbers);
    }
    numbers
}

fn bound_nodes(node: &mut Node, numbers: &[u32]) {
    let is_number = numbers.binary_search(&node.at.node).is_ok();
    let is_negative = match &mut node.value {
        Value::Array(items) => return items.iter_mut().for_each(|item| bound_nodes(item, numbers)),
        Value::Object(members) => {
            let members = members.iter_mut();
            return members.for_each(|(_, entry)| bound_nodes(&mut entry.node, numbers));
        }
        Value::String(text) => text.starts_with('-'),
        Value::Number(number) => number.as_f64().is_some_and(f64::is_sign_negative),
        _ => false,
    };
    let limit = if is_negative { f64::MIN } else { f64::MAX };
    if let Some(limit) = Number::from_f64(limit).filter(|_| is_number) {
        node.value = Value::Number(limit);
    }
}

/// Warns of numbers at `nodes` that were not read as written: integers that lost digits, and numbers that overflow.
/// A number with an exponent is no more exact than a float.
pub(super) fn warn_inexact(
    file: FileId,
    text: &str,
    nodes: Vec<u32>,
    diagnostics: &mut Diagnostics,
) {
    if nodes.is_empty() {
        return;
    }
    let mut found: Vec<_> = locate::locate(text, nodes).into_iter().collect();
    found.sort_by_key(|(node, _)| *node);
    for (node, found) in found {
        let written = text.get(found.range).unwrap_or_default();
        let at = At { file, node };
        let digits = written.trim_start_matches(['-', '+']);
        let value = written.parse::<f64>().unwrap_or_default();
        let warning = if overflows(written) {
            let message = format!("the number {written} is too large to be held");
            Diagnostic::warning(Code::NumberOutOfRange, at, message)
                .label(format!("read as {:e}", value.clamp(f64::MIN, f64::MAX)))
        } else if digits.bytes().all(|byte| byte.is_ascii_digit())
            && value.abs().to_string() != digits
        {
            let message = format!("the number {written} is too large to be held exactly");
            Diagnostic::warning(Code::NumberOutOfRange, at, message)
                .label(format!("read as {value:e}"))
        } else {
            continue;
        };
        diagnostics.push(warning.help(
            "quote it if it is an identifier; leave a bound out if it is there to say that there is none",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_overflow_beyond_64_bits() {
        assert!(overflows("1e400") && overflows("-1E+309") && overflows(&"9".repeat(400)));
        assert!(!overflows("1e308") && !overflows("inf") && !overflows("") && !overflows("1e-400"));
    }

    #[test]
    fn offsets_stay_the_same() {
        assert_eq!(
            bounded_json(r#"{"1e400": [1e400,-1e309 , 1, "a 1e400"]}"#),
            r#"{"1e400": [1e308,-1e308 , 1, "a 1e400"]}"#
        );
        assert_eq!(bounded_json("[1.50e4000]"), "[1e308    ]");
    }
}
