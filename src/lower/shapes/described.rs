//! What alternative sets of schemas say about one value.

use indexmap::IndexMap;

use super::Sets;
use super::alternatives::{alternatives, described_types};
use crate::resolve::Constraints;
use crate::schema::{Schema, SchemaId, Schemas, Type, TypeSet};

/// What the schemas of a value say, in all alternatives.
pub(in crate::lower) struct Described<'a> {
    alternatives: Vec<Constraints<'a>>,
    /// The types of each of them.
    kinds: Vec<Option<TypeSet>>,
}

impl<'a> Described<'a> {
    /// `None` if there are too many alternatives.
    pub fn of(schemas: &'a Schemas, sets: &Sets) -> Option<Described<'a>> {
        let alternatives = alternatives(schemas, sets)?;
        let kinds = alternatives.iter().map(described_types).collect();
        Some(Described {
            alternatives,
            kinds,
        })
    }

    /// The number of alternatives, each of one combination of unions.
    pub fn count(&self) -> usize {
        self.alternatives.len()
    }

    /// Whether the schemas say nothing about it.
    pub fn is_any(&self) -> bool {
        self.kinds.iter().all(Option::is_none)
    }

    /// Whether the value has the type in one of the alternatives.
    pub fn has(&self, kind: Type) -> bool {
        let kinds = self.kinds.iter().flatten();
        kinds.into_iter().any(|types| types.contains(kind))
    }

    /// Whether the value is of this type or `null` in each of the alternatives.
    pub fn is_always(&self, kind: Type) -> bool {
        let is_kind = |types: &TypeSet| {
            types.contains(kind) && types.iter().all(|it| it == kind || it == Type::Null)
        };
        let mut kinds = self.kinds.iter();
        !self.kinds.is_empty() && kinds.all(|types| types.as_ref().is_some_and(is_kind))
    }

    /// Whether an `enum` lists the empty string.
    pub fn lists_empty(&self) -> bool {
        let values = self
            .alternatives
            .iter()
            .flat_map(|alternative| &alternative.values);
        values.flatten().any(|value| value.as_str() == Some(""))
    }

    /// The alternatives in which it has a type.
    fn with(&self, kind: Type) -> impl Iterator<Item = &Constraints<'a>> {
        let alternatives = self.alternatives.iter().zip(&self.kinds);
        let alternatives =
            alternatives.filter(move |(_, types)| types.is_some_and(|it| it.contains(kind)));
        alternatives.map(|(alternative, _)| alternative)
    }

    /// The schemas of each member that is declared in one of the alternatives. In another it may be one of those that
    /// `additionalProperties` describes.
    pub fn members(&self, schemas: &Schemas) -> IndexMap<&'a str, Sets> {
        let mut members: IndexMap<&str, Sets> = IndexMap::new();
        for (name, ids) in self
            .with(Type::Object)
            .flat_map(|alternative| &alternative.properties)
        {
            add(members.entry(*name).or_default(), ids.clone());
        }
        for alternative in self.with(Type::Object) {
            let additional = alternative
                .additional
                .iter()
                .chain(&alternative.unevaluated);
            let additional: Vec<SchemaId> = additional.map(|(_, id)| *id).collect();
            let is_boolean = |id: &SchemaId| schemas[schemas.resolve(*id)].boolean.is_some();
            let has_patterns = !alternative.pattern_properties.is_empty();
            if additional.is_empty() || additional.iter().any(is_boolean) || has_patterns {
                continue;
            }
            for (name, sets) in &mut members {
                if !alternative.properties.contains_key(name) {
                    add(sets, additional.clone());
                }
            }
        }
        members
    }

    /// Whether a member is required in all alternatives.
    pub fn requires(&self, name: &str) -> bool {
        let mut alternatives = self.with(Type::Object);
        alternatives.all(|alternative| alternative.required.contains(name))
    }

    /// The schemas of `patternProperties`.
    pub fn patterns(&self) -> IndexMap<&'a str, Sets> {
        let mut patterns: IndexMap<&str, Sets> = IndexMap::new();
        let alternatives = self.with(Type::Object);
        for (pattern, id) in alternatives.flat_map(|alternative| &alternative.pattern_properties) {
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
        for alternative in self.with(Type::Object) {
            let others = alternative
                .additional
                .iter()
                .chain(&alternative.unevaluated);
            let others = others.map(|(_, id)| *id);
            let patterns = alternative.pattern_properties.iter().map(|(_, id)| *id);
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
        for alternative in self.with(Type::Array) {
            let ids: Vec<SchemaId> = alternative.item(index);
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
