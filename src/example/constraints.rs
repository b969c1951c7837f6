//! Merges the constraints of schemas that apply to the same value.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use super::graph::SchemaGraph;
use crate::schema::{Applicator, Schema, SchemaId, Schemas, Type, TypeSet};

/// The constraints on a value. Where there are alternatives, one is chosen.
#[derive(Debug, Default)]
pub(crate) struct Constraints<'a> {
    /// The schemas that apply.
    pub(crate) parts: Vec<SchemaId>,
    pub(crate) types: Option<TypeSet>,
    /// The values of `enum` that all schemas allow.
    pub(crate) values: Option<Vec<&'a Value>>,
    pub(crate) defaults: Vec<&'a Value>,
    pub(crate) formats: Vec<&'a str>,
    pub(crate) patterns: Vec<&'a str>,
    pub(crate) properties: IndexMap<&'a str, Vec<SchemaId>>,
    pub(crate) required: IndexSet<&'a str>,
    /// The discriminating members and their values.
    pub(crate) tags: IndexMap<&'a str, &'a str>,
    pub(crate) additional: Vec<(SchemaId, SchemaId)>,
    pub(crate) pattern_properties: Vec<(&'a str, SchemaId)>,
    pub(crate) property_names: Vec<SchemaId>,
    pub(crate) prefix_items: Vec<Vec<SchemaId>>,
    pub(crate) items: Vec<SchemaId>,
    /// The schemas of `contains`, each with the least number of items.
    pub(crate) contains: Vec<(SchemaId, usize)>,
    pub(crate) multiples: Vec<f64>,
    /// Lower bounds, and whether the bound itself is excluded.
    pub(crate) lows: Vec<(f64, bool)>,
    pub(crate) highs: Vec<(f64, bool)>,
    /// The number of alternatives at each point where there are several.
    pub(crate) alternatives: Vec<usize>,
    counts: IndexMap<&'static str, usize>,
}

/// Limit on merged schemas, so that a hostile document cannot exhaust the stack.
const MAX_PARTS: usize = 1000;

/// Merges the constraints of schemas. `choices` are the indices of the alternatives to choose, in order; beyond its end the
/// first alternative is chosen.
pub(super) fn merge<'a>(
    schemas: &'a Schemas,
    graph: &SchemaGraph,
    ids: &[SchemaId],
    choices: &[usize],
    least: bool,
) -> Constraints<'a> {
    let mut merge = Merge {
        schemas,
        graph,
        choices,
        least,
        path: Vec::new(),
        constraints: Constraints::default(),
    };
    ids.iter().for_each(|id| merge.add(*id));
    merge.dependents();
    merge.constraints
}

impl Constraints<'_> {
    /// The strictest value of a keyword such as `minLength`.
    pub(crate) fn count(&self, keyword: &str) -> Option<usize> {
        self.counts.get(keyword).copied()
    }
}

struct Merge<'a, 'b> {
    schemas: &'a Schemas,
    graph: &'b SchemaGraph,
    choices: &'b [usize],
    least: bool,
    /// The schemas on the way to this one.
    path: Vec<SchemaId>,
    constraints: Constraints<'a>,
}

impl<'a> Merge<'a, '_> {
    fn add(&mut self, id: SchemaId) {
        if self.constraints.parts.contains(&id) || self.constraints.parts.len() >= MAX_PARTS {
            return;
        }
        self.constraints.parts.push(id);
        self.path.push(id);
        let schema = &self.schemas[id];
        let branches = !schema.one_of.is_empty() || !schema.any_of.is_empty();
        if !branches {
            self.inherited_tag(schema);
        }
        for part in schema.reference.iter().chain(&schema.all_of) {
            self.add(*part);
        }
        for list in [&schema.one_of, &schema.any_of] {
            let ranked = self.ranked(list);
            if let Some(branch) = self
                .choose(ranked.len())
                .and_then(|choice| ranked.get(choice))
            {
                self.chosen_tag(schema, *branch);
                // Schemas outside of the alternative do not determine the tag of those that it includes.
                let path = std::mem::take(&mut self.path);
                self.add(*branch);
                self.path = path;
            }
        }
        self.condition(schema);
        self.scalars(schema);
        self.structure(id, schema);
        self.path.pop();
    }

    /// The choice at the next point; `None` if there is nothing to choose.
    fn choose(&mut self, alternatives: usize) -> Option<usize> {
        if alternatives == 0 {
            return None;
        }
        let choice = self
            .choices
            .get(self.constraints.alternatives.len())
            .copied()
            .unwrap_or_default();
        self.constraints.alternatives.push(alternatives);
        Some(choice)
    }

    /// Alternatives in the order in which they are tried: those without a finite value and `null` last.
    fn ranked(&self, branches: &[SchemaId]) -> Vec<SchemaId> {
        let mut ranked = branches.to_vec();
        ranked.sort_by_key(|id| {
            let schema = &self.schemas[self.schemas.resolve(*id)];
            let null = schema
                .types
                .is_some_and(|types| types.only() == Some(Type::Null));
            let height = if self.least {
                self.graph.height(*id)
            } else {
                u32::from(self.graph.is_unsatisfiable(*id))
            };
            (
                self.graph.is_unsatisfiable(*id),
                null && !self.least,
                height,
            )
        });
        ranked
    }

    /// Chooses neither `then` nor `else`, or `if` with `then`, or `else`. Validation rejects a wrong choice.
    fn condition(&mut self, schema: &'a Schema) {
        let [condition, then, otherwise] =
            ["if", "then", "else"].map(|keyword| one(schema, keyword));
        let Some(condition) = condition else { return };
        match self.choose(3) {
            Some(1) => [Some(condition), then]
                .into_iter()
                .flatten()
                .for_each(|id| self.add(id)),
            Some(2) => otherwise.into_iter().for_each(|id| self.add(id)),
            _ => {}
        }
    }

    /// The value of the discriminator that selects an alternative.
    fn chosen_tag(&mut self, schema: &'a Schema, branch: SchemaId) {
        let Some(discriminator) = &schema.discriminator else {
            return;
        };
        let target = self.schemas.resolve(branch);
        let named = [Some(branch), self.schemas[branch].reference, Some(target)];
        let mapped = discriminator
            .mapping
            .iter()
            .find(|(_, id)| self.schemas.resolve(*id) == target);
        let tag = mapped.map(|(value, _)| value.as_str()).or_else(|| {
            named
                .into_iter()
                .flatten()
                .find_map(|id| self.schemas[id].name.as_deref())
        });
        if let Some(tag) = tag {
            self.constraints
                .tags
                .entry(&discriminator.property)
                .or_insert(tag);
        }
    }

    /// The value of the discriminator in an included schema that selects a schema that includes it.
    fn inherited_tag(&mut self, schema: &'a Schema) {
        let Some(discriminator) = &schema.discriminator else {
            return;
        };
        let mapped = self.path.iter().find_map(|id| {
            let target = self.schemas.resolve(*id);
            discriminator
                .mapping
                .iter()
                .find(|(_, id)| self.schemas.resolve(*id) == target)
        });
        let tag = match mapped {
            Some((value, _)) => Some(value.as_str()),
            None => self
                .path
                .iter()
                .find_map(|id| self.schemas[*id].name.as_deref()),
        };
        if let Some(tag) = tag {
            self.constraints
                .tags
                .entry(&discriminator.property)
                .or_insert(tag);
        }
    }

    fn scalars(&mut self, schema: &'a Schema) {
        let constraints = &mut self.constraints;
        if let Some(types) = schema.types {
            constraints.types = Some(
                constraints
                    .types
                    .map_or(types, |known| known.intersect(types)),
            );
        }
        if let Some(values) = &schema.enumeration {
            let known = constraints.values.take();
            let both = values
                .iter()
                .filter(|value| known.as_ref().is_none_or(|known| known.contains(value)));
            constraints.values = Some(both.collect());
        }
        constraints.defaults.extend(&schema.default);
        constraints.formats.extend(schema.format.as_deref());
        constraints
            .patterns
            .extend(schema.assertions.get("pattern").and_then(Value::as_str));
        let number = |keyword: &str| schema.assertions.get(keyword).and_then(Value::as_f64);
        constraints
            .multiples
            .extend(number("multipleOf").filter(|multiple| *multiple > 0.0));
        constraints
            .lows
            .extend(number("minimum").map(|bound| (bound, false)));
        constraints
            .lows
            .extend(number("exclusiveMinimum").map(|bound| (bound, true)));
        constraints
            .highs
            .extend(number("maximum").map(|bound| (bound, false)));
        constraints
            .highs
            .extend(number("exclusiveMaximum").map(|bound| (bound, true)));
        for keyword in ["minLength", "minItems", "minProperties"] {
            let Some(count) = count(schema, keyword) else {
                continue;
            };
            constraints
                .counts
                .entry(keyword)
                .and_modify(|known| *known = count.max(*known))
                .or_insert(count);
        }
        for keyword in ["maxLength", "maxItems", "maxProperties", "uniqueItems"] {
            let flag = schema.assertions.contains_key(keyword).then_some(1);
            let Some(count) = count(schema, keyword).or(flag) else {
                continue;
            };
            constraints
                .counts
                .entry(keyword)
                .and_modify(|known| *known = count.min(*known))
                .or_insert(count);
        }
    }

    fn structure(&mut self, id: SchemaId, schema: &'a Schema) {
        let constraints = &mut self.constraints;
        for (name, property) in &schema.properties {
            constraints
                .properties
                .entry(name)
                .or_default()
                .push(*property);
        }
        constraints
            .required
            .extend(schema.required.iter().map(String::as_str));
        constraints.additional.extend(
            schema
                .additional_properties
                .map(|additional| (id, additional)),
        );
        constraints
            .additional
            .extend(one(schema, "unevaluatedProperties").map(|additional| (id, additional)));
        constraints
            .property_names
            .extend(one(schema, "propertyNames"));
        let keyed = |keyword: &str| keyed(schema, keyword).iter();
        constraints
            .pattern_properties
            .extend(keyed("patternProperties").map(|(pattern, id)| (pattern.as_str(), *id)));
        for (index, item) in schema.prefix_items.iter().enumerate() {
            if constraints.prefix_items.len() <= index {
                constraints.prefix_items.push(Vec::new());
            }
            constraints.prefix_items[index].push(*item);
        }
        constraints.items.extend(schema.items);
        let fewest = count(schema, "minContains").unwrap_or(1);
        constraints
            .contains
            .extend(one(schema, "contains").map(|id| (id, fewest)));
    }

    /// Applies `dependentRequired` and `dependentSchemas` of required members.
    fn dependents(&mut self) {
        let mut done = 0;
        while let Some(name) = self.constraints.required.get_index(done).copied() {
            done += 1;
            for index in 0..self.constraints.parts.len() {
                let schema = &self.schemas[self.constraints.parts[index]];
                let names = schema
                    .assertions
                    .get("dependentRequired")
                    .and_then(|names| names.get(name));
                let names = names
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str);
                self.constraints.required.extend(names);
                if let Some((_, id)) = keyed(schema, "dependentSchemas")
                    .iter()
                    .find(|(key, _)| key == name)
                {
                    self.add(*id);
                }
            }
        }
    }
}

fn one(schema: &Schema, keyword: &str) -> Option<SchemaId> {
    schema
        .applicators
        .iter()
        .find_map(|(name, applicator)| match applicator {
            Applicator::One(id) if *name == keyword => Some(*id),
            _ => None,
        })
}

fn keyed<'a>(schema: &'a Schema, keyword: &str) -> &'a [(String, SchemaId)] {
    let found = schema
        .applicators
        .iter()
        .find_map(|(name, applicator)| match applicator {
            Applicator::Keyed(list) if *name == keyword => Some(list.as_slice()),
            _ => None,
        });
    found.unwrap_or_default()
}

fn count(schema: &Schema, keyword: &str) -> Option<usize> {
    schema
        .assertions
        .get(keyword)
        .and_then(Value::as_u64)
        .map(|count| usize::try_from(count).unwrap_or(usize::MAX))
}
