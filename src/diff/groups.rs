//! Changes of what several operations use: one for a reader, however many operations there are.

use std::collections::HashMap;

use super::{Change, Level, Verdict};
use crate::source::At;

/// One change, in all places where clients notice it.
#[derive(Clone, Debug, PartialEq)]
pub struct Group<'c> {
    /// The change in the first place.
    pub change: &'c Change,
    /// The same in the others.
    pub others: Vec<&'c Change>,
}

impl<'c> Group<'c> {
    /// The change in all places, in order.
    pub fn uses(&self) -> impl Iterator<Item = &'c Change> {
        std::iter::once(self.change).chain(self.others.iter().copied())
    }
}

/// What equal changes have in common: the check, the text, the nodes that it is about, and what it does.
type Key<'c> = (&'c str, &'c str, At, At, Level, Verdict, bool);

/// Groups changes by what changed. The order is that of the first of each group.
pub fn groups(changes: &[Change]) -> Vec<Group<'_>> {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Key, usize> = HashMap::new();
    for change in changes {
        // Without a node, nothing says that two changes are the same.
        let is_somewhere = !(change.old.is_none() && change.new.is_none());
        let key = (
            &*change.id,
            &*change.text,
            change.old,
            change.new,
            change.level,
            change.verdict,
            change.is_judged,
        );
        match known.get(&key).and_then(|index| groups.get_mut(*index)) {
            Some(group) if is_somewhere => group.others.push(change),
            _ => {
                known.insert(key, groups.len());
                groups.push(Group {
                    change,
                    others: Vec::new(),
                });
            }
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::groups;
    use crate::diff::{Calendar, compare};
    use crate::source::{FileId, Sources};

    fn document(properties: Value, paths: usize) -> String {
        let operation = json!({
            "responses": {"200": {"description": "ok", "content": {"application/json": {
                "schema": {"$ref": "#/components/schemas/Pet"}
            }}}}
        });
        let paths: serde_json::Map<String, Value> = (0..paths)
            .map(|path| (format!("/p{path}"), json!({ "get": operation })))
            .collect();
        json!({
            "openapi": "3.0.3",
            "info": {"title": "A", "version": "1"},
            "paths": paths,
            "components": {"schemas": {"Pet": {
                "type": "object",
                "properties": properties,
                "additionalProperties": false
            }}},
        })
        .to_string()
    }

    fn read(text: &str) -> (Sources, FileId) {
        let mut sources = Sources::new();
        let file = sources.add("a.json", text);
        (sources, file)
    }

    #[test]
    fn a_change_of_a_shared_schema_is_one_with_all_its_uses() {
        let old = document(json!({"a": {"type": "string"}, "b": {}, "c": {}}), 30);
        let new = document(json!({"a": {"type": "integer"}}), 30);
        let ((old, old_root), (new, new_root)) = (read(&old), read(&new));
        let parse = |sources: &Sources, root| sources.parse(root, &mut Default::default()).unwrap();
        let changes = compare(
            &parse(&old, old_root),
            &parse(&new, new_root),
            Calendar::new(0, 0),
        );
        let groups = groups(&changes);
        // The type of one property, and the removal of two others; and one change of the whole document.
        let found: Vec<(&str, usize)> = groups
            .iter()
            .map(|group| (&*group.change.id, group.uses().count()))
            .collect();
        assert_eq!(
            found,
            [
                ("response-optional-property-removed", 30),
                ("response-optional-property-removed", 30),
                ("response-property-type-changed", 30),
                ("api-version-not-bumped", 1),
            ]
        );
        assert_eq!(changes.len(), 91);
    }
}
