//! The graph of schemas: the depth of their smallest values, which of them lead to examples, and which are recursive.

use crate::cycles::cycles;
use crate::resolve::Tags;
use crate::schema::{Schema, SchemaId, Schemas, Type};

/// Properties of every schema that do not depend on where it is used.
#[derive(Debug)]
pub(super) struct SchemaGraph<'a> {
    /// The number of levels of the smallest value; [`UNSATISFIABLE`] if no finite value is valid.
    heights: Vec<u32>,
    /// Whether the schema or a part of it has an example.
    exemplified: Vec<bool>,
    cycles: Vec<Option<usize>>,
    tags: Tags<'a>,
}

/// The height of schemas without a finite value.
const UNSATISFIABLE: u32 = u32::MAX;

/// Limit on the iterations. Only a chain of as many schemas, each of which requires the one before, needs more.
const ROUNDS: usize = 200;

impl<'a> SchemaGraph<'a> {
    pub(super) fn new(schemas: &'a Schemas) -> SchemaGraph<'a> {
        let targets: Vec<Vec<usize>> = schemas
            .ids()
            .map(|id| schemas[id].children().map(SchemaId::index).collect())
            .collect();
        SchemaGraph {
            heights: heights(schemas),
            exemplified: exemplified(schemas),
            cycles: cycles(&targets),
            tags: Tags::of(schemas),
        }
    }

    /// The values of discriminators that select each schema.
    pub(super) fn tags(&self) -> &Tags<'a> {
        &self.tags
    }

    pub(super) fn height(&self, id: SchemaId) -> u32 {
        self.heights
            .get(id.index())
            .copied()
            .unwrap_or(UNSATISFIABLE)
    }

    pub(super) fn is_unsatisfiable(&self, id: SchemaId) -> bool {
        self.height(id) == UNSATISFIABLE
    }

    pub(super) fn is_exemplified(&self, id: SchemaId) -> bool {
        self.exemplified
            .get(id.index())
            .copied()
            .unwrap_or_default()
    }

    /// Whether two schemas are part of the same cycle.
    pub(super) fn in_cycle(&self, one: SchemaId, other: SchemaId) -> bool {
        let cycle = |id: SchemaId| self.cycles.get(id.index()).copied().flatten();
        cycle(one).is_some() && cycle(one) == cycle(other)
    }
}

fn heights(schemas: &Schemas) -> Vec<u32> {
    let mut heights = vec![UNSATISFIABLE; schemas.len()];
    for _ in 0..ROUNDS {
        let mut changed = false;
        // Schemas usually come before their parts, so that going backwards needs few iterations.
        for index in (0..schemas.len()).rev() {
            let Some(id) = schemas.id(index) else {
                continue;
            };
            let height = height(&schemas[id], &heights);
            changed |= height != heights[index];
            heights[index] = height;
        }
        if !changed {
            break;
        }
    }
    heights
}

fn height(schema: &Schema, heights: &[u32]) -> u32 {
    if schema.boolean.is_some() || schema.enumeration.is_some() {
        return 1;
    }
    let of = |id: &SchemaId| heights[id.index()];
    let mut most = 0;
    most = schema
        .reference
        .iter()
        .chain(&schema.all_of)
        .map(of)
        .max()
        .unwrap_or_default()
        .max(most);
    for branches in [&schema.one_of, &schema.any_of] {
        most = branches.iter().map(of).min().unwrap_or_default().max(most);
    }
    let scalar = schema.types.is_some_and(|types| {
        types
            .iter()
            .any(|kind| !matches!(kind, Type::Object | Type::Array))
    });
    if !scalar {
        let required = schema
            .required
            .iter()
            .filter_map(|name| schema.properties.get(name));
        most = required.map(of).max().unwrap_or_default().max(most);
        let fewest = schema.assertions.min_items.unwrap_or_default();
        if fewest > 0 {
            most = schema
                .items
                .iter()
                .map(of)
                .max()
                .unwrap_or_default()
                .max(most);
        }
    }
    most.saturating_add(1)
}

fn exemplified(schemas: &Schemas) -> Vec<bool> {
    let parts = |id: SchemaId| {
        let schema = &schemas[id];
        let parts = schema
            .properties
            .values()
            .chain(&schema.items)
            .chain(&schema.reference)
            .chain(&schema.all_of);
        let parts = parts.chain(&schema.one_of).chain(&schema.any_of);
        parts.copied().collect()
    };
    schemas.leading_to(|id| !schemas[id].examples.is_empty(), parts)
}
