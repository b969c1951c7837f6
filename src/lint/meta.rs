//! The schemas of OpenAPI documents themselves.

use std::sync::OnceLock;

use super::functions::Context;
use super::schema::{Violation, violations as evaluate};
use crate::source::{At, Node};

/// The schema of each version, parsed when it is first needed.
static SCHEMAS: [OnceLock<Node>; 4] = [const { OnceLock::new() }; 4];

const TEXTS: [&str; 4] = [
    include_str!("schemas/2.0.json"),
    include_str!("schemas/3.0.json"),
    include_str!("schemas/3.1.json"),
    include_str!("schemas/3.2.json"),
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
        let json = serde_json::from_str(TEXTS[version]).unwrap_or_default();
        Node::from_json(At::NONE, json)
    });
    let view = context.documents.view(false);
    evaluate(context.cache, view, schema, root)
        .into_iter()
        .filter(|violation| violation.keyword != "if")
        .collect()
}
