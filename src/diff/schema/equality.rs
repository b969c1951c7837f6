//! Whether two schemas accept the same, as far as it shows in how they are written.

use std::collections::HashSet;
use std::hash::Hasher;

use rustc_hash::FxHasher;

use super::super::tree::{Tree, json, reference};
use crate::source::{Node, Value};

/// Limit on the nodes that one comparison looks at.
const MOST_NODES: usize = 20_000;

/// Members that say nothing about values.
const ANNOTATIONS: [&str; 6] = [
    "title",
    "description",
    "example",
    "examples",
    "externalDocs",
    "deprecated",
];

/// Keywords with schemas by name, which may be called like an annotation.
const MAPS: [&str; 5] = [
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
    "definitions",
];

/// Keywords with values, which are no schemas whatever they look like.
const VALUES: [&str; 4] = ["const", "enum", "default", "dependentRequired"];

/// Whether two schemas of two documents are the same, references followed and annotations aside.
pub(super) fn are_equal<'t>(
    old: &Tree<'t>,
    new: &Tree<'t>,
    one: &'t Node,
    other: &'t Node,
) -> bool {
    let mut equality = Equality {
        old,
        new,
        seen: HashSet::new(),
        left: MOST_NODES,
    };
    equality.schemas(one, other)
}

struct Equality<'a, 't> {
    old: &'a Tree<'t>,
    new: &'a Tree<'t>,
    /// Pairs that are equal unless a difference is found elsewhere.
    seen: HashSet<(usize, usize)>,
    left: usize,
}

impl<'t> Equality<'_, 't> {
    fn schemas(&mut self, one: &'t Node, other: &'t Node) -> bool {
        if reference(one).is_none() && reference(other).is_none() {
            return self.nodes(one, other);
        }
        let (one, other) = match (self.old.resolve(one), self.new.resolve(other)) {
            (Some(one), Some(other)) => (one, other),
            // References that lead nowhere are the same if they are written so.
            (None, None) => return reference(one) == reference(other),
            _ => return false,
        };
        let key = (
            std::ptr::from_ref(one).addr(),
            std::ptr::from_ref(other).addr(),
        );
        !self.seen.insert(key) || self.nodes(one, other)
    }

    fn nodes(&mut self, one: &'t Node, other: &'t Node) -> bool {
        let (Value::Object(a), Value::Object(b)) = (&one.value, &other.value) else {
            return self.values(one, other, Self::schemas);
        };
        // What is too large is taken for different, since nothing else compares it.
        if !self.count() {
            return false;
        }
        let is_assertion = |key: &str| !ANNOTATIONS.contains(&key) && !key.starts_with("x-");
        a.keys().filter(|key| is_assertion(key)).count()
            == b.keys().filter(|key| is_assertion(key)).count()
            && a.iter()
                .filter(|(key, _)| is_assertion(key))
                .all(|(key, entry)| {
                    b.get(key)
                        .is_some_and(|other| self.member(key, &entry.node, other))
                })
    }

    /// Compares what a keyword of a schema has.
    fn member(&mut self, keyword: &str, one: &'t Node, other: &'t Node) -> bool {
        if MAPS.contains(&keyword) {
            self.values(one, other, Self::schemas)
        } else if VALUES.contains(&keyword) {
            self.data(one, other)
        } else {
            self.schemas(one, other)
        }
    }

    fn data(&mut self, one: &'t Node, other: &'t Node) -> bool {
        self.values(one, other, Self::data)
    }

    /// Compares values whose members and items are compared by a function.
    fn values(
        &mut self,
        one: &'t Node,
        other: &'t Node,
        compare: fn(&mut Self, &'t Node, &'t Node) -> bool,
    ) -> bool {
        if !self.count() {
            return false;
        }
        match (&one.value, &other.value) {
            (Value::Object(a), Value::Object(b)) => {
                a.len() == b.len()
                    && a.iter().all(|(key, entry)| {
                        b.get(key)
                            .is_some_and(|other| compare(self, &entry.node, other))
                    })
            }
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| compare(self, a, b))
            }
            (Value::Number(_), Value::Number(_)) => json(one) == json(other),
            (a, b) => a == b,
        }
    }

    /// Counts a node; returns whether the limit allows it.
    fn count(&mut self) -> bool {
        let left = self.left.checked_sub(1);
        self.left = left.unwrap_or_default();
        left.is_some()
    }
}

/// A hash that equal schemas have in common, so that only few pairs of many have to be compared.
pub(super) fn hash<'t>(tree: &Tree<'t>, node: &'t Node) -> u64 {
    let (mut hasher, mut left) = (FxHasher::default(), MOST_HASHED);
    add_to_hash(tree, node, &mut hasher, &mut left);
    hasher.finish()
}

/// Limit on the nodes that count for the hash.
const MOST_HASHED: usize = 300;

/// Adds a node, references followed. Names that may be those of annotations are left out at every level.
fn add_to_hash<'t>(tree: &Tree<'t>, node: &'t Node, hasher: &mut FxHasher, left: &mut usize) {
    let Some(rest) = left.checked_sub(1) else {
        return;
    };
    *left = rest;
    let Some(node) = tree.resolve(node) else {
        return;
    };
    match &node.value {
        Value::Object(object) => {
            let is_assertion = |key: &&str| !ANNOTATIONS.contains(key) && !key.starts_with("x-");
            let mut keys: Vec<&str> = object.keys().filter(is_assertion).collect();
            keys.sort_unstable();
            for key in keys {
                hasher.write(key.as_bytes());
                match object.get(key) {
                    Some(member) if VALUES.contains(&key) => add_scalars(member, hasher),
                    Some(member) => add_to_hash(tree, member, hasher, left),
                    None => {}
                }
            }
        }
        Value::Array(items) => {
            hasher.write_usize(items.len());
            for item in items {
                add_to_hash(tree, item, hasher, left);
            }
        }
        _ => hasher.write(json(node).as_bytes()),
    }
}

/// Adds data, apart from objects, whose members have no order.
fn add_scalars(node: &Node, hasher: &mut FxHasher) {
    match &node.value {
        Value::Object(_) => {}
        Value::Array(items) => items.iter().for_each(|item| add_scalars(item, hasher)),
        _ => hasher.write(json(node).as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{are_equal, hash};
    use crate::diff::tree::Tree;
    use crate::source::{At, Node};

    fn compare(one: Value, other: Value) -> bool {
        let one = Node::from_json(At::NONE, one);
        let other = Node::from_json(At::NONE, other);
        let (old, new) = (Tree::new(&one), Tree::new(&other));
        let is_equal = are_equal(&old, &new, &one, &other);
        assert!(!is_equal || hash(&old, &one) == hash(&new, &other));
        is_equal
    }

    #[test]
    fn annotations_do_not_count_but_properties_of_their_name_do() {
        assert!(compare(
            json!({"type": "string", "title": "A"}),
            json!({"type": "string"})
        ));
        assert!(!compare(
            json!({"properties": {"title": {"type": "string"}}}),
            json!({"properties": {"title": {"type": "integer"}}})
        ));
        assert!(!compare(
            json!({"properties": {"x-a": {}}}),
            json!({"properties": {}})
        ));
        assert!(!compare(
            json!({"const": {"title": "A"}}),
            json!({"const": {"title": "B"}})
        ));
    }

    #[test]
    fn references_are_followed() {
        assert!(compare(
            json!({"items": {"$ref": "#/$defs/a"}, "$defs": {"a": {"type": "string"}}}),
            json!({"items": {"type": "string"}, "$defs": {"a": {"type": "string"}}})
        ));
    }

    #[test]
    fn what_is_too_large_is_different() {
        let large = || json!({"enum": (0..30_000).collect::<Vec<_>>()});
        assert!(!compare(large(), large()));
    }
}
