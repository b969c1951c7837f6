//! Which keywords schemas have, and which are only written as if they were some.

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, member::is_near};
use crate::source::Node;

/// All keywords that are read or known to be left alone.
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

/// What stands in schemas and is known to mean nothing there: no reason for a message, and never what was meant.
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

/// Keywords that are read beside a reference, in any version.
pub(super) const BESIDE: &[&str] = &[
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

/// Applicators with one schema, with a list of them, and with schemas by key.
pub(super) const ONE: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
pub(super) const KEYED: &[&str] = &["patternProperties", "dependentSchemas"];

impl<'a> Reader<'a, '_> {
    /// Warns of keywords that look like others: JSON Schema allows unknown ones since 3.1, and nobody reads them.
    pub(super) fn known_keywords(&mut self, node: &'a Node) {
        let Some(object) = node.as_object() else {
            return;
        };
        for (key, entry) in object.iter() {
            let is_text = entry.node.as_str().is_some();
            if key == "$ref" {
                // Those that are followed are strings.
                if !is_text {
                    self.wrong_type(&entry.node, key, "a string");
                }
                continue;
            }
            let is_reference = key.trim_start_matches('$').eq_ignore_ascii_case("ref");
            let is_known = KEYWORDS.contains(&key) || IDLE.contains(&key);
            let meant = if is_reference && is_text {
                Some("$ref")
            } else if is_known || key.starts_with(['x', '$']) {
                None
            } else {
                let mut keywords = KEYWORDS.iter().copied();
                keywords.find(|known| is_near(key, known, 1 + known.len() / 8))
            };
            if let Some(meant) = meant {
                let message = format!("a schema has no keyword `{key}`");
                self.diagnostics.push(
                    Diagnostic::warning(Code::UnknownMember, entry.key_at, message)
                        .label("this is ignored")
                        .help(format!("did you mean `{meant}`?")),
                );
            }
        }
    }
}
