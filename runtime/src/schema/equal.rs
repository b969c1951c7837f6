//! Equality of JSON values for `const`, `enum` and `uniqueItems`: `1` equals `1.0`, and the order of members is ignored.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use serde_json::Value;

use super::budget::pass;
use super::{number, Budget};

/// Up to this number of items, each is compared with each.
const FEW: usize = 16;

/// Whether the values are equal. The result has no meaning once the budget is exhausted, which ends the check.
pub(super) fn equal(a: &Value, b: &Value, budget: &Budget) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number::compare(a, b).is_eq(),
        (Value::String(a), Value::String(b)) => {
            a.len() == b.len() && budget.spend(pass(a.len())).is_ok() && a == b
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len()
                && budget.spend(1).is_ok()
                && a.iter()
                    .zip(b)
                    .all(|(a, b)| budget.spend(1).is_ok() && equal(a, b, budget))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len()
                && a.iter().all(|(name, a)| {
                    budget.spend(2 * pass(name.len())).is_ok()
                        && b.get(name).is_some_and(|b| equal(a, b, budget))
                })
        }
        _ => a == b,
    }
}

/// The positions of two equal items, the earlier one first.
pub(super) fn repeated(items: &[Value], budget: &Budget) -> Option<(usize, usize)> {
    if items.len() <= FEW {
        return (1..items.len()).find_map(|later| Some((earlier(items, later, budget)?, later)));
    }
    let state = RandomState::new();
    let mut hashes: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(at, item)| (hash(item, &state, budget), at))
        .collect();
    if budget.is_exhausted() {
        return None;
    }
    hashes.sort_unstable();
    let same = hashes.chunk_by(|a, b| a.0 == b.0);
    same.filter_map(|same| {
        let (_, first) = same.first()?;
        let value = items.get(*first)?;
        let equals = |at: &usize| {
            items
                .get(*at)
                .is_some_and(|item| equal(value, item, budget))
        };
        let (_, second) = same.iter().skip(1).find(|(_, at)| equals(at))?;
        Some((*first, *second))
    })
    .min_by_key(|(_, later)| *later)
}

fn earlier(items: &[Value], later: usize, budget: &Budget) -> Option<usize> {
    let item = items.get(later)?;
    let mut earlier = items.iter().take(later);
    earlier.position(|earlier| budget.spend(1).is_ok() && equal(earlier, item, budget))
}

/// Equal values have equal hashes.
fn hash(value: &Value, state: &RandomState, budget: &Budget) -> u64 {
    // Hashing takes several times as long as comparing.
    if budget.spend(4).is_err() {
        return 0;
    }
    let mut hasher = state.build_hasher();
    match value {
        Value::Null => 0u8.hash(&mut hasher),
        Value::Bool(value) => value.hash(&mut hasher),
        Value::Number(number) => match number::integer(number) {
            Some(value) => value.hash(&mut hasher),
            None => number.as_f64().map(f64::to_bits).hash(&mut hasher),
        },
        Value::String(text) => {
            if budget.spend(4 * pass(text.len())).is_err() {
                return 0;
            }
            text.hash(&mut hasher);
        }
        Value::Array(items) => {
            3u8.hash(&mut hasher);
            for item in items {
                hash(item, state, budget).hash(&mut hasher);
            }
        }
        Value::Object(members) => {
            let sum = members.iter().fold(4u64, |sum, (name, value)| {
                sum.wrapping_add(state.hash_one((name, hash(value, state, budget))))
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
        let equal = |a: Value, b: Value| equal(&a, &b, &Budget::of_steps(1_000));
        assert!(equal(
            json!({"a": [1, {"b": 2.0}], "c": 1}),
            json!({"c": 1.0, "a": [1.0, {"b": 2}]})
        ));
        assert!(!equal(json!(1), json!(true)));
        assert!(!equal(json!([1]), json!([1, 2])));
    }

    #[test]
    fn repeated_items_are_found_in_long_arrays() {
        let budget = Budget::of_steps(1_000_000);
        let mut items: Vec<_> = (0..10_000).map(|n| json!({"a": n, "b": "x"})).collect();
        assert_eq!(repeated(&items, &budget), None);
        items.push(json!({"b": "x", "a": 7.0}));
        assert_eq!(repeated(&items, &budget), Some((7, 10_000)));
        assert_eq!(
            repeated(&[json!(1), json!("1"), json!(1.0)], &budget),
            Some((0, 2))
        );
    }

    #[test]
    fn comparisons_end_with_the_budget() {
        let items: Vec<_> = (0..10_000).map(|n| json!([n])).collect();
        let budget = Budget::of_steps(10_000);
        assert_eq!(repeated(&items, &budget), None);
        assert!(budget.is_exhausted());
    }
}
