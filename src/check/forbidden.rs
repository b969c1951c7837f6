//! Properties that one part of an `allOf` requires and another forbids, so that no object is valid.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::View;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{SchemaId, Schemas, Type, TypeSet};
use crate::source::{At, Node};

/// Limit on the parts that are compared with each other, so that a long chain of schemas costs no quadratic time.
const PARTS: usize = 100;

pub(super) fn check(view: View, diagnostics: &mut Diagnostics) {
    let schemas = view.schemas;
    let is_concerned = schemas.leading_to(
        |id| additional_properties_false(schemas, id),
        |id| schemas[id].included().collect(),
    );
    let mut reported = HashSet::new();
    for id in schemas.ids() {
        if is_concerned[id.index()] && schemas[id].included().next().is_some() {
            compare_parts(view, id, &mut reported, diagnostics);
        }
    }
}

/// Compares what the parts of a schema require with what they forbid.
fn compare_parts<'a>(
    view: View<'a, '_>,
    id: SchemaId,
    reported: &mut HashSet<(SchemaId, &'a str)>,
    diagnostics: &mut Diagnostics,
) {
    let schemas = view.schemas;
    let parts = parts(schemas, id);
    let only = |id: &SchemaId| schemas[*id].types.and_then(TypeSet::only);
    if !parts.iter().any(|id| only(id) == Some(Type::Object)) {
        return;
    }
    // Each name with the first and the last part that requires it, one of which differs from the part that forbids it.
    let mut required: IndexMap<&'a str, (SchemaId, SchemaId)> = IndexMap::new();
    for part in &parts {
        for name in &schemas[*part].required {
            let known = required.entry(name).or_insert((*part, *part));
            known.1 = *part;
        }
    }
    for closed in parts
        .iter()
        .filter(|id| additional_properties_false(schemas, **id))
    {
        let properties = &schemas[*closed].properties;
        for (name, (first, last)) in &required {
            let part = if first == closed { last } else { first };
            let is_lost = part != closed && !properties.contains_key(*name);
            if is_lost && reported.insert((*closed, *name)) {
                diagnostics.push(forbidden(view, *closed, *part, name));
            }
        }
    }
}

fn forbidden(view: View, closed: SchemaId, part: SchemaId, name: &str) -> Diagnostic {
    let at = view.keyword_at(closed, "additionalProperties");
    let message =
        format!("`{name}` is required by another part of an `allOf`, and not allowed here");
    Diagnostic::warning(Code::Contradiction, at, message)
        .label("no object satisfies both")
        .related(required_at(view, part, name), "required here")
        .help(format!(
            "add `{name}` to the properties, or leave `additionalProperties: false` out; a closed schema can't be extended"
        ))
}

/// The position of a name in `required`.
pub(super) fn required_at(view: View, id: SchemaId, name: &str) -> At {
    let listed = view.keyword(id, "required").and_then(Node::as_array);
    let mut listed = listed.into_iter().flatten();
    let named = listed.find(|node| node.as_str() == Some(name));
    named.map_or(view.schemas[id].at, |node| node.at)
}

/// Whether `additionalProperties: false` forbids all properties that are not listed.
pub(super) fn additional_properties_false(schemas: &Schemas, id: SchemaId) -> bool {
    let schema = &schemas[id];
    schema
        .additional_properties
        .is_some_and(|others| schemas[others].boolean == Some(false))
        && schema.applicators.pattern_properties.is_empty()
}

/// The schema and those that it includes, directly or not, each once.
pub(super) fn parts(schemas: &Schemas, id: SchemaId) -> Vec<SchemaId> {
    let mut parts = vec![id];
    let mut seen = HashSet::from([id]);
    let mut next = 0;
    while let Some(id) = parts.get(next).copied().filter(|_| next < PARTS) {
        let new = schemas[id].included();
        parts.extend(new.filter(|id| seen.insert(*id)));
        next += 1;
    }
    parts
}
