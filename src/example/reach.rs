//! What schemas lead to: how deep a value must be, whether there are examples below, and which contain themselves.

use crate::circles::circles;
use crate::schema::{Schema, SchemaId, Schemas, Type};

/// Facts about every schema that don't depend on where it is used.
#[derive(Debug)]
pub(super) struct Reach {
    /// How many levels the least value has; [`ENDLESS`] where there is none.
    heights: Vec<u32>,
    /// Whether the document has an example for the value, or for something in it.
    exemplified: Vec<bool>,
    circles: Vec<Option<usize>>,
}

/// The height of what contains itself without a way out.
const ENDLESS: u32 = u32::MAX;

/// More rounds than this only a chain of that many schemas needs, each of which requires the one before.
const ROUNDS: usize = 200;

impl Reach {
    pub(super) fn new(schemas: &Schemas) -> Reach {
        let targets: Vec<Vec<usize>> = schemas
            .ids()
            .map(|id| schemas[id].children().map(SchemaId::index).collect())
            .collect();
        Reach {
            heights: heights(schemas),
            exemplified: exemplified(schemas),
            circles: circles(&targets),
        }
    }

    pub(super) fn height(&self, id: SchemaId) -> u32 {
        self.heights.get(id.index()).copied().unwrap_or(ENDLESS)
    }

    pub(super) fn is_endless(&self, id: SchemaId) -> bool {
        self.height(id) == ENDLESS
    }

    pub(super) fn is_exemplified(&self, id: SchemaId) -> bool {
        self.exemplified
            .get(id.index())
            .copied()
            .unwrap_or_default()
    }

    /// Whether two schemas contain each other, or are one that contains itself.
    pub(super) fn in_circle(&self, one: SchemaId, other: SchemaId) -> bool {
        let circle = |id: SchemaId| self.circles.get(id.index()).copied().flatten();
        circle(one).is_some() && circle(one) == circle(other)
    }
}

fn heights(schemas: &Schemas) -> Vec<u32> {
    let mut heights = vec![ENDLESS; schemas.len()];
    for _ in 0..ROUNDS {
        let mut changed = false;
        // Mostly a schema comes before what it contains.
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
        let fewest = schema
            .assertions
            .get("minItems")
            .and_then(serde_json::Value::as_u64)
            .unwrap_or_default();
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
    let shown = |id: SchemaId| {
        let schema = &schemas[id];
        let shown = schema
            .properties
            .values()
            .chain(&schema.items)
            .chain(&schema.reference)
            .chain(&schema.all_of);
        let shown = shown.chain(&schema.one_of).chain(&schema.any_of);
        shown.copied().collect()
    };
    schemas.leading_to(|id| !schemas[id].examples.is_empty(), shown)
}
