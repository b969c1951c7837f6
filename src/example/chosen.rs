//! The constraints on a value for one choice between its alternatives.

use std::ops::Deref;

use indexmap::IndexMap;

use super::graph::SchemaGraph;
use crate::resolve::{Constraints, Union};
use crate::schema::{SchemaId, Schemas, Type};

/// The constraints on a value, with one alternative of each union and condition.
#[derive(Debug)]
pub(crate) struct Chosen<'a> {
    constraints: Constraints<'a>,
    /// The discriminating members and their values.
    pub(crate) tags: IndexMap<&'a str, &'a str>,
    /// The number of alternatives at each point where there are several.
    pub(super) alternatives: Vec<usize>,
}

impl<'a> Deref for Chosen<'a> {
    type Target = Constraints<'a>;

    fn deref(&self) -> &Constraints<'a> {
        &self.constraints
    }
}

/// Merges the constraints of schemas. `choices` are the indices of the alternatives to choose, in order; beyond its end
/// the first alternative is chosen.
pub(super) fn choose<'a>(
    schemas: &'a Schemas,
    graph: &SchemaGraph<'a>,
    ids: &[SchemaId],
    choices: &[usize],
    least: bool,
) -> Chosen<'a> {
    let mut choice = Choice {
        schemas,
        graph,
        choices,
        least,
        chosen: Chosen {
            constraints: Constraints::of(schemas, ids),
            tags: IndexMap::new(),
            alternatives: Vec::new(),
        },
    };
    choice.make();
    let mut chosen = choice.chosen;
    // A schema precedes those that it includes, which may have tags of their own.
    for part in chosen.constraints.parts.iter().rev() {
        for (member, tag) in graph.tags().members(*part) {
            chosen.tags.entry(member).or_insert(tag);
        }
    }
    chosen
}

struct Choice<'a, 'b> {
    schemas: &'a Schemas,
    graph: &'b SchemaGraph<'a>,
    choices: &'b [usize],
    least: bool,
    chosen: Chosen<'a>,
}

impl<'a> Choice<'a, '_> {
    /// Makes the choices. An alternative may bring further unions, conditions and required members.
    fn make(&mut self) {
        let (mut unions, mut conditions, mut required) = (0, 0, 0);
        loop {
            if let Some(union) = self.chosen.unions.get(unions).cloned() {
                self.alternative(&union);
                unions += 1;
            } else if let Some(part) = self.chosen.conditions.get(conditions).copied() {
                self.condition(part);
                conditions += 1;
            } else if let Some(name) = self.chosen.required.get_index(required).copied() {
                self.dependents(name);
                required += 1;
            } else {
                return;
            }
        }
    }

    fn add(&mut self, id: SchemaId) {
        self.chosen.constraints.add(self.schemas, id);
    }

    fn alternative(&mut self, union: &Union<'a>) {
        let ranked = self.ranked(union.branches);
        let choice = self.next(ranked.len());
        let Some(branch) = ranked.get(choice).copied() else {
            return;
        };
        if let Some(discriminator) = union.discriminator
            && let Some(tag) = discriminator.tags(self.schemas, branch).next()
        {
            self.chosen
                .tags
                .entry(&discriminator.property)
                .or_insert(tag);
        }
        self.add(branch);
    }

    /// The choice at the next point.
    fn next(&mut self, alternatives: usize) -> usize {
        let choice = self.choices.get(self.chosen.alternatives.len());
        self.chosen.alternatives.push(alternatives);
        choice.copied().unwrap_or_default()
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
    fn condition(&mut self, part: SchemaId) {
        let applicators = &self.schemas[part].applicators;
        let Some(condition) = applicators.condition else {
            return;
        };
        match self.next(3) {
            1 => [Some(condition), applicators.then]
                .into_iter()
                .flatten()
                .for_each(|id| self.add(id)),
            2 => applicators
                .otherwise
                .into_iter()
                .for_each(|id| self.add(id)),
            _ => {}
        }
    }

    /// Applies `dependentRequired` and `dependentSchemas` of a required member.
    fn dependents(&mut self, name: &str) {
        for index in 0..self.chosen.parts.len() {
            let schema = &self.schemas[self.chosen.parts[index]];
            let names = schema.assertions.dependent_required.get(name);
            let names = names.into_iter().flatten().map(String::as_str);
            self.chosen.constraints.required.extend(names);
            let mut dependent = schema.applicators.dependent_schemas.iter();
            if let Some((_, id)) = dependent.find(|(key, _)| key == name) {
                self.add(*id);
            }
        }
    }
}
