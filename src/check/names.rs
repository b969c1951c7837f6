//! Names of properties that there are not.

use std::collections::HashSet;

use super::{View, closed};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::schema::{Schema, SchemaId, Schemas};
use crate::source::At;

pub(super) fn check(view: View, diagnostics: &mut Diagnostics) {
    let users = Users::of(view.schemas);
    for id in view.schemas.ids() {
        let schema = &view.schemas[id];
        // Where not every value has to satisfy a schema, it may well speak of properties that there are elsewhere.
        if !schema.required.is_empty() && !users.is_alternative[id.index()] {
            required(view, &users, id, diagnostics);
        }
        if schema.discriminator.is_some() {
            discriminator(view, id, schema, diagnostics);
        }
    }
}

/// Which schemas include which, by reference or in place.
struct Users {
    /// For each schema those that include it.
    of: Vec<Vec<SchemaId>>,
    /// Whether a schema is one that values need not satisfy: below `anyOf`, `oneOf`, `not`, `if` and the like.
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
            for part in alternatives.chain(schema.applied()) {
                for part in [part, schemas.resolve(part)] {
                    users.of[part.index()].push(id);
                    users.is_alternative[part.index()] = true;
                }
            }
        }
        users
    }

    /// The schema and all that include it, each once.
    fn wholes(&self, id: SchemaId) -> Vec<SchemaId> {
        let mut wholes = vec![id];
        let mut seen = HashSet::from([id]);
        let mut next = 0;
        while let Some(id) = wholes.get(next).copied().filter(|_| next < WHOLES) {
            let new = self.of[id.index()].iter().copied();
            wholes.extend(new.filter(|id| seen.insert(*id)));
            next += 1;
        }
        wholes
    }
}

/// Warns of what has to be there and is described nowhere. A part of another schema may speak of properties that other
/// parts have.
fn required(view: View, users: &Users, id: SchemaId, diagnostics: &mut Diagnostics) {
    let schema = &view.schemas[id];
    let own = &schema.properties;
    if schema.required.iter().all(|name| own.contains_key(name)) {
        return;
    }
    let wholes = users.wholes(id);
    let most = if wholes.len() > 1 { WHOLES } else { PARTS };
    let known = Known::of(view.schemas, wholes, most);
    let is_closed = closed::is_closed(view.schemas, id);
    if known.open || known.names.is_empty() && !is_closed {
        return;
    }
    for name in schema
        .required
        .iter()
        .filter(|name| !known.names.contains(name.as_str()))
    {
        let at = closed::required_at(view, id, name);
        let message = format!("`{name}` is required and not among the properties");
        let found =
            Diagnostic::warning(Code::UnknownProperty, at, message).label(match is_closed {
                true => "no object satisfies this, for it may not have others",
                false => "any value will do for it",
            });
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

/// The same for a part of other schemas, of which there may be as many.
const WHOLES: usize = 200;

/// The properties that schemas describe, what they include and their alternatives counted in.
#[derive(Default)]
struct Known<'a> {
    names: HashSet<&'a str>,
    /// Whether there are rules for properties without a name, or more than is looked at.
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
            // What is not looked at may have any.
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
