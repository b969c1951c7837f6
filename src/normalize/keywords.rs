//! The keywords of schemas, and misspelled ones.

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, member::is_near};
use crate::schema::Type;
use crate::source::{Node, Object};

/// All keywords that are read or deliberately ignored.
pub(super) const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "const",
    "format",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "discriminator",
    "xml",
    "externalDocs",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "items",
    "prefixItems",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "unevaluatedItems",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
];

/// Members that are common in schemas without being keywords: neither reported nor suggested.
pub(super) const IDLE: &[&str] = &[
    "collectionFormat",
    "id",
    "name",
    "in",
    "schema",
    "summary",
    "allowEmptyValue",
    "style",
    "explode",
    "optional",
    "tags",
    "text",
];

/// Keywords that have an effect beside a reference in any version.
pub(super) const SIBLINGS: &[&str] = &[
    "title",
    "description",
    "default",
    "deprecated",
    "example",
    "examples",
    "externalDocs",
    "nullable",
    "readOnly",
    "summary",
    "writeOnly",
    "xml",
];

impl<'a> Reader<'a, '_> {
    /// Warns of members that look like misspelled keywords. Others are allowed since 3.1.
    pub(super) fn known_keywords(&mut self, node: &'a Node) {
        let Some(object) = node.as_object() else {
            return;
        };
        for (key, entry) in object.iter() {
            let is_text = entry.node.as_str().is_some();
            if key == "$ref" {
                // A `$ref` that is followed is a string.
                if !is_text {
                    self.wrong_type(&entry.node, key, "a string");
                }
                continue;
            }
            let is_reference = key.trim_start_matches('$').eq_ignore_ascii_case("ref");
            let is_known = KEYWORDS.contains(&key);
            let is_own = key.starts_with("x-") || key.starts_with('$');
            let help = if is_reference && is_text {
                "did you mean `$ref`?".to_owned()
            } else if is_known || is_own {
                continue;
            } else if let Some(known) = near_keyword(key) {
                format!("did you mean `{known}`?")
            } else if has_members(object) && looks_like_schema(&entry.node) {
                format!("if `{key}` is a member of the object, it belongs under `properties`")
            } else {
                continue;
            };
            let message = format!("a schema has no keyword `{key}`");
            self.diagnostics.push(
                Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
                    .label("this is ignored")
                    .help(help),
            );
        }
    }
}

fn near_keyword(key: &str) -> Option<&'static str> {
    if IDLE.contains(&key) || key.starts_with('x') {
        return None;
    }
    let mut keywords = KEYWORDS.iter().copied();
    keywords.find(|known| is_near(key, known, 1 + known.len() / 8))
}

/// Whether a schema describes objects.
fn has_members(schema: &Object) -> bool {
    let is_object = |node: &Node| node.as_str() == Some("object");
    schema.contains("properties") || schema.get("type").is_some_and(is_object)
}

/// Whether a value can only be a schema.
fn looks_like_schema(node: &Node) -> bool {
    const TELLING: [&str; 7] = [
        "$ref",
        "allOf",
        "anyOf",
        "enum",
        "items",
        "oneOf",
        "properties",
    ];
    node.as_object().is_some_and(|object| {
        let named = object.get("type").and_then(Node::as_str);
        named.and_then(Type::from_name).is_some() || TELLING.iter().any(|key| object.contains(key))
    })
}
