//! The schemas of OpenAPI documents themselves.

mod notation;

use std::sync::OnceLock;

use super::functions::Context;
use super::schema::{Violation, violations as evaluate};
use crate::source::{At, Node};

/// The schema of each version, built when it is first needed.
static SCHEMAS: [OnceLock<Node>; 4] = [const { OnceLock::new() }; 4];

/// The versions: their numbers, the objects that they define, and the keyword by which objects refuse other members.
/// From 3.1 on, it depends on conditions which members an object has.
const VERSIONS: [(&str, &str, &str); 4] = [
    (
        "2.0",
        include_str!("meta/openapi-2.txt"),
        "additionalProperties",
    ),
    (
        "3.0",
        include_str!("meta/openapi-3.txt"),
        "additionalProperties",
    ),
    (
        "3.1",
        include_str!("meta/openapi-3.txt"),
        "unevaluatedProperties",
    ),
    (
        "3.2",
        include_str!("meta/openapi-3.txt"),
        "unevaluatedProperties",
    ),
];

/// What is wrong with a document, by the schema of its version.
pub fn violations<'a>(root: &'a Node, context: Context<'_, 'a>) -> Vec<Violation<'a>> {
    let formats = context.formats;
    let version = match () {
        () if formats.is_2() => 0,
        () if formats.is("oas3_2") => 3,
        () if formats.is("oas3_1") => 2,
        () => 1,
    };
    let schema = SCHEMAS[version].get_or_init(|| {
        let (number, text, closing) = VERSIONS[version];
        let schema = notation::schema(text, number, closing).unwrap_or_default();
        Node::from_json(At::NONE, schema)
    });
    let view = context.documents.view(false);
    evaluate(context.cache, view, schema, root)
        .into_iter()
        .filter(|violation| violation.keyword != "if")
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::*;

    /// Collects what the references of a schema lead to.
    fn collect_targets(value: &Value, targets: &mut BTreeSet<String>) {
        match value {
            Value::Object(members) => {
                for (key, value) in members {
                    match (key.as_str(), value) {
                        ("$ref", Value::String(target)) => {
                            targets.insert(target.clone());
                        }
                        _ => collect_targets(value, targets),
                    }
                }
            }
            Value::Array(items) => items.iter().for_each(|item| collect_targets(item, targets)),
            _ => {}
        }
    }

    #[test]
    fn references_of_every_version_lead_to_its_definitions_and_to_all_of_them() {
        for (number, text, closing) in VERSIONS {
            let schema = notation::schema(text, number, closing).unwrap();
            let mut targets = BTreeSet::new();
            collect_targets(&schema, &mut targets);
            let definitions: BTreeSet<_> = schema["$defs"]
                .as_object()
                .unwrap()
                .keys()
                .map(|name| format!("#/$defs/{name}"))
                .collect();
            assert_eq!(targets, definitions, "{number}");
        }
    }

    #[test]
    fn every_version_requires_its_own_number() {
        let patterns = VERSIONS.map(|(number, text, closing)| {
            let schema = notation::schema(text, number, closing).unwrap();
            let properties = &schema["properties"];
            match number {
                "2.0" => properties["swagger"]["enum"][0].clone(),
                _ => properties["openapi"]["pattern"].clone(),
            }
        });
        let expected = [
            "2.0",
            r"^3\.0\.\d(-.+)?$",
            r"^3\.1\.\d+(-.+)?$",
            r"^3\.2\.\d+(-.+)?$",
        ];
        assert_eq!(patterns, expected);
    }
}
