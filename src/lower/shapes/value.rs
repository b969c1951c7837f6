//! What alternative sets of schemas say about one value.

use indexmap::IndexMap;

use super::Sets;
use super::leaves::{described_types, leaves};
use crate::resolve::Constraints;
use crate::schema::{Schema, SchemaId, Schemas, Type, TypeSet};

/// What the schemas of a value say, in all ways in which it may satisfy them.
pub(in crate::lower) struct Value<'a> {
    leaves: Vec<Constraints<'a>>,
    /// The types of each of them.
    kinds: Vec<Option<TypeSet>>,
}

impl<'a> Value<'a> {
    /// `None` if there are too many ways.
    pub fn of(schemas: &'a Schemas, sets: &Sets) -> Option<Value<'a>> {
        let leaves = leaves(schemas, sets)?;
        let kinds = leaves.iter().map(described_types).collect();
        Some(Value { leaves, kinds })
    }

    /// The number of ways.
    pub fn ways(&self) -> usize {
        self.leaves.len()
    }

    /// Whether the schemas say nothing about it.
    pub fn is_any(&self) -> bool {
        self.kinds.iter().all(Option::is_none)
    }

    /// Whether the value has the type in one of the ways.
    pub fn has(&self, kind: Type) -> bool {
        let kinds = self.kinds.iter().flatten();
        kinds.into_iter().any(|types| types.contains(kind))
    }

    /// Whether an `enum` lists the empty string.
    pub fn lists_empty(&self) -> bool {
        let values = self.leaves.iter().flat_map(|leaf| &leaf.values);
        values.flatten().any(|value| value.as_str() == Some(""))
    }

    /// The ways in which it has a type.
    fn with(&self, kind: Type) -> impl Iterator<Item = &Constraints<'a>> {
        let leaves = self.leaves.iter().zip(&self.kinds);
        let leaves = leaves.filter(move |(_, types)| types.is_some_and(|it| it.contains(kind)));
        leaves.map(|(leaf, _)| leaf)
    }

    /// The schemas of each member that is declared in one of the ways. In another it may be one of those that
    /// `additionalProperties` describes.
    pub fn members(&self, schemas: &Schemas) -> IndexMap<&'a str, Sets> {
        let mut members: IndexMap<&str, Sets> = IndexMap::new();
        for (name, ids) in self.with(Type::Object).flat_map(|leaf| &leaf.properties) {
            add(members.entry(*name).or_default(), ids.clone());
        }
        for leaf in self.with(Type::Object) {
            let additional = leaf.additional.iter().chain(&leaf.unevaluated);
            let additional: Vec<SchemaId> = additional.map(|(_, id)| *id).collect();
            let is_boolean = |id: &SchemaId| schemas[schemas.resolve(*id)].boolean.is_some();
            let has_patterns = !leaf.pattern_properties.is_empty();
            if additional.is_empty() || additional.iter().any(is_boolean) || has_patterns {
                continue;
            }
            for (name, sets) in &mut members {
                if !leaf.properties.contains_key(name) {
                    add(sets, additional.clone());
                }
            }
        }
        members
    }

    /// Whether a member is required in all ways.
    pub fn requires(&self, name: &str) -> bool {
        let mut leaves = self.with(Type::Object);
        leaves.all(|leaf| leaf.required.contains(name))
    }

    /// The schemas of `patternProperties`.
    pub fn patterns(&self) -> IndexMap<&'a str, Sets> {
        let mut patterns: IndexMap<&str, Sets> = IndexMap::new();
        let leaves = self.with(Type::Object);
        for (pattern, id) in leaves.flat_map(|leaf| &leaf.pattern_properties) {
            add(patterns.entry(*pattern).or_default(), vec![*id]);
        }
        patterns
    }

    /// The schemas of members that are not declared, as far as they are of a kind: those of `additionalProperties` and
    /// `unevaluatedProperties`, and of `patternProperties` if these are not apart.
    pub fn additional(
        &self,
        schemas: &Schemas,
        with_patterns: bool,
        is_wanted: impl Fn(&Schema) -> bool,
    ) -> Sets {
        let mut additional = Sets::new();
        for leaf in self.with(Type::Object) {
            let others = leaf.additional.iter().chain(&leaf.unevaluated);
            let others = others.map(|(_, id)| *id);
            let patterns = leaf.pattern_properties.iter().map(|(_, id)| *id);
            for id in others.chain(patterns.filter(|_| with_patterns)) {
                if is_wanted(&schemas[schemas.resolve(id)]) {
                    add(&mut additional, vec![id]);
                }
            }
        }
        additional
    }

    /// The number of items with schemas of their own.
    pub fn prefix_length(&self) -> usize {
        let lengths = self.with(Type::Array).map(Constraints::prefix_length);
        lengths.max().unwrap_or_default()
    }

    /// The schemas of the item at an index; the last one is that of all behind `prefixItems`.
    pub fn item(&self, index: usize) -> Sets {
        let mut sets = Sets::new();
        for leaf in self.with(Type::Array) {
            let ids: Vec<SchemaId> = leaf.item(index);
            if !ids.is_empty() {
                add(&mut sets, ids);
            }
        }
        sets
    }
}

fn add(sets: &mut Sets, set: Vec<SchemaId>) {
    if !sets.contains(&set) {
        sets.push(set);
    }
}
