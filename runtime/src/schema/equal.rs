//! Equality of JSON values for `const`, `enum` and `uniqueItems`: `1` equals `1.0`, and the order of members is irrelevant.

use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use super::super::json::{Json, Kind, Object};
use super::budget::pass;
use super::{number, Budget};

/// The number of items up to which all pairs are compared, instead of hashes.
const MAX_PAIRWISE: usize = 16;

/// The number of members up to which one is searched for among all.
const MAX_SEARCHED: usize = 16;

/// Whether two values are equal. The result is meaningless if the budget is exhausted, which ends the check.
pub(super) fn equal(a: Json<'_>, b: Json<'_>, budget: &Budget) -> bool {
    match (a.kind(), b.kind()) {
        (Kind::Null, Kind::Null) => true,
        (Kind::Bool(a), Kind::Bool(b)) => a == b,
        (Kind::Number(a), Kind::Number(b)) => number::compare(a, b).is_eq(),
        (Kind::String(a), Kind::String(b)) => {
            a.len() == b.len() && budget.spend(pass(a.len())).is_ok() && a == b
        }
        (Kind::Array(a), Kind::Array(b)) => {
            a.len() == b.len()
                && budget.spend(1).is_ok()
                && a.iter()
                    .zip(b.iter())
                    .all(|(a, b)| budget.spend(1).is_ok() && equal(a, b, budget))
        }
        (Kind::Object(a), Kind::Object(b)) => a.len() == b.len() && equal_members(a, b, budget),
        _ => false,
    }
}

/// Whether two objects of as many members are equal.
fn equal_members(a: Object<'_>, b: Object<'_>, budget: &Budget) -> bool {
    let affords = |name: &str| budget.spend(2 * pass(name.len())).is_ok();
    if a.len() <= MAX_SEARCHED {
        return a
            .iter()
            .all(|(name, a)| affords(name) && b.get(name).is_some_and(|b| equal(a, b, budget)));
    }
    let (a, b) = (sorted(a), sorted(b));
    a.iter()
        .zip(&b)
        .all(|((name, a), (other, b))| affords(name) && name == other && equal(*a, *b, budget))
}

/// The members by name.
fn sorted(object: Object<'_>) -> Vec<(&str, Json<'_>)> {
    let mut members: Vec<_> = object.iter().collect();
    members.sort_unstable_by_key(|(name, _)| *name);
    members
}

/// The indices of two equal items, the smaller one first.
pub(super) fn repeated(items: &[Json<'_>], budget: &Budget) -> Option<(usize, usize)> {
    if items.len() <= MAX_PAIRWISE {
        return (1..items.len()).find_map(|later| Some((earlier(items, later, budget)?, later)));
    }
    let state = RandomState::new();
    let mut hashes: Vec<_> = items
        .iter()
        .enumerate()
        .map(|(at, item)| (hash(*item, &state, budget), at))
        .collect();
    if budget.is_exhausted() {
        return None;
    }
    hashes.sort_unstable();
    let same = hashes.chunk_by(|a, b| a.0 == b.0);
    same.filter_map(|same| {
        let (_, first) = same.first()?;
        let value = *items.get(*first)?;
        let equals = |at: &usize| {
            items
                .get(*at)
                .is_some_and(|item| equal(value, *item, budget))
        };
        let (_, second) = same.iter().skip(1).find(|(_, at)| equals(at))?;
        Some((*first, *second))
    })
    .min_by_key(|(_, later)| *later)
}

fn earlier(items: &[Json<'_>], later: usize, budget: &Budget) -> Option<usize> {
    let item = *items.get(later)?;
    let mut earlier = items.iter().take(later);
    earlier.position(|earlier| budget.spend(1).is_ok() && equal(*earlier, item, budget))
}

/// A hash that is equal for equal values.
fn hash(value: Json<'_>, state: &RandomState, budget: &Budget) -> u64 {
    // Hashing takes several times as long as comparing.
    if budget.spend(4).is_err() {
        return 0;
    }
    let mut hasher = state.build_hasher();
    match value.kind() {
        Kind::Null => 0u8.hash(&mut hasher),
        Kind::Bool(value) => value.hash(&mut hasher),
        Kind::Number(number) => match number::integer(number) {
            Some(value) => value.hash(&mut hasher),
            None => number.as_f64().map(f64::to_bits).hash(&mut hasher),
        },
        Kind::String(text) => {
            if budget.spend(4 * pass(text.len())).is_err() {
                return 0;
            }
            text.hash(&mut hasher);
        }
        Kind::Array(items) => {
            3u8.hash(&mut hasher);
            for item in items.iter() {
                hash(item, state, budget).hash(&mut hasher);
            }
        }
        Kind::Object(members) => {
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
    use serde_json::{json, Value};

    use super::super::super::json::Tree;
    use super::*;

    fn repeated_in(items: &[Value], budget: &Budget) -> Option<(usize, usize)> {
        let trees: Vec<_> = items.iter().map(Tree::from).collect();
        let items: Vec<_> = trees.iter().map(Tree::root).collect();
        repeated(&items, budget)
    }

    #[test]
    fn equality_ignores_notation_and_order() {
        let equal = |a: Value, b: Value| {
            let (a, b) = (Tree::from(&a), Tree::from(&b));
            equal(a.root(), b.root(), &Budget::of_steps(1_000))
        };
        assert!(equal(
            json!({"a": [1, {"b": 2.0}], "c": 1}),
            json!({"c": 1.0, "a": [1.0, {"b": 2}]})
        ));
        assert!(!equal(json!(1), json!(true)));
        assert!(!equal(json!([1]), json!([1, 2])));
        let numbered = |last: i64| -> Value {
            let members = (0..20).map(|n| (format!("m{n}"), json!(n)));
            members.chain([("last".to_owned(), json!(last))]).collect()
        };
        assert!(equal(numbered(1), numbered(1)));
        assert!(!equal(numbered(1), numbered(2)));
    }

    #[test]
    fn repeated_items_are_found_in_long_arrays() {
        let budget = Budget::of_steps(1_000_000);
        let mut items: Vec<_> = (0..10_000).map(|n| json!({"a": n, "b": "x"})).collect();
        assert_eq!(repeated_in(&items, &budget), None);
        items.push(json!({"b": "x", "a": 7.0}));
        assert_eq!(repeated_in(&items, &budget), Some((7, 10_000)));
        assert_eq!(
            repeated_in(&[json!(1), json!("1"), json!(1.0)], &budget),
            Some((0, 2))
        );
    }

    #[test]
    fn comparisons_end_with_the_budget() {
        let items: Vec<_> = (0..10_000).map(|n| json!([n])).collect();
        let budget = Budget::of_steps(10_000);
        assert_eq!(repeated_in(&items, &budget), None);
        assert!(budget.is_exhausted());
    }
}
