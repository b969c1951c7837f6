//! References to schemas and their siblings.

use super::keywords::{IDLE, KEYWORDS, SIBLINGS};
use super::nullable::null;
use super::reader::Reader;
use super::resolve::component;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Schema, SchemaId};
use crate::source::pointer::part_name;
use crate::source::{Node, Object, Value};

/// The reference of a schema. A `$dynamicRef` is read like a `$ref`.
pub(super) fn reference(node: &Node) -> Option<&str> {
    let reference = |key| node.get(key).and_then(Node::as_str);
    reference("$ref").or_else(|| reference("$dynamicRef"))
}

impl<'a> Reader<'a, '_> {
    /// The target of a schema's reference.
    pub(super) fn schema_target(&mut self, node: &'a Node) -> Option<SchemaId> {
        if node.get("$ref").is_none() {
            return self.dynamic_target(node);
        }
        let reference = node.get("$ref").and_then(Node::as_str)?;
        let target = if reference.starts_with('#') || reference.contains(['/', '.', ':']) {
            reference.to_owned()
        } else {
            // Some documents write the bare name of a component.
            format!("#/components/schemas/{reference}")
        };
        let target_node = self.target(node, &target)?;
        let is_schema = self.leads_to_schema(node, &target, target_node);
        is_schema.then(|| self.named(&target, target_node))
    }

    /// Whether a reference leads to a possible schema; reports it otherwise.
    fn leads_to_schema(&mut self, node: &Node, reference: &str, target: &Node) -> bool {
        let at = node.get("$ref").map_or(node.at, |reference| reference.at);
        let other = |kind| {
            let message = format!("`{reference}` is {kind}, not a schema");
            Diagnostic::warning(Code::WrongType, at, message)
                .label("any value is allowed")
                .help("name a schema here, such as `#/components/schemas/Pet`")
        };
        let section = component(reference).map(|(section, _)| section);
        // Some documents keep schemas in other sections.
        let holds_schemas = target.get("schema").or(target.get("content")).is_some()
            && target.get("type").is_none();
        let warning = match (section, &target.value) {
            _ if std::ptr::eq(target, self.root) => other("the whole document"),
            (None, Value::String(_) | Value::Number(_) | Value::Array(_)) => other(target.kind()),
            (Some("parameters" | "headers" | "responses" | "requestBodies"), _)
                if holds_schemas =>
            {
                let message = format!("`{reference}` is no schema, and has one in it");
                Diagnostic::warning(Code::WrongType, at, message)
                    .label("any value is allowed")
                    .help("name the schema itself")
            }
            _ => return true,
        };
        self.diagnostics.push(warning);
        false
    }

    /// The schema at a pointer, named by its key if it is a component.
    pub(super) fn named(&mut self, pointer: &str, node: &'a Node) -> SchemaId {
        let id = self.referenced(node);
        if let Some(name) = pointer
            .strip_prefix("#/components/schemas/")
            .filter(|name| !name.contains('/'))
        {
            self.schemas.name(id, part_name(name));
        }
        id
    }

    /// The schema of a discriminator's entry, by reference or by name. An unresolved entry is ignored with a warning.
    pub(super) fn mapped(&mut self, node: &'a Node, reference: &str) -> Option<SchemaId> {
        let pointer = match reference.strip_prefix('#') {
            Some(_) => reference.to_owned(),
            None => format!("#/components/schemas/{reference}"),
        };
        let is_file = pointer != reference && reference.contains(['/', '#']);
        if is_file && self.diagnostics.is_reported(node.at) {
            // `bundle` has reported that the file cannot be read.
            return None;
        }
        let reported = self.diagnostics.len();
        let found = self.target(node, &pointer);
        self.diagnostics.soften(reported, "this entry is ignored");
        let found = found?;
        Some(self.named(&pointer, found))
    }

    /// The schema at a node, which is read later.
    fn referenced(&mut self, node: &'a Node) -> SchemaId {
        let (id, new) = self.place(node);
        if new {
            self.pending.push_back((id, node));
        }
        id
    }

    /// Siblings of a reference in 3.0, which are to be ignored. `nullable` is read all the same, since it can only be
    /// intended.
    pub(super) fn siblings(&mut self, node: &'a Node, schema: &mut Schema) {
        if self.flag(node, "nullable") {
            let target = self.schemas.push(Schema {
                at: schema.at,
                reference: schema.reference.take(),
                ..Schema::default()
            });
            let null = self.schemas.push(null());
            schema.any_of = vec![target, null];
        }
        let members = node.as_object().into_iter().flat_map(Object::iter);
        let ignored = members.filter(|(key, _)| {
            (KEYWORDS.contains(key) || IDLE.contains(key))
                && !SIBLINGS.contains(key)
                && !key.starts_with("x-")
        });
        for (key, entry) in ignored {
            // Usually this repeats the type of the target.
            if key == "type" {
                continue;
            }
            let message = format!("`{key}` is a sibling of a reference");
            self.diagnostics.push(
                Diagnostic::warning(Code::IgnoredSibling, entry.key_at, message)
                    .label("this is ignored")
                    .help("put the reference into `allOf`, with this as its sibling, or say `openapi: 3.1.0`"),
            );
        }
    }
}
