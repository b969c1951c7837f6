//! The alternatives that a value may satisfy: one for each combination of those of its unions.

use std::collections::HashSet;

use super::Sets;
use crate::resolve::Constraints;
use crate::schema::{SchemaId, Schemas, Type, TypeSet};

/// Limit on the alternatives of one value, so that a hostile document costs no quadratic time.
pub(in crate::lower) const ALTERNATIVES: usize = 1_000;

/// Limit on the sets of schemas that are looked at for one value: of those that nothing satisfies, there may be many more.
const TRIED: usize = 8 * ALTERNATIVES;

/// The constraints of each alternative by which a value satisfies one of several sets of schemas; none if there are more than
/// [`ALTERNATIVES`], or too many that nothing satisfies.
pub(super) fn alternatives<'a>(schemas: &'a Schemas, sets: &Sets) -> Option<Vec<Constraints<'a>>> {
    let mut alternatives = Vec::new();
    let mut tried = 0;
    for set in sets {
        // Sets of schemas to add to `set`, and the unions whose alternatives are among them.
        let mut open: Vec<(Vec<SchemaId>, HashSet<SchemaId>)> = vec![(set.clone(), HashSet::new())];
        while let Some((ids, seen)) = open.pop() {
            tried += 1;
            if alternatives.len() + open.len() > ALTERNATIVES || tried > TRIED {
                return None;
            }
            let constraints = Constraints::of(schemas, &ids);
            if constraints.never {
                continue;
            }
            let branches = constraints
                .unions
                .iter()
                .flat_map(|union| union.branches.iter().copied());
            let branches: Vec<SchemaId> = branches.filter(|id| !seen.contains(id)).collect();
            let conditional = constraints.conditional(schemas);
            let conditional: Vec<SchemaId> = conditional.filter(|id| !seen.contains(id)).collect();
            let mut seen = seen;
            seen.extend(branches.iter().chain(&conditional));
            for id in branches.iter().chain(&conditional).rev() {
                let mut ids = ids.clone();
                ids.push(*id);
                open.push((ids, seen.clone()));
            }
            if branches.is_empty() {
                alternatives.push(constraints);
            }
        }
    }
    Some(alternatives)
}

/// The types that the constraints are about: those that they state, or else those that their keywords are for. `None` if they
/// are about none.
pub(super) fn described_types(constraints: &Constraints) -> Option<TypeSet> {
    let of_values = constraints.values.as_ref();
    let of_values = of_values.map(|values| {
        values
            .iter()
            .map(|value| Type::of(value))
            .collect::<TypeSet>()
    });
    match (constraints.types, of_values) {
        (Some(types), Some(of_values)) => Some(types.intersect(of_values)),
        (Some(types), None) | (None, Some(types)) => Some(types),
        (None, None) => {
            let is_object = !constraints.properties.is_empty()
                || !constraints.required.is_empty()
                || !constraints.pattern_properties.is_empty()
                || !constraints.additional.is_empty();
            let types = [
                is_object.then_some(Type::Object),
                constraints.has_items().then_some(Type::Array),
            ];
            let types: TypeSet = types.into_iter().flatten().collect();
            (!types.is_empty()).then_some(types)
        }
    }
}
