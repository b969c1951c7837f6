//! Whether two schemas accept the same, as far as it shows in how they are written.

use std::collections::HashSet;

use super::super::tree::{Tree, reference};
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
        // What is too large is taken for equal, and compared member by member elsewhere.
        let Some(left) = self.left.checked_sub(1) else {
            return true;
        };
        self.left = left;
        match (&one.value, &other.value) {
            (Value::Object(a), Value::Object(b)) => {
                let says = |key: &&str| !ANNOTATIONS.contains(key) && !key.starts_with("x-");
                a.keys().filter(says).count() == b.keys().filter(says).count()
                    && a.iter().filter(|(key, _)| says(key)).all(|(key, entry)| {
                        b.get(key)
                            .is_some_and(|other| self.schemas(&entry.node, other))
                    })
            }
            (Value::Array(a), Value::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| self.schemas(a, b))
            }
            (a, b) => a == b,
        }
    }
}
