//! Everything that one value has to satisfy, merged from the schemas that apply to it.

use std::collections::HashSet;

use indexmap::{IndexMap, IndexSet};
use serde_json::{Number, Value};

use super::bounds::{Bound, Counts};
use crate::schema::{Discriminator, EnumExtensions, Schema, SchemaId, Schemas, TypeSet};

/// Limit on merged schemas, so that a chain of them costs no quadratic time.
const PARTS: usize = 3_000;

/// The constraints of some schemas, and of all schemas that these include by reference and `allOf`.
///
/// A value satisfies all of them: types and values are the intersection, bounds the narrowest ones, and a property has
/// every schema that a part gives it. What depends on the value stays apart: unions and conditions.
#[derive(Clone, Debug, Default)]
pub struct Constraints<'a> {
    /// The schemas that apply, each once; those that a schema includes come before it.
    pub parts: Vec<SchemaId>,
    seen: HashSet<SchemaId>,
    /// Whether there are more parts than are merged.
    pub is_cut_off: bool,
    /// Whether a part is the schema `false`.
    pub never: bool,
    /// The types that all parts allow; `None` allows all types.
    pub types: Option<TypeSet>,
    /// The values of `enum` that all parts allow.
    pub values: Option<Vec<&'a Value>>,
    /// What extensions say about the values.
    pub enum_extensions: Vec<&'a EnumExtensions>,
    pub defaults: Vec<&'a Value>,
    pub formats: Vec<&'a str>,
    /// Whether `contentEncoding` is base64.
    pub base64: bool,
    /// The schemas of JSON in strings: `contentSchema`.
    pub contents: Vec<SchemaId>,
    pub minimum: Option<Bound<'a>>,
    pub maximum: Option<Bound<'a>>,
    pub multiples: Vec<&'a Number>,
    pub counts: Counts,
    pub patterns: Vec<&'a str>,
    pub unique_items: bool,
    pub properties: IndexMap<&'a str, Vec<SchemaId>>,
    pub required: IndexSet<&'a str>,
    pub pattern_properties: Vec<(&'a str, SchemaId)>,
    /// `additionalProperties`, each after the part that it belongs to.
    pub additional: Vec<(SchemaId, SchemaId)>,
    /// `unevaluatedProperties`, each after the part that it belongs to.
    pub unevaluated: Vec<(SchemaId, SchemaId)>,
    pub property_names: Vec<SchemaId>,
    arrays: Vec<ArrayItems<'a>>,
    pub unevaluated_items: Vec<SchemaId>,
    pub contains: Vec<Contains>,
    pub unions: Vec<Union<'a>>,
    /// The parts with `if` or `dependentSchemas`.
    pub conditions: Vec<SchemaId>,
}

/// The `prefixItems` and `items` of one part.
#[derive(Clone, Copy, Debug)]
struct ArrayItems<'a> {
    prefix: &'a [SchemaId],
    items: Option<SchemaId>,
}

/// `contains` with its limits.
#[derive(Clone, Copy, Debug)]
pub struct Contains {
    pub schema: SchemaId,
    pub fewest: u64,
}

/// The alternatives of one `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub struct Union<'a> {
    pub branches: &'a [SchemaId],
    pub discriminator: Option<&'a Discriminator>,
    /// Whether several alternatives may hold: `anyOf`.
    pub any: bool,
}

impl<'a> Constraints<'a> {
    /// The constraints of schemas that apply to the same value.
    pub fn of(schemas: &'a Schemas, ids: &[SchemaId]) -> Constraints<'a> {
        let mut constraints = Constraints::default();
        for id in ids {
            constraints.add(schemas, *id);
        }
        constraints
    }

    /// Adds a schema that applies as well.
    pub fn add(&mut self, schemas: &'a Schemas, id: SchemaId) {
        // A schema is merged after those that it includes. A stack of our own, since chains may be long.
        let mut open = vec![(id, false)];
        while let Some((id, is_expanded)) = open.pop() {
            if is_expanded {
                self.parts.push(id);
                self.merge(id, &schemas[id]);
            } else if self.seen.len() >= PARTS {
                self.is_cut_off |= !self.seen.contains(&id);
            } else if self.seen.insert(id) {
                open.push((id, true));
                let included: Vec<SchemaId> = schemas[id].included().collect();
                open.extend(included.into_iter().rev().map(|id| (id, false)));
            }
        }
    }

    fn merge(&mut self, id: SchemaId, schema: &'a Schema) {
        self.never |= schema.boolean == Some(false);
        if let Some(types) = schema.types {
            self.types = Some(self.types.map_or(types, |known| known.intersect(types)));
        }
        if let Some(values) = &schema.enumeration {
            let known: Option<HashSet<&Value>> = self.values.take().map(HashSet::from_iter);
            let is_known =
                |value: &&Value| known.as_ref().is_none_or(|known| known.contains(value));
            self.values = Some(values.iter().filter(is_known).collect());
        }
        self.enum_extensions
            .extend(schema.enum_extensions.as_deref());
        self.defaults.extend(&schema.default);
        self.formats.extend(schema.format.as_deref());
        self.base64 |= schema.base64;
        self.contents.extend(schema.content);
        self.merge_assertions(id, schema);
        self.merge_members(id, schema);
        self.merge_items(schema);
        let unions = [(&schema.one_of, false), (&schema.any_of, true)];
        for (branches, any) in unions {
            if !branches.is_empty() {
                self.unions.push(Union {
                    branches,
                    discriminator: schema.discriminator.as_deref(),
                    any,
                });
            }
        }
        if schema.applicators.condition.is_some()
            || !schema.applicators.dependent_schemas.is_empty()
        {
            self.conditions.push(id);
        }
    }

    fn merge_assertions(&mut self, id: SchemaId, schema: &'a Schema) {
        let assertions = &schema.assertions;
        let bound = |number: &'a Option<Number>, exclusive| {
            number.as_ref().map(|number| Bound {
                number,
                exclusive,
                from: id,
            })
        };
        let minimum = bound(&assertions.minimum, false);
        let exclusive_minimum = bound(&assertions.exclusive_minimum, true);
        let maximum = bound(&assertions.maximum, false);
        let exclusive_maximum = bound(&assertions.exclusive_maximum, true);
        self.minimum = Bound::highest(Bound::highest(self.minimum, minimum), exclusive_minimum);
        self.maximum = Bound::lowest(Bound::lowest(self.maximum, maximum), exclusive_maximum);
        self.multiples.extend(&assertions.multiple_of);
        self.patterns.extend(assertions.pattern.as_deref());
        self.unique_items |= assertions.unique_items;
        self.counts.merge(assertions, id);
    }

    fn merge_members(&mut self, id: SchemaId, schema: &'a Schema) {
        for (name, property) in &schema.properties {
            let known = self.properties.entry(name).or_default();
            if !known.contains(property) {
                known.push(*property);
            }
        }
        self.required
            .extend(schema.required.iter().map(String::as_str));
        let applicators = &schema.applicators;
        let patterns = applicators.pattern_properties.iter();
        self.pattern_properties
            .extend(patterns.map(|(pattern, id)| (pattern.as_str(), *id)));
        self.additional
            .extend(schema.additional_properties.map(|other| (id, other)));
        self.unevaluated
            .extend(applicators.unevaluated_properties.map(|other| (id, other)));
        self.property_names.extend(applicators.property_names);
    }

    fn merge_items(&mut self, schema: &'a Schema) {
        if schema.items.is_some() || !schema.prefix_items.is_empty() {
            self.arrays.push(ArrayItems {
                prefix: &schema.prefix_items,
                items: schema.items,
            });
        }
        let applicators = &schema.applicators;
        self.unevaluated_items.extend(applicators.unevaluated_items);
        self.contains
            .extend(applicators.contains.map(|contains| Contains {
                schema: contains,
                fewest: schema.assertions.min_contains.unwrap_or(1),
            }));
    }

    /// The number of items with schemas of their own: the longest `prefixItems`.
    pub fn prefix_length(&self) -> usize {
        let lengths = self.arrays.iter().map(|array| array.prefix.len());
        lengths.max().unwrap_or_default()
    }

    /// The schemas of the item at an index.
    pub fn item(&self, index: usize) -> Vec<SchemaId> {
        let mut schemas = Vec::new();
        for array in &self.arrays {
            let schema = array.prefix.get(index).copied().or(array.items);
            schemas.extend(schema.filter(|id| !schemas.contains(id)));
        }
        schemas
    }

    /// The schemas of the items behind those of `prefixItems`.
    pub fn items(&self) -> Vec<SchemaId> {
        self.item(usize::MAX)
    }

    /// Whether `items` or `prefixItems` describes some items.
    pub fn has_items(&self) -> bool {
        !self.arrays.is_empty()
    }

    /// Whether `items` says something about the items behind those of `prefixItems`.
    pub fn describes_items(&self) -> bool {
        self.arrays.iter().any(|array| array.items.is_some())
    }

    /// The schemas that apply to the value if a condition holds.
    pub fn conditional(&self, schemas: &'a Schemas) -> impl Iterator<Item = SchemaId> {
        let conditions = self.conditions.iter();
        conditions.flat_map(|id| schemas[*id].applicators.conditional())
    }
}
