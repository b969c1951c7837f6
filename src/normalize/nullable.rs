//! `nullable`, which became a type with 3.1.

use serde_json::Value as Json;

use super::reader::{Reader, boolean};
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Schema, Type, TypeSet};
use crate::source::{Node, Value};

impl<'a> Reader<'a, '_> {
    /// Warns of `nullable` in versions without this keyword; it is read all the same.
    pub(super) fn nullable_of_3_0(&mut self, node: &'a Node, schema: &Schema) {
        let nullable = node
            .get("nullable")
            .filter(|_| self.version > Version::V3_0);
        let Some(nullable) = nullable else { return };
        let widens = schema.types.is_some() || schema.reference.is_none();
        let message = "`nullable` is a keyword of OpenAPI 3.0 only";
        let diagnostic = Diagnostic::warning(Code::OtherVersion, nullable.at, message);
        self.diagnostics
            .push(match widens && boolean_value(nullable) {
                true => diagnostic
                    .label("read as if `null` were among the types")
                    .help("add `null` to the types: `type: [string, 'null']`"),
                false => diagnostic
                    .label("this has no effect")
                    .help("leave it out: `null` is allowed only where `type` lists it"),
            });
    }

    /// Reads `nullable` without `type` as "or null" where other keywords determine the type.
    pub(super) fn nullable_without_type(&mut self, schema: &mut Schema) {
        if let Some(values) = schema
            .enumeration
            .as_mut()
            .filter(|values| !values.contains(&Json::Null))
        {
            values.push(Json::Null);
        }
        // These imply an object and an array.
        if !schema.properties.is_empty() {
            schema.types = Some(TypeSet::from_iter([Type::Object, Type::Null]));
        } else if schema.items.is_some() {
            schema.types = Some(TypeSet::from_iter([Type::Array, Type::Null]));
        }
        let composed =
            !schema.all_of.is_empty() || !schema.any_of.is_empty() || !schema.one_of.is_empty();
        if composed {
            let inner = Schema {
                name: None,
                read_only: false,
                write_only: false,
                default: None,
                ..schema.clone()
            };
            let any_of = vec![self.schemas.push(inner), self.schemas.push(null())];
            *schema = Schema {
                at: schema.at,
                any_of,
                title: schema.title.take(),
                description: schema.description.take(),
                deprecated: schema.deprecated,
                read_only: schema.read_only,
                write_only: schema.write_only,
                default: schema.default.take(),
                examples: std::mem::take(&mut schema.examples),
                ..Schema::default()
            };
        }
    }
}

fn boolean_value(node: &Node) -> bool {
    match node.value {
        Value::Bool(value) => value,
        _ => boolean(node).unwrap_or_default(),
    }
}

/// The schema of `null`.
pub(super) fn null() -> Schema {
    Schema {
        types: Some(TypeSet::from_iter([Type::Null])),
        ..Schema::default()
    }
}
