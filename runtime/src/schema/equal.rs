//! Equality of JSON values, as `const`, `enum` and `uniqueItems` mean it: `1` is `1.0`, members have no order.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use serde_json::Value;

use super::number;

/// Up to so many items are compared each with each.
const FEW: usize = 16;

/// Whether the values are equal.
pub(super) fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b).is_eq(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| equal(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter()
                    .all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
        }
        _ => a == b,
    }
}

/// The positions of two equal items, the earlier one first.
pub(super) fn repeated(items: &[Value]) -> Option<(usize, usize)> {
    if items.len() <= FEW {
        let later = (1..items.len()).find_map(|later| Some((earlier(items, later)?, later)));
        return later;
    }
    let state = RandomState::new();
    let mut hashes: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(at, item)| (hash(item, &state), at))
        .collect();
    hashes.sort_unstable();
    let same = hashes.chunk_by(|a, b| a.0 == b.0);
    same.filter_map(|same| {
        let (_, first) = same.first()?;
        let (_, second) = same
            .iter()
            .skip(1)
            .find(|(_, at)| equal(&items[*first], &items[*at]))?;
        Some((*first, *second))
    })
    .min_by_key(|(_, later)| *later)
}

fn earlier(items: &[Value], later: usize) -> Option<usize> {
    let item = items.get(later)?;
    items
        .iter()
        .take(later)
        .position(|earlier| equal(earlier, item))
}

/// Equal values have equal hashes.
fn hash(value: &Value, state: &RandomState) -> u64 {
    let mut hasher = state.build_hasher();
    match value {
        Value::Null => 0u8.hash(&mut hasher),
        Value::Bool(value) => value.hash(&mut hasher),
        Value::Number(number) => match number::integer(number) {
            Some(value) => value.hash(&mut hasher),
            None => number.as_f64().map(f64::to_bits).hash(&mut hasher),
        },
        Value::String(text) => text.hash(&mut hasher),
        Value::Array(items) => {
            3u8.hash(&mut hasher);
            items
                .iter()
                .for_each(|item| hash(item, state).hash(&mut hasher));
        }
        Value::Object(members) => {
            let sum = members.iter().fold(4u64, |sum, (name, value)| {
                sum.wrapping_add(state.hash_one((name, hash(value, state))))
            });
            sum.hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_equal_however_written() {
        assert!(equal(
            &json!({"a": [1, {"b": 2.0}], "c": 1}),
            &json!({"c": 1.0, "a": [1.0, {"b": 2}]})
        ));
        assert!(!equal(&json!(1), &json!(true)));
        assert!(!equal(&json!([1]), &json!([1, 2])));
    }

    #[test]
    fn repeated_items_are_found_in_long_arrays() {
        let mut items: Vec<_> = (0..10_000).map(|n| json!({"a": n, "b": "x"})).collect();
        assert_eq!(repeated(&items), None);
        items.push(json!({"b": "x", "a": 7.0}));
        assert_eq!(repeated(&items), Some((7, 10_000)));
        assert_eq!(repeated(&[json!(1), json!("1"), json!(1.0)]), Some((0, 2)));
    }
}
