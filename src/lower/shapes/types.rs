//! The types of all valid values of a schema.

use std::collections::HashMap;

use super::{Described, Sets};
use crate::resolve::Constraints;
use crate::schema::{SchemaId, Schemas, Type, TypeSet};

/// Limit on unions in alternatives of unions, so that a chain of them does not exhaust the stack. What is beyond may be of any
/// type.
const DEPTH: usize = 64;

/// The types of values that satisfy all schemas of one of the sets; `None` allows all types.
pub(super) fn types(schemas: &Schemas, sets: &Sets) -> Option<TypeSet> {
    let mut known = Types::default();
    let each = sets.iter();
    union(each.map(|set| known.within(schemas, set, DEPTH)))
}

/// Whether all values of a schema are objects, or `null` besides: by their types in all alternatives, or else by the keywords
/// for members.
pub(in crate::lower) fn describes_objects(schemas: &Schemas, schema: SchemaId) -> bool {
    let sets = vec![vec![schema]];
    match types(schemas, &sets) {
        Some(types) => {
            let mut others = types.iter().filter(|kind| *kind != Type::Null);
            others.next() == Some(Type::Object) && others.next().is_none()
        }
        None => {
            let value = Described::of(schemas, &sets);
            value.is_some_and(|value| value.is_always(Type::Object))
        }
    }
}

/// Whether all values of a schema are strings.
pub(in crate::lower) fn describes_strings(schemas: &Schemas, schema: SchemaId) -> bool {
    let types = types(schemas, &vec![vec![schema]]);
    types.and_then(TypeSet::only) == Some(Type::String)
}

/// The types of the alternatives that have been looked at.
#[derive(Debug, Default)]
struct Types {
    known: HashMap<SchemaId, Option<TypeSet>>,
}

impl Types {
    fn within(&mut self, schemas: &Schemas, set: &[SchemaId], depth: usize) -> Option<TypeSet> {
        if depth == 0 {
            return None;
        }
        let constraints = Constraints::of(schemas, set);
        if constraints.never {
            return Some(TypeSet::default());
        }
        let values = constraints.values.as_ref();
        let values = values.map(|values| values.iter().map(|value| Type::of(value)).collect());
        let mut types = intersection(constraints.types, values);
        for alternatives in &constraints.unions {
            let branches = alternatives.branches.iter();
            let each = branches.map(|id| self.branch(schemas, *id, depth - 1));
            types = intersection(types, union(each));
        }
        types
    }

    fn branch(&mut self, schemas: &Schemas, id: SchemaId, depth: usize) -> Option<TypeSet> {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        // An alternative that leads back to itself adds nothing to the others.
        self.known.insert(id, Some(TypeSet::default()));
        let types = self.within(schemas, &[id], depth);
        self.known.insert(id, types);
        types
    }
}

fn union(each: impl Iterator<Item = Option<TypeSet>>) -> Option<TypeSet> {
    let all: Option<Vec<TypeSet>> = each.collect();
    Some(all?.into_iter().flat_map(TypeSet::iter).collect())
}

fn intersection(one: Option<TypeSet>, other: Option<TypeSet>) -> Option<TypeSet> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.intersect(other)),
        (one, other) => one.or(other),
    }
}
