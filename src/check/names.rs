//! Names in `required` and discriminators that no property has.

use std::collections::HashSet;

use super::{View, forbidden};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Schemas};
use crate::source::At;

pub(super) fn check(view: View, diagnostics: &mut Diagnostics) {
    let users = Users::of(view.schemas);
    for id in view.schemas.ids() {
        let schema = &view.schemas[id];
        // An alternative may require properties that only the schema around it describes.
        if !schema.required.is_empty() && !users.is_alternative[id.index()] {
            required(view, &users, id, diagnostics);
        }
        if schema.discriminator.is_some() {
            discriminator(view, id, schema, diagnostics);
        }
    }
}

/// The schemas that include each schema, by reference or inline.
struct Users {
    /// For each schema, those that include it.
    of: Vec<Vec<SchemaId>>,
    /// Whether a schema is below `anyOf`, `oneOf`, `not`, `if` and the like, so that values need not satisfy it.
    is_alternative: Vec<bool>,
}

impl Users {
    fn of(schemas: &Schemas) -> Self {
        let mut users = Self {
            of: vec![Vec::new(); schemas.len()],
            is_alternative: vec![false; schemas.len()],
        };
        for id in schemas.ids() {
            let schema = &schemas[id];
            let same = schema.reference.iter().chain(&schema.all_of).copied();
            for part in same {
                users.of[part.index()].push(id);
            }
            let alternatives = schema.any_of.iter().chain(&schema.one_of).copied();
            for part in alternatives.chain(schema.applicators.schemas()) {
                for part in [part, schemas.resolve(part)] {
                    users.of[part.index()].push(id);
                    users.is_alternative[part.index()] = true;
                }
            }
        }
        users
    }

    /// The schema and those that include it, directly or not, each once.
    fn including(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut including = vec![id];
        let mut seen = HashSet::from([id]);
        let mut next = 0;
        while let Some(id) = including.get(next).copied().filter(|_| next < INCLUDING) {
            let new = self.of[id.index()].iter().copied();
            including.extend(new.filter(|id| seen.insert(*id)));
            next += 1;
        }
        including
    }
}

/// Warns of required properties that no schema describes. Schemas that include this one, and their other parts, may
/// describe them.
fn required(view: View, users: &Users, id: SchemaId, diagnostics: &mut Diagnostics) {
    let schema = &view.schemas[id];
    let own = &schema.properties;
    if schema.required.iter().all(|name| own.contains_key(name)) {
        return;
    }
    let including = users.including(id);
    let most = if including.len() > 1 {
        INCLUDING
    } else {
        PARTS
    };
    let known = Known::of(view.schemas, including, most);
    let additional_properties_false = forbidden::additional_properties_false(view.schemas, id);
    if known.open || known.names.is_empty() && !additional_properties_false {
        return;
    }
    for name in schema
        .required
        .iter()
        .filter(|name| !known.names.contains(name.as_str()))
    {
        let at = forbidden::required_at(view, id, name);
        let message = format!("`{name}` is required and not among the properties");
        let found = Diagnostic::warning(Code::UnknownProperty, at, message).label(
            match additional_properties_false {
                true => "no object satisfies this, for it may not have others",
                false => "any value will do for it",
            },
        );
        diagnostics.push(suggest(view, id, &known, name, found));
    }
}

fn discriminator(view: View, id: SchemaId, schema: &Schema, diagnostics: &mut Diagnostics) {
    let Some(discriminator) = &schema.discriminator else {
        return;
    };
    let known = Known::of(view.schemas, vec![id], PARTS);
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

/// Adds the property with the most similar name, and its position.
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

/// Limit on the schemas in which properties are looked up, so that a long chain costs no quadratic time.
const PARTS: usize = 1_000;

/// The same for a schema that others include, which may be as many again.
const INCLUDING: usize = 200;

/// The properties that schemas, those that they include and their alternatives describe.
#[derive(Default)]
struct Known<'a> {
    names: HashSet<&'a str>,
    /// Whether other properties are described as well, or the limit was reached.
    open: bool,
}

impl<'a> Known<'a> {
    fn of(schemas: &'a Schemas, mut open: Vec<SchemaId>, most: usize) -> Known<'a> {
        let mut known = Known::default();
        let mut seen = HashSet::new();
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            // Schemas beyond the limit may describe any property.
            known.open |= seen.len() > most;
            if known.open {
                break;
            }
            let schema = &schemas[id];
            known
                .names
                .extend(schema.properties.keys().map(String::as_str));
            let others = schema.additional_properties;
            known.open |= others.is_some_and(|id| schemas[id].boolean != Some(false));
            known.open |= !schema.applicators.pattern_properties.is_empty();
            open.extend(schema.reference);
            open.extend(
                [&schema.all_of, &schema.any_of, &schema.one_of]
                    .into_iter()
                    .flatten(),
            );
            open.extend(schema.applicators.schemas());
        }
        known
    }
}
