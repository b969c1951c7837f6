//! Which alternatives of an `anyOf` may hold for one value that the type of none of them holds.

use std::cell::Cell;
use std::collections::HashSet;

use super::Lowered;
use super::merged::{self, MergedSchema};
use super::several_alternatives::DEPTH;
use crate::resolve::Constraints;
use crate::schema::{SchemaId, Type, TypeSet};

/// Limit on the alternatives inside of one alternative that are compared one by one.
const LEAVES: usize = 64;

/// Limit on the comparisons of such alternatives, and of items, for one union.
const COMPARISONS: usize = 10_000;

/// An alternative, as it is compared with others.
struct Alternative<'a> {
    /// The types of its values; `None` if they are open.
    types: Option<TypeSet>,
    /// The alternatives of the unions that it consists of, or itself; `None` if they are too many.
    leaves: Option<Vec<MergedSchema<'a>>>,
}

/// For each of two types, whether it holds all that both schemas describe.
type Held = [bool; 2];

const NEITHER: Held = [false, false];

impl Lowered<'_> {
    /// The alternatives that may hold together with another one, neither of which describes all that the other one does.
    pub(super) fn overlapping(&self, schemas: &[SchemaId]) -> Vec<usize> {
        let alternatives: Vec<Alternative> =
            schemas.iter().map(|id| self.alternative(&[*id])).collect();
        let comparisons = Cell::new(COMPARISONS);
        let mut overlaps = vec![false; alternatives.len()];
        for (index, one) in alternatives.iter().enumerate() {
            for (other, alternative) in alternatives.iter().enumerate().skip(index + 1) {
                let is_known = overlaps[index] && overlaps[other];
                if !is_known && self.may_lose(one, alternative, &comparisons) {
                    overlaps[index] = true;
                    overlaps[other] = true;
                }
            }
        }
        let indices = 0..alternatives.len();
        indices.filter(|index| overlaps[*index]).collect()
    }

    fn alternative(&self, ids: &[SchemaId]) -> Alternative<'_> {
        let merged = merged::merge(self.schemas, ids);
        Alternative {
            types: merged.value_types(self.schemas),
            leaves: self.leaves(merged),
        }
    }

    /// The alternatives of a union that stands alone, and of such unions in it; else the schema itself.
    fn leaves<'s>(&'s self, merged: MergedSchema<'s>) -> Option<Vec<MergedSchema<'s>>> {
        let mut open = vec![merged];
        let mut seen = HashSet::new();
        let mut leaves = Vec::new();
        while let Some(merged) = open.pop() {
            let [union] = &merged.unions[..] else {
                leaves.push(merged);
                continue;
            };
            let all = &merged.all;
            let is_alone = all.properties.is_empty()
                && all.pattern_properties.is_empty()
                && !all.has_items()
                && all.unevaluated_items.is_empty()
                && merged.conditional.is_empty()
                && merged.other_members(self.schemas).is_empty();
            if !is_alone {
                leaves.push(merged);
                continue;
            }
            for branch in &union.branches {
                if seen.insert(self.schemas.resolve(*branch)) {
                    open.push(merged::merge(self.schemas, &[*branch]));
                }
            }
            if seen.len() > LEAVES {
                return None;
            }
        }
        Some(leaves)
    }

    /// Whether a value may satisfy two alternatives, neither of which describes all that the other one does.
    fn may_lose(&self, one: &Alternative, other: &Alternative, left: &Cell<usize>) -> bool {
        self.held(one, other, left, 0).contains(&NEITHER)
    }

    /// What the types of two alternatives hold of the values that satisfy both, for each pair of leaves. Of a union, a value
    /// may be the one of several leaves that holds the most.
    fn held(
        &self,
        one: &Alternative,
        other: &Alternative,
        left: &Cell<usize>,
        depth: usize,
    ) -> Vec<Held> {
        let types = match (one.types, other.types) {
            (Some(one), Some(other)) => one.intersect(other),
            (Some(types), None) | (None, Some(types)) => types,
            (None, None) => TypeSet::from_iter(Type::ALL),
        };
        let (lists, objects) = (types.contains(Type::Array), types.contains(Type::Object));
        if !lists && !objects {
            return Vec::new();
        }
        let (Some(leaves), Some(others)) = (&one.leaves, &other.leaves) else {
            return vec![NEITHER];
        };
        let pairs = leaves.len() * others.len();
        let Some(rest) = left.get().checked_sub(pairs.saturating_sub(1)) else {
            return vec![NEITHER];
        };
        left.set(rest);
        let mut held = Vec::new();
        for one in leaves {
            for other in others {
                let allow = |kind: Type| allows(one, kind) && allows(other, kind);
                if lists && allow(Type::Array) {
                    held.push(self.lists_held(one, other, left, depth));
                }
                if objects && allow(Type::Object) {
                    held.push(self.objects_held(one, other));
                }
            }
        }
        held
    }

    fn lists_held(
        &self,
        one: &MergedSchema,
        other: &MergedSchema,
        left: &Cell<usize>,
        depth: usize,
    ) -> Held {
        // Items that alternatives describe are not compared.
        let has_union = |merged: &MergedSchema| merged.unions.iter().any(|it| self.is_typed(it));
        if has_union(one) || has_union(other) {
            return NEITHER;
        }
        let items = |merged: &MergedSchema, index: usize| match merged.all.item(index) {
            items if items.is_empty() => merged.all.unevaluated_items.clone(),
            items => items,
        };
        let length = one.all.prefix_length().max(other.all.prefix_length());
        let mut held = [true, true];
        for index in (0..length).chain([usize::MAX]) {
            let (these, those) = (items(one, index), items(other, index));
            let [first, second] = self.items_held(&these, &those, left, depth);
            held = [held[0] && first, held[1] && second];
        }
        held
    }

    fn items_held(
        &self,
        these: &[SchemaId],
        those: &[SchemaId],
        left: &Cell<usize>,
        depth: usize,
    ) -> Held {
        let is_covered = |ids: &[SchemaId], others: &[SchemaId]| {
            ids.iter().all(|id| self.is_covered(*id, others))
        };
        let covered = [is_covered(those, these), is_covered(these, those)];
        let rest = left.get().checked_sub(1);
        let (NEITHER, Some(rest)) = (covered, rest.filter(|_| depth < DEPTH)) else {
            return covered;
        };
        left.set(rest);
        let (one, other) = (self.alternative(these), self.alternative(those));
        let held = self.held(&one, &other, left, depth + 1);
        // All items are of one type, so one of the types has to hold all of them.
        [0, 1].map(|index| held.iter().all(|held| held[index]))
    }

    fn objects_held(&self, one: &MergedSchema, other: &MergedSchema) -> Held {
        match self.are_exclusive(one, other) {
            true => [true, true],
            false => [
                self.describes_all(one, other),
                self.describes_all(other, one),
            ],
        }
    }

    /// Whether no object satisfies both: a member that both require has no common value, or one forbids what the other
    /// requires.
    fn are_exclusive(&self, one: &MergedSchema, other: &MergedSchema) -> bool {
        let forbids = |closed: &MergedSchema, open: &MergedSchema| {
            closed.is_closed(self.schemas) && closed.all.pattern_properties.is_empty() && {
                let names = closed.names(self.schemas);
                open.all.required.iter().any(|name| !names.contains(*name))
            }
        };
        let differ = |name: &&str| {
            let member = |merged: &MergedSchema| {
                let schemas = merged.all.properties.get(*name)?;
                Some(Constraints::of(self.schemas, schemas))
            };
            let (Some(one), Some(other)) = (member(one), member(other)) else {
                return false;
            };
            let types = one.types.zip(other.types);
            let values = one.values.zip(other.values);
            types.is_some_and(|(one, other)| one.intersect(other).is_empty())
                || values.is_some_and(|(one, other)| !one.iter().any(|value| other.contains(value)))
        };
        let both = one.all.required.iter();
        let mut both = both.filter(|name| other.all.required.contains(*name));
        both.any(differ) || forbids(one, other) || forbids(other, one)
    }

    /// Whether the type of one schema holds all members that another one describes.
    fn describes_all(&self, one: &MergedSchema, other: &MergedSchema) -> bool {
        let others = one.other_members(self.schemas);
        let holds_any = !others.is_empty() && others.iter().all(|id| !self.has_type(*id));
        let is_plain = other.unions.is_empty()
            && other.conditional.is_empty()
            && other.all.pattern_properties.is_empty()
            && other.other_members(self.schemas).is_empty();
        holds_any
            || is_plain
                && other.all.properties.iter().all(|(name, schemas)| {
                    let own = one.all.properties.get(name);
                    own.is_some_and(|own| schemas.iter().all(|id| self.is_covered(*id, own)))
                })
    }
}

fn allows(merged: &MergedSchema, kind: Type) -> bool {
    merged.types().is_none_or(|types| types.contains(kind))
}
