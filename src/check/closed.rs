//! Properties that one part of an `allOf` requires and another forbids: no object has all that is asked for.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::View;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Schemas, Type, Types};
use crate::source::{At, Node};

/// How many parts are compared with each other: nobody reads more of them, and in a long chain each leads to all the
/// others.
const PARTS: usize = 100;

pub(super) fn check(view: View, diagnostics: &mut Diagnostics) {
    let schemas = view.schemas;
    let is_concerned = schemas.leading_to(|id| is_closed(schemas, id), |id| same(&schemas[id]));
    let mut told = HashSet::new();
    for id in schemas.ids() {
        if is_concerned[id.index()] && !same(&schemas[id]).is_empty() {
            whole(view, id, &mut told, diagnostics);
        }
    }
}

/// Compares all that a value has to satisfy.
fn whole<'a>(
    view: View<'a, '_>,
    id: SchemaId,
    told: &mut HashSet<(SchemaId, &'a str)>,
    diagnostics: &mut Diagnostics,
) {
    let schemas = view.schemas;
    let parts = parts(schemas, id);
    let only = |id: &SchemaId| schemas[*id].types.and_then(Types::only);
    if !parts.iter().any(|id| only(id) == Some(Type::Object)) {
        return;
    }
    // Each name once, with a part that requires it and another one: a schema's own names are told elsewhere.
    let mut required: IndexMap<&'a str, (SchemaId, SchemaId)> = IndexMap::new();
    for part in &parts {
        for name in &schemas[*part].required {
            let known = required.entry(name).or_insert((*part, *part));
            known.1 = *part;
        }
    }
    for closed in parts.iter().filter(|id| is_closed(schemas, **id)) {
        let properties = &schemas[*closed].properties;
        for (name, (first, last)) in &required {
            let part = if first == closed { last } else { first };
            let is_lost = part != closed && !properties.contains_key(*name);
            if is_lost && told.insert((*closed, *name)) {
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

/// Where the name of a property stands that has to be there.
pub(super) fn required_at(view: View, id: SchemaId, name: &str) -> At {
    let listed = view.keyword(id, "required").and_then(Node::as_array);
    let mut listed = listed.into_iter().flatten();
    let named = listed.find(|node| node.as_str() == Some(name));
    named.map_or(view.schemas[id].at, |node| node.at)
}

/// Whether there is no room for properties that are not described.
pub(super) fn is_closed(schemas: &Schemas, id: SchemaId) -> bool {
    let schema = &schemas[id];
    let patterns = || {
        schema
            .applicators
            .iter()
            .any(|(key, _)| *key == "patternProperties")
    };
    schema
        .additional_properties
        .is_some_and(|others| schemas[others].boolean == Some(false))
        && !patterns()
}

/// What a value of a schema has to satisfy as well.
pub(super) fn same(schema: &Schema) -> Vec<SchemaId> {
    let all_of = schema.all_of.iter().copied();
    schema.reference.into_iter().chain(all_of).collect()
}

/// The schema, and all that its values have to satisfy as well, each once.
pub(super) fn parts(schemas: &Schemas, id: SchemaId) -> Vec<SchemaId> {
    let mut parts = vec![id];
    let mut seen = HashSet::from([id]);
    let mut next = 0;
    while let Some(id) = parts.get(next).copied().filter(|_| next < PARTS) {
        let new = same(&schemas[id]).into_iter();
        parts.extend(new.filter(|id| seen.insert(*id)));
        next += 1;
    }
    parts
}
