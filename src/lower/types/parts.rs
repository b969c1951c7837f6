//! Which of several schemas for one value determine its type.

use std::collections::HashSet;

use super::Lowered;
use super::merged;
use crate::resolve::Constraints;
use crate::schema::{Schema, SchemaId, Schemas, Type};

/// Limit on the schemas that are compared with each other.
const COMPARED: usize = 50;

impl Lowered<'_> {
    /// The schemas without those that change nothing of the type that the others determine: descriptions, bounds, a type
    /// that another one has as well, schemas that another one includes.
    pub(super) fn essential(&mut self, ids: &[SchemaId]) -> Vec<SchemaId> {
        let mut seen = HashSet::new();
        let resolved = ids.iter().map(|id| self.schemas.resolve(*id));
        let resolved: Vec<SchemaId> = resolved.collect();
        let mut distinct = resolved;
        distinct.retain(|id| seen.insert(self.sharing.number(*id)));
        if distinct.len() < 2 || distinct.len() > COMPARED {
            return distinct;
        }
        let mut index = 0;
        while index < distinct.len() && distinct.len() > 1 {
            let id = distinct[index];
            let others: Vec<SchemaId> = distinct
                .iter()
                .copied()
                .filter(|other| *other != id)
                .collect();
            match self.is_implied(id, &others) {
                true => drop(distinct.remove(index)),
                false => index += 1,
            }
        }
        distinct
    }

    /// Whether a schema changes nothing of the type that others determine.
    fn is_implied(&self, id: SchemaId, others: &[SchemaId]) -> bool {
        let others = Constraints::of(self.schemas, others);
        if others.parts.contains(&id) {
            return true;
        }
        let own = Constraints::of(self.schemas, &[id]);
        let parts = own.parts.iter();
        let is_bare = parts
            .clone()
            .all(|part| is_bare(self.schemas, &self.schemas[*part]));
        let adds_no_type = match (own.types, others.types) {
            (None, _) => true,
            (Some(own), Some(others)) => own.intersect(others) == others,
            (Some(_), None) => false,
        };
        let mut branches = own.unions.iter().flat_map(|union| union.branches);
        let is_union = branches.any(|branch| self.has_type(*branch));
        is_bare && !is_union && adds_no_type
    }

    /// The only schema that a schema refers to or includes, if its own keywords change nothing of the type, and whether
    /// `null` is allowed in its place.
    pub(super) fn wrapped(&mut self, id: SchemaId) -> Option<(SchemaId, bool)> {
        let schema = &self.schemas[id];
        if !is_bare(self.schemas, schema) {
            return None;
        }
        let branches = match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
            ([], branches) | (branches, []) => branches,
            _ => return None,
        };
        let (nulls, others): (Vec<SchemaId>, Vec<SchemaId>) = branches
            .iter()
            .partition(|id| merged::is_null(self.schemas, **id));
        let mut parts: Vec<SchemaId> = schema.included().collect();
        if others.len() > 1 || (!nulls.is_empty() && !parts.is_empty()) {
            return None;
        }
        parts.extend(others);
        let types = schema.types;
        let [inner] = self.essential(&parts)[..] else {
            return None;
        };
        let inner_types = Constraints::of(self.schemas, &[inner]).types;
        let is_type_implied = types.is_none_or(|own| {
            let inner = inner_types.unwrap_or(own);
            own.intersect(inner) == inner
        });
        // `type: object` beside `allOf` adds nothing, whatever it includes.
        let is_object = types.and_then(|types| types.only()) == Some(Type::Object);
        let only_object = is_object && inner_types.is_none();
        (is_type_implied || only_object).then_some((inner, !nulls.is_empty()))
    }
}

/// Whether a schema has no keywords of its own that determine a type other than `type` itself.
fn is_bare(schemas: &Schemas, schema: &Schema) -> bool {
    let is_false = |id: SchemaId| schemas[id].boolean == Some(false);
    let applicators = &schema.applicators;
    let describes_others = applicators
        .unevaluated_properties
        .is_some_and(|id| !is_false(id))
        || schema.additional_properties.is_some_and(|id| !is_false(id));
    let is_conditional = applicators.conditional().any(|id| {
        let constraints = Constraints::of(schemas, &[id]);
        !constraints.properties.is_empty() || !constraints.required.is_empty()
    });
    schema.boolean != Some(false)
        && schema.format.is_none()
        && !schema.base64
        && schema.content.is_none()
        && schema.enumeration.is_none()
        && schema.properties.is_empty()
        && schema.required.is_empty()
        && schema.items.is_none()
        && schema.prefix_items.is_empty()
        && applicators.pattern_properties.is_empty()
        && applicators.unevaluated_items.is_none_or(is_false)
        && !describes_others
        && !is_conditional
}
