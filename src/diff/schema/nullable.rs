//! Whether `null` satisfies a schema that names types.

use super::super::tree::{Tree, flag, items, reference, text, texts};
use super::merged::{Part, is_null};
use crate::source::{Node, Value};

/// Limit on the schemas that are looked at for one value.
const MOST_SCHEMAS: usize = 4096;

/// Limit on the depth of `allOf` and references.
const DEEPEST: usize = 256;

/// Whether all parts together allow `null`: one says so, and none forbids it.
pub(super) fn allows_null<'t>(tree: &Tree<'t>, parts: &[Part<'t>]) -> bool {
    let mut search = Search {
        tree,
        left: MOST_SCHEMAS,
    };
    let verdicts = parts.iter().map(|part| search.part(*part, DEEPEST));
    verdicts.fold(None, both) == Some(true)
}

/// What two schemas together say; `None` is nothing.
fn both(one: Option<bool>, other: Option<bool>) -> Option<bool> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one && other),
        (one, other) => one.or(other),
    }
}

struct Search<'a, 't> {
    tree: &'a Tree<'t>,
    left: usize,
}

impl<'t> Search<'_, 't> {
    fn part(&mut self, part: Part<'t>, depth: usize) -> Option<bool> {
        let rest = self.left.checked_sub(1).filter(|_| depth > 0)?;
        self.left = rest;
        let node = part.node;
        let has_flag = flag(node, "nullable") || flag(node, "x-nullable");
        let own = own(node, has_flag);
        // Beside a reference, `allOf` or a union, the flag is meant for what is there, though that forbids `null` to the
        // letter of 3.0.3.
        if has_flag && own == Some(true) {
            return own;
        }
        let mut verdict = own;
        for schema in items(node.get("allOf")) {
            verdict = both(verdict, self.part(schema.into(), depth - 1));
        }
        if let Some(target) = reference(node).and_then(|text| self.tree.target(text)) {
            let target = Part {
                node: target,
                ..part
            };
            verdict = both(verdict, self.part(target, depth - 1));
        }
        if !part.bare {
            for keyword in ["oneOf", "anyOf"] {
                verdict = both(verdict, self.union(items(node.get(keyword)), depth));
            }
        }
        verdict
    }

    /// What a union says: with an alternative for `null`, or if it has one alternative, what that says.
    fn union(&mut self, all: &'t [Node], depth: usize) -> Option<bool> {
        match all {
            [only] if !is_null(self.tree, only) => self.part(only.into(), depth - 1),
            _ => all.iter().any(|it| is_null(self.tree, it)).then_some(true),
        }
    }
}

/// What the keywords of one schema say about its own.
fn own(node: &Node, has_flag: bool) -> Option<bool> {
    let is_listed = |list: &[Node]| list.iter().any(Node::is_null);
    match node.get("type") {
        _ if has_flag => Some(true),
        Some(list) if list.as_array().is_some() => {
            Some(texts(Some(list)).any(|name| name == "null"))
        }
        Some(_) => text(node, "type").map(|name| name == "null"),
        None if matches!(node.value, Value::Bool(false)) => Some(false),
        None => node.get("enum").and_then(Node::as_array).map(is_listed),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Part, Tree, allows_null};
    use crate::source::{At, Node};

    #[test]
    fn every_schema_has_to_allow_null() {
        for (schema, expected) in [
            (json!({"type": ["string", "null"]}), true),
            (
                json!({"allOf": [{"type": ["string", "null"]}, {"type": "string"}]}),
                false,
            ),
            (
                json!({"allOf": [{"type": ["string", "null"]}, {"minLength": 1}]}),
                true,
            ),
            (
                json!({"allOf": [{"type": ["string", "null"]}, {"enum": ["a"]}]}),
                false,
            ),
            (
                json!({"nullable": true, "allOf": [{"type": "string"}]}),
                true,
            ),
            (
                json!({"anyOf": [{"type": "string"}, {"type": "null"}]}),
                true,
            ),
            (json!({"anyOf": [{"type": ["string", "null"]}]}), true),
            (json!({"minLength": 1}), false),
        ] {
            let node = Node::from_json(At::NONE, schema);
            let parts = [Part::from(&node)];
            assert_eq!(allows_null(&Tree::new(&node), &parts), expected, "{node:?}");
        }
    }
}
