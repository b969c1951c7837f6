//! `$dynamicRef` (JSON Schema 2020-12 §8.2.3.2), resolved statically.

use std::collections::HashMap;

use super::reader::Reader;
use crate::diagnostic::Code;
use crate::schema::SchemaId;
use crate::source::{At, Node, Value};

/// The schemas of a document that have a `$dynamicAnchor`.
#[derive(Debug, Default)]
pub(super) struct Anchors<'a> {
    /// By name, each with the position of the schema with an `$id` around it.
    anchors: HashMap<&'a str, Vec<(At, &'a Node)>>,
    /// For each `$dynamicRef`, the position of the schema with an `$id` around it.
    resources: HashMap<At, At>,
}

/// Members whose values contain no schemas.
const VALUES: [&str; 7] = [
    "example",
    "examples",
    "default",
    "enum",
    "const",
    "value",
    "dataValue",
];

impl<'a> Anchors<'a> {
    fn of(root: &'a Node) -> Anchors<'a> {
        let mut anchors = Anchors::default();
        let mut open = vec![(root, At::NONE)];
        while let Some((node, resource)) = open.pop() {
            match &node.value {
                Value::Array(items) => open.extend(items.iter().map(|item| (item, resource))),
                Value::Object(members) => {
                    let text = |key| node.get(key).and_then(Node::as_str);
                    let resource = match text("$id") {
                        Some(_) => node.at,
                        None => resource,
                    };
                    if let Some(name) = text("$dynamicAnchor") {
                        let same = anchors.anchors.entry(name).or_default();
                        same.push((resource, node));
                    }
                    if text("$dynamicRef").is_some() {
                        anchors.resources.insert(node.at, resource);
                    }
                    let inner = members.iter().filter(|(key, _)| !VALUES.contains(key));
                    open.extend(inner.map(|(_, entry)| (&entry.node, resource)));
                }
                _ => {}
            }
        }
        anchors
    }

    /// The schemas with a `$dynamicAnchor`, those in the same resource first.
    fn named(&self, node: &Node, name: &str) -> Vec<&'a Node> {
        let resource = self.resources.get(&node.at);
        let mut same = self.anchors.get(name).cloned().unwrap_or_default();
        same.sort_by_key(|(other, node)| (Some(other) != resource, node.at));
        same.into_iter().map(|(_, node)| node).collect()
    }
}

impl<'a> Reader<'a, '_> {
    /// The schema that a `$dynamicRef` is resolved to: the one in the same resource if there is one. At run time it
    /// would depend on the schemas that lead there, so that several candidates are a warning.
    pub(super) fn dynamic_target(&mut self, node: &'a Node) -> Option<SchemaId> {
        let link = node.get("$dynamicRef")?;
        let reference = link.as_str()?;
        let (_, name) = reference.split_once('#')?;
        if name.is_empty() || name.starts_with('/') {
            // A JSON pointer means the same as in `$ref`.
            let target = self.target(node, reference)?;
            return Some(self.named(reference, target));
        }
        let root = self.root;
        let anchors = self.anchors.get_or_insert_with(|| Anchors::of(root));
        let found = anchors.named(node, name);
        if found.len() > 1 {
            self.warn(
                Code::WiderType,
                link.at,
                format!("`{reference}` means several schemas, and is read as the nearest of them"),
                "write the schema that is intended in each place, with `$ref`",
            );
        }
        let Some(found) = found.first() else {
            self.error(
                Code::UnresolvedReference,
                link.at,
                format!("no schema has the `$dynamicAnchor` that `{reference}` names"),
                "give the schema that is intended this name, or refer to it with `$ref`",
            );
            return None;
        };
        let pointer = match self.component_name(found) {
            Some(name) => format!("#/components/schemas/{name}"),
            None => String::new(),
        };
        Some(self.named(&pointer, found))
    }

    /// The key of a schema under `components`, escaped for a pointer.
    fn component_name(&self, node: &Node) -> Option<String> {
        let schemas = self.root.get("components")?.get("schemas")?.as_object()?;
        let mut schemas = schemas.iter();
        let found = schemas.find(|(_, entry)| std::ptr::eq(&entry.node, node));
        found.map(|(name, _)| crate::source::pointer::fragment_part(name))
    }
}
