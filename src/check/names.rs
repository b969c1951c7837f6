//! Names of properties that there are not.

use std::collections::HashSet;

use super::View;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Schemas};
use crate::source::{At, Node};

pub(super) fn check(view: View, diagnostics: &mut Diagnostics) {
    let parts = parts(view.schemas);
    for id in view.schemas.ids() {
        let schema = &view.schemas[id];
        // What is a part of another schema may speak of properties that other parts have.
        if !schema.required.is_empty() && !schema.properties.is_empty() && !parts[id.index()] {
            required(view, id, schema, diagnostics);
        }
        if schema.discriminator.is_some() {
            discriminator(view, id, schema, diagnostics);
        }
    }
}

/// The schemas that others include, by reference or in place.
fn parts(schemas: &Schemas) -> Vec<bool> {
    let mut parts = vec![false; schemas.len()];
    for id in schemas.ids() {
        let schema = &schemas[id];
        // A reference alone is the schema that it names.
        if schema.plain_reference().is_some() {
            continue;
        }
        let lists = [&schema.all_of, &schema.any_of, &schema.one_of];
        let included = lists.into_iter().flatten().copied();
        for part in included.chain(schema.reference).chain(schema.applied()) {
            parts[part.index()] = true;
            parts[schemas.resolve(part).index()] = true;
        }
    }
    parts
}

fn required(view: View, id: SchemaId, schema: &Schema, diagnostics: &mut Diagnostics) {
    let known = Known::of(view.schemas, id);
    if known.open {
        return;
    }
    for name in schema
        .required
        .iter()
        .filter(|name| !known.names.contains(name.as_str()))
    {
        let listed = view.keyword(id, "required").and_then(Node::as_array);
        let listed = listed.into_iter().flatten();
        let at = listed
            .into_iter()
            .find(|node| node.as_str() == Some(name))
            .map_or(schema.at, |node| node.at);
        let message = format!("`{name}` is required and not among the properties");
        let found = Diagnostic::warning(Code::UnknownProperty, at, message)
            .label("any value will do for it");
        diagnostics.push(suggest(view, id, &known, name, found));
    }
}

fn discriminator(view: View, id: SchemaId, schema: &Schema, diagnostics: &mut Diagnostics) {
    let Some(discriminator) = &schema.discriminator else {
        return;
    };
    let known = Known::of(view.schemas, id);
    let name = discriminator.property.as_str();
    if known.open || known.names.is_empty() || known.names.contains(name) {
        return;
    }
    let at = view
        .keyword(id, "discriminator")
        .and_then(|node| node.get("propertyName"))
        .map_or(view.keyword_at(id, "discriminator"), |node| node.at);
    let message = format!("the discriminator `{name}` is no property of any of the schemas");
    let found = Diagnostic::warning(Code::UnknownProperty, at, message);
    diagnostics.push(suggest(view, id, &known, name, found));
}

/// Adds the property that was probably meant, and where it stands.
fn suggest(view: View, id: SchemaId, known: &Known, name: &str, found: Diagnostic) -> Diagnostic {
    let near = (known.names.iter())
        .map(|known| (strsim::damerau_levenshtein(known, name), *known))
        .min()
        .filter(|(distance, _)| *distance <= 1 + name.len() / 3);
    let Some((_, near)) = near else {
        return found.help(format!(
            "add `{name}` to the properties, or take the name out here"
        ));
    };
    let there: Option<At> = view
        .keyword(id, "properties")
        .and_then(|node| node.as_object()?.entry(near))
        .map(|entry| entry.key_at);
    let found = found.help(format!("did you mean `{near}`?"));
    match there {
        Some(there) => found.related(there, "a property that there is"),
        None => found,
    }
}

/// In how many schemas properties are looked for: nobody reads more of them, and in a long chain each leads to all the
/// others.
const PARTS: usize = 1_000;

/// The properties that a schema describes, what it includes and its alternatives counted in.
#[derive(Default)]
struct Known<'a> {
    names: HashSet<&'a str>,
    /// Whether there are rules for properties without a name, or more than is looked at.
    open: bool,
}

impl<'a> Known<'a> {
    fn of(schemas: &'a Schemas, id: SchemaId) -> Known<'a> {
        let mut known = Known::default();
        let mut open = vec![id];
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            // What is not looked at may have any.
            known.open |= seen.len() > PARTS;
            if known.open {
                break;
            }
            let schema = &schemas[id];
            known
                .names
                .extend(schema.properties.keys().map(String::as_str));
            let others = schema.additional_properties;
            known.open |= others.is_some_and(|id| schemas[id].boolean != Some(false));
            known.open |= schema
                .applicators
                .iter()
                .any(|(key, _)| *key == "patternProperties");
            open.extend(schema.reference);
            open.extend(
                [&schema.all_of, &schema.any_of, &schema.one_of]
                    .into_iter()
                    .flatten(),
            );
            open.extend(schema.applied());
        }
        known
    }
}
