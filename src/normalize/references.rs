//! References to schemas: what they name, and what stands beside them.

use super::keywords::{BESIDE, IDLE, KEYWORDS};
use super::reader::{Reader, component};
use super::schemas::null;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Schema, SchemaId};
use crate::source::pointer::part_name;
use crate::source::{Node, Object, Value};

/// What a schema refers to. A `$dynamicRef` is read as a `$ref`.
pub(super) fn reference(node: &Node) -> Option<&str> {
    let reference = |key| node.get(key).and_then(Node::as_str);
    reference("$ref").or_else(|| reference("$dynamicRef"))
}

impl<'a> Reader<'a, '_> {
    /// The schema that a `$ref` names.
    pub(super) fn schema_target(&mut self, node: &'a Node) -> Option<SchemaId> {
        if node.get("$ref").is_none() {
            return self.dynamic_target(node);
        }
        let reference = node.get("$ref").and_then(Node::as_str)?;
        let target = if reference.starts_with('#') || reference.contains(['/', '.', ':']) {
            reference.to_owned()
        } else {
            // A bare name, as some documents write.
            format!("#/components/schemas/{reference}")
        };
        let target_node = self.target(node, &target)?;
        let is_schema = self.leads_to_schema(node, &target, target_node);
        is_schema.then(|| self.named(&target, target_node))
    }

    /// Whether a reference leads to what can be a schema; if not, that is told where it stands.
    fn leads_to_schema(&mut self, node: &Node, reference: &str, target: &Node) -> bool {
        let at = node.get("$ref").map_or(node.at, |reference| reference.at);
        let other = |kind| {
            let message = format!("`{reference}` is {kind}, not a schema");
            Diagnostic::warning(Code::WrongType, at, message)
                .label("any value is allowed")
                .help("name a schema here, such as `#/components/schemas/Pet`")
        };
        let section = component(reference).map(|(section, _)| section);
        // Some keep schemas in other sections.
        let holds_schemas = target.get("schema").or(target.get("content")).is_some()
            && target.get("type").is_none();
        let told = match (section, &target.value) {
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
        self.diagnostics.push(told);
        false
    }

    /// The schema that a pointer leads to, called by its key where it is a component.
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

    /// The schema that a discriminator names, by a reference or by its key under `components`. An entry that names
    /// nothing is ignored, with a warning.
    pub(super) fn mapped(&mut self, node: &'a Node, reference: &str) -> Option<SchemaId> {
        let pointer = match reference.strip_prefix('#') {
            Some(_) => reference.to_owned(),
            None => format!("#/components/schemas/{reference}"),
        };
        let is_file = pointer != reference && reference.contains(['/', '#']);
        if is_file && self.diagnostics.is_reported(node.at) {
            // The file cannot be read, which `bundle` has reported.
            return None;
        }
        let reported = self.diagnostics.len();
        let found = self.target(node, &pointer);
        self.diagnostics.soften(reported, "this entry is ignored");
        let found = found?;
        Some(self.named(&pointer, found))
    }

    /// The schema that a reference leads to, which is read later.
    fn referenced(&mut self, node: &'a Node) -> SchemaId {
        let (id, new) = self.place(node);
        if new {
            self.pending.push_back((id, node));
        }
        id
    }

    /// What stands beside a reference in 3.0, where it is ignored; but nobody writes `nullable` without meaning it.
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
                && !BESIDE.contains(key)
                && !key.starts_with("x-")
        });
        for (key, entry) in ignored {
            // Mostly the type of what is referred to, said again.
            if key == "type" {
                continue;
            }
            let message = format!("`{key}` stands beside a reference");
            self.diagnostics.push(
                Diagnostic::warning(Code::IgnoredSibling, entry.key_at, message)
                    .label("this is ignored")
                    .help("put the reference into `allOf`, with this beside it, or say `openapi: 3.1.0`"),
            );
        }
    }
}
