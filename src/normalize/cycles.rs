//! Schemas that lead back to themselves without going into a value, which JSON Schema rules out (2020-12 core §9.4.1).

use std::collections::{HashMap, HashSet, VecDeque};

use super::reader::Reader;
use crate::cycles::cycles;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Schema, SchemaId, Schemas};
use crate::source::At;

/// Limit on the schemas followed from one alternative, so that long chains cost no quadratic time.
const INCLUDED: usize = 200;

/// Limit on the references printed with one cycle.
const PRINTED: usize = 8;

impl Reader<'_, '_> {
    /// Reports each cycle of schemas once, after unions that their own subtypes include are resolved.
    pub(super) fn cycles(&mut self) {
        self.include_without_alternatives();
        let targets: Vec<Vec<usize>> = self
            .schemas
            .ids()
            .map(|id| in_place(&self.schemas[id]).map(SchemaId::index).collect())
            .collect();
        let components = cycles(&targets);
        let mut reported = HashSet::new();
        for (id, component) in self.schemas.ids().zip(&components) {
            if component.is_some() && reported.insert(component) {
                let cycle = shortest_cycle(&self.schemas, id);
                self.report_cycle(&cycle);
            }
        }
    }

    fn report_cycle(&mut self, cycle: &[SchemaId]) {
        let schemas = &self.schemas;
        let only_references = cycle
            .iter()
            .all(|id| schemas[*id].plain_reference().is_some());
        if only_references {
            let places: Vec<At> = cycle.iter().map(|id| schemas[*id].at).collect();
            return self.diagnostics.push(Diagnostic::cycle(&places));
        }
        // The positions of the references suffice, since these are in the schemas between them.
        let mut places: Vec<At> = cycle
            .iter()
            .filter(|id| schemas[**id].reference.is_some())
            .map(|id| schemas[*id].at)
            .filter(|at| !at.is_none())
            .collect();
        let least = places.iter().enumerate().min_by_key(|(_, at)| **at);
        let turn = least.map_or(0, |(index, _)| index);
        places.rotate_left(turn);
        let mut places = places.into_iter();
        let first = places.next().unwrap_or(At::NONE);
        let message = "this schema leads back to itself without going into a property or an item";
        let mut error = Diagnostic::error(Code::CircularReference, first, message)
            .label("no value can be checked against it")
            .help("remove one of these references, or put it under a property or `items`");
        for at in places.take(PRINTED) {
            error = error.related(at, "by way of this one");
        }
        self.diagnostics.push(error);
    }

    /// Resolves the one cycle that has a reasonable reading: a union whose alternatives have the union itself in their
    /// `allOf`, as a base class has subclasses. Each of them includes the union's other keywords.
    fn include_without_alternatives(&mut self) {
        let unions = self.schemas.ids().filter(|id| {
            let schema = &self.schemas[*id];
            !schema.one_of.is_empty() || !schema.any_of.is_empty()
        });
        for union in unions.collect::<Vec<_>>() {
            let mut base = None;
            for (subtype, index) in inclusions(&self.schemas, union) {
                let base = *base.get_or_insert_with(|| {
                    let mut base = self.schemas[union].clone();
                    base.name = None;
                    base.one_of.clear();
                    base.any_of.clear();
                    base.discriminator = None;
                    self.push_copy(union, base)
                });
                let mut schema = self.schemas[subtype].clone();
                let Some(included) = schema.all_of.get_mut(index) else {
                    continue;
                };
                let at = self.schemas[std::mem::replace(included, base)].at;
                self.schemas.set(subtype, schema);
                let message = "`allOf` includes a schema that has this one among its alternatives";
                let warning = Diagnostic::warning(Code::CircularReference, at, message)
                    .label("included without its alternatives")
                    .related(self.schemas[union].at, "the schema with the alternatives")
                    .help("move what both have in common into a schema of its own, and include that one");
                self.diagnostics.push(warning);
            }
        }
    }
}

/// The schemas that apply to the same value as a schema does.
fn in_place(schema: &Schema) -> impl Iterator<Item = SchemaId> + '_ {
    let alternatives = schema.any_of.iter().chain(&schema.one_of).copied();
    schema
        .included()
        .chain(alternatives)
        .chain(schema.applicators.in_place())
}

/// Where alternatives of a union, or what they include, have that union in their `allOf`: the schema and the index.
fn inclusions(schemas: &Schemas, union: SchemaId) -> Vec<(SchemaId, usize)> {
    let schema = &schemas[union];
    let alternatives = schema.one_of.iter().chain(&schema.any_of).copied();
    let mut open: Vec<SchemaId> = alternatives.collect();
    let mut seen: HashSet<SchemaId> = HashSet::from([union]);
    let mut found = Vec::new();
    while let Some(id) = open.pop().filter(|_| seen.len() < INCLUDED) {
        if !seen.insert(id) {
            continue;
        }
        for (index, included) in schemas[id].all_of.iter().enumerate() {
            if schemas.resolve(*included) == union {
                found.push((id, index));
            }
        }
        open.extend(schemas[id].included());
    }
    found.sort_unstable();
    found
}

/// The shortest way from a schema on a cycle back to itself; each schema leads to the next one.
fn shortest_cycle(schemas: &Schemas, start: SchemaId) -> Vec<SchemaId> {
    let mut before: HashMap<SchemaId, SchemaId> = HashMap::new();
    let mut open = VecDeque::from([start]);
    while let Some(id) = open.pop_front() {
        for next in in_place(&schemas[id]) {
            if next == start {
                let mut cycle = vec![id];
                while let Some(id) = cycle.last().and_then(|last| before.get(last)) {
                    cycle.push(*id);
                }
                cycle.reverse();
                return cycle;
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = before.entry(next) {
                entry.insert(id);
                open.push_back(next);
            }
        }
    }
    vec![start]
}
