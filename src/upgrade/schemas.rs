//! Schemas: those of 2.0 are valid in 3.0, except for a few keywords.

use super::references::Kind;
use super::{Upgrade, Version};
use crate::source::{Entry, Node, Object, Value};

/// Keywords with a schema, or an array of schemas.
const SCHEMAS: [&str; 15] = [
    "items",
    "additionalProperties",
    "additionalItems",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "prefixItems",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "if",
    "then",
    "else",
];

/// Keywords with a map of schemas.
const NAMED: [&str; 6] = [
    "properties",
    "patternProperties",
    "definitions",
    "$defs",
    "dependentSchemas",
    "dependencies",
];

impl<'a> Upgrade<'a> {
    pub(super) fn schema(&mut self, node: &'a Node) -> Node {
        self.built(node);
        let Some(object) = node.as_object() else {
            return node.clone();
        };
        let mut out = Object::default();
        for (key, entry) in object.iter() {
            let value = match key {
                "$ref" if entry.node.as_str().is_some() => {
                    match self.reference(&entry.node, Kind::Schema) {
                        Some(reference) => reference,
                        None => continue,
                    }
                }
                "type" if is_file(node) => Node::string(entry.node.at, "string"),
                "discriminator" => self.discriminator(&entry.node),
                "x-nullable" if self.version == Version::Two => {
                    out.insert("nullable", entry.clone());
                    continue;
                }
                _ if NAMED.contains(&key) => self.each(&entry.node, Self::schema),
                _ if SCHEMAS.contains(&key) => match &entry.node.value {
                    Value::Array(_) => self.each(&entry.node, Self::schema),
                    _ => self.schema(&entry.node),
                },
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(value));
        }
        if is_file(node) {
            let format = Node::string(node.at, "binary");
            out.insert(
                "format",
                Entry {
                    key_at: node.at,
                    node: format,
                },
            );
        }
        self.nullable_reference(Node::new(node.at, Value::Object(out)))
    }

    /// `x-nullable` as a sibling of `$ref` applies to the target, but OpenAPI 3.0 ignores siblings: the reference moves
    /// into `allOf`.
    fn nullable_reference(&self, node: Node) -> Node {
        let nullable = node.get("nullable").and_then(Node::as_bool) == Some(true);
        let nullable = nullable && self.version == Version::Two;
        let Some(reference) = node.get("$ref").filter(|_| nullable) else {
            return node;
        };
        let inner = Node::object(reference.at, [("$ref", reference.clone())]);
        let mut outer = node.clone();
        if let Some(object) = outer.as_object_mut() {
            object.remove("$ref");
            let all_of = Node::new(reference.at, Value::Array(vec![inner]));
            let key_at = reference.at;
            object.insert(
                "allOf",
                Entry {
                    key_at,
                    node: all_of,
                },
            );
        }
        outer
    }

    /// In 2.0 it is the name of the property; in 3.x it may have references in its mapping.
    fn discriminator(&mut self, node: &'a Node) -> Node {
        if self.version == Version::Two && node.as_str().is_some() {
            return Node::object(node.at, [("propertyName", node.clone())]);
        }
        let mut discriminator = node.clone();
        let (Some(mapping), Some(out)) = (node.get("mapping"), discriminator.get_mut("mapping"))
        else {
            return discriminator;
        };
        *out = self.each(mapping, |upgrade, target| {
            let is_reference = target.as_str().is_some_and(|text| text.contains('#'));
            let reference = is_reference.then(|| upgrade.reference(target, Kind::Schema));
            reference.flatten().unwrap_or_else(|| target.clone())
        });
        discriminator
    }
}

/// Whether it is 2.0's schema of a file.
pub(super) fn is_file(node: &Node) -> bool {
    node.get("type").and_then(Node::as_str) == Some("file")
}
