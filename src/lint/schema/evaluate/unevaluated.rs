//! The keyword `unevaluatedProperties`.

use std::collections::HashSet;

use super::{DEPTH, Evaluation, has_conditions};
use crate::lint::document::{Step, children, reference};
use crate::lint::schema::check::local;
use crate::source::Node;

impl<'a> Evaluation<'_, '_, 'a> {
    pub(super) fn unevaluated(&mut self, schema: &'a Node, rule: &'a Node, value: &'a Node) {
        let Some(members) = value.as_object() else {
            return;
        };
        let rule = self.schemas.get(rule);
        if rule.as_bool() == Some(true) {
            return;
        }
        let mut evaluated = HashSet::new();
        self.evaluated(schema, value, &mut evaluated, &mut HashSet::new(), 0);
        for (name, entry) in members.iter() {
            if evaluated.contains(name) {
                continue;
            }
            if rule.as_bool() == Some(false) {
                self.violation(
                    "unevaluatedProperties",
                    format!("must not have the member \"{name}\""),
                );
                if let Some(last) = self.found.last_mut() {
                    last.member = Some(name);
                }
            } else {
                self.part(rule, Step::Key(name), &entry.node);
            }
            if !self.mode.all {
                break;
            }
        }
    }

    /// Collects the members that a schema describes, with those of the schemas that hold; of each schema once.
    pub(super) fn evaluated(
        &mut self,
        schema: &'a Node,
        value: &'a Node,
        names: &mut HashSet<&'a str>,
        visited: &mut HashSet<*const Node>,
        depth: usize,
    ) {
        let schema = self.schemas.get(schema);
        let (Some(object), Some(members)) = (schema.as_object(), value.as_object()) else {
            return;
        };
        if depth > DEPTH || !visited.insert(std::ptr::from_ref(schema)) {
            return;
        }
        let has_all = object.contains("additionalProperties")
            || depth > 0 && object.contains("unevaluatedProperties");
        for name in members.keys() {
            if has_all || self.is_listed(object, name) {
                names.insert(name);
            }
        }
        if let Some(text) = reference(schema)
            && let Some(target) = local(self.root, text)
            && (!has_conditions(target) || self.holds(target, value))
        {
            self.evaluated(target, value, names, visited, depth + 1);
        }
        for key in ["allOf", "anyOf", "oneOf"] {
            for part in object.get(key).and_then(Node::as_array).unwrap_or_default() {
                if key == "allOf" || self.holds(part, value) {
                    self.evaluated(part, value, names, visited, depth + 1);
                }
            }
        }
        if let Some(condition) = object.get("if") {
            let branch = match self.holds(condition, value) {
                true => {
                    self.evaluated(condition, value, names, visited, depth + 1);
                    "then"
                }
                false => "else",
            };
            if let Some(part) = object.get(branch)
                && self.holds(part, value)
            {
                self.evaluated(part, value, names, visited, depth + 1);
            }
        }
        if let Some(parts) = object.get("dependentSchemas") {
            for (name, part) in children(parts) {
                let applies = matches!(name, Step::Key(name) if members.contains(name));
                if applies && self.holds(part, value) {
                    self.evaluated(part, value, names, visited, depth + 1);
                }
            }
        }
    }
}
