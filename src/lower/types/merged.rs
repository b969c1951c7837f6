//! The constraints on a value as the types see them: unions of one alternative are merged, `null` is set apart.

use std::collections::HashSet;

use crate::resolve::Constraints;
use crate::schema::{Discriminator, SchemaId, Schemas, Type, TypeSet};

/// The constraints of some schemas, with the unions that are left.
#[derive(Debug)]
pub(super) struct MergedSchema<'a> {
    pub(super) all: Constraints<'a>,
    pub(super) unions: Vec<Alternatives<'a>>,
    /// The schemas that apply only if a condition holds.
    pub(super) conditional: Vec<SchemaId>,
    /// Whether `null` is allowed in place of all this.
    pub(super) or_null: bool,
}

/// The alternatives of one `oneOf` or `anyOf`, without `null`.
#[derive(Clone, Debug)]
pub(super) struct Alternatives<'a> {
    pub(super) branches: Vec<SchemaId>,
    pub(super) discriminator: Option<&'a Discriminator>,
    /// Whether several alternatives may hold: `anyOf`.
    pub(super) any: bool,
    /// Whether `null` is one of them.
    pub(super) null: bool,
}

/// Merges schemas that apply to the same value.
pub(super) fn merge<'a>(schemas: &'a Schemas, ids: &[SchemaId]) -> MergedSchema<'a> {
    let mut all = Constraints::of(schemas, ids);
    let mut unions = Vec::new();
    let mut or_null = false;
    let mut next = 0;
    while let Some(union) = all.unions.get(next).cloned() {
        next += 1;
        let types = all.types;
        let allows = |kind: Type| types.is_none_or(|types| types.contains(kind));
        let (nulls, others): (Vec<SchemaId>, Vec<SchemaId>) =
            union.branches.iter().partition(|id| is_null(schemas, **id));
        let is_possible = |id: &SchemaId| {
            let own = schemas[schemas.resolve(*id)].types;
            own.is_none_or(|own| types.is_none_or(|types| !own.intersect(types).is_empty()))
        };
        let possible: Vec<SchemaId> = others.iter().copied().filter(is_possible).collect();
        // An impossible union is a contradiction, and any type will do.
        let branches = if possible.is_empty() {
            others
        } else {
            possible
        };
        let null = !nulls.is_empty() && allows(Type::Null);
        match branches[..] {
            [] => {}
            [only] => {
                or_null |= null;
                all.add(schemas, only);
            }
            _ => unions.push(Alternatives {
                branches,
                discriminator: union.discriminator,
                any: union.any,
                null,
            }),
        }
    }
    let conditional = all.conditional(schemas).collect();
    MergedSchema {
        all,
        unions,
        conditional,
        or_null,
    }
}

impl MergedSchema<'_> {
    /// The types other than `null`; `None` where the schemas leave them open.
    pub(super) fn types(&self) -> Option<TypeSet> {
        let types = self.all.types.map(|types| types.without(Type::Null));
        // A part of a schema with a type has none of its own.
        let implied = match self.all.properties.is_empty() {
            false => Some(Type::Object),
            true => self.all.has_items().then_some(Type::Array),
        };
        types.or(implied.map(|implied| TypeSet::from_iter([implied])))
    }

    /// The types other than `null` of the values, which follow from alternatives and listed values as well; `None` where
    /// these leave them open.
    pub(super) fn value_types(&self, schemas: &Schemas) -> Option<TypeSet> {
        let mut fuel = IN_PLACE;
        self.types_in(schemas, &mut Vec::new(), &mut fuel)
    }

    /// `outer` are the alternatives around this one, which a union that leads back to them gives no values to. `fuel` limits
    /// the alternatives that are searched.
    fn types_in(
        &self,
        schemas: &Schemas,
        outer: &mut Vec<SchemaId>,
        fuel: &mut usize,
    ) -> Option<TypeSet> {
        let both = |one: Option<TypeSet>, other: Option<TypeSet>| match (one, other) {
            (Some(one), Some(other)) => Some(one.intersect(other)),
            (one, other) => one.or(other),
        };
        let values = self.all.values.as_ref().map(|values| {
            let types: TypeSet = values.iter().map(|value| Type::of(value)).collect();
            types.without(Type::Null)
        });
        let mut types = both(self.types(), values);
        for union in &self.unions {
            let mut of_union = Some(TypeSet::default());
            for branch in &union.branches {
                let target = schemas.resolve(*branch);
                if outer.contains(&target) {
                    continue;
                }
                if *fuel == 0 || outer.len() > NESTED {
                    return types;
                }
                *fuel -= 1;
                outer.push(target);
                let inner = merge(schemas, &[target]).types_in(schemas, outer, fuel);
                outer.pop();
                of_union = of_union
                    .zip(inner)
                    .map(|(known, inner)| known.iter().chain(inner.iter()).collect());
            }
            types = both(types, of_union);
        }
        types
    }

    /// Whether `null` is allowed besides other values.
    pub(super) fn allows_null(&self, schemas: &Schemas) -> bool {
        self.is_nullable(schemas, &mut HashSet::new())
    }

    fn is_nullable(&self, schemas: &Schemas, seen: &mut HashSet<SchemaId>) -> bool {
        if self.or_null {
            return true;
        }
        if let Some(types) = self.all.types {
            return types.contains(Type::Null);
        }
        let is_listed = self
            .all
            .values
            .iter()
            .flatten()
            .any(|value| value.is_null());
        let mut allows_null = |union: &Alternatives| {
            let mut branches = union.branches.iter();
            union.null || branches.any(|branch| allows_null_besides(schemas, *branch, seen))
        };
        is_listed || !self.unions.is_empty() && self.unions.iter().all(&mut allows_null)
    }

    /// Whether every value is an object.
    pub(super) fn is_object(&self) -> bool {
        self.types().and_then(TypeSet::only) == Some(Type::Object)
    }

    /// The schemas of members without schemas of their own. Empty where `additionalProperties` and
    /// `unevaluatedProperties` are absent, or allow none.
    pub(super) fn other_members(&self, schemas: &Schemas) -> Vec<SchemaId> {
        match self.is_closed(schemas) {
            true => Vec::new(),
            false => {
                let others = self.limits_of_others().iter().map(|(_, id)| *id);
                others
                    .filter(|id| schemas[*id].boolean != Some(false))
                    .collect()
            }
        }
    }

    /// Whether there may be no members without schemas of their own.
    pub(super) fn is_closed(&self, schemas: &Schemas) -> bool {
        let is_false = |(_, id): &(SchemaId, SchemaId)| schemas[*id].boolean == Some(false);
        let unevaluated = &self.all.unevaluated;
        match self.all.additional.is_empty() {
            false => self.all.additional.iter().any(is_false),
            // What one part evaluates is no longer unevaluated in the schema that includes it.
            true => !unevaluated.is_empty() && unevaluated.iter().all(is_false),
        }
    }

    /// A schema that limits members without schemas of their own, `false` included.
    pub(super) fn limits_others(&self) -> Option<SchemaId> {
        self.limits_of_others().first().map(|(_, id)| *id)
    }

    fn limits_of_others(&self) -> &[(SchemaId, SchemaId)] {
        match self.all.additional.is_empty() {
            true => &self.all.unevaluated,
            false => &self.all.additional,
        }
    }

    /// The schemas of alternatives and conditions, at any depth: what they describe is part of the same value.
    pub(super) fn in_place<'s>(&self, schemas: &'s Schemas) -> Vec<MergedSchema<'s>> {
        let branches = self.unions.iter().flat_map(|union| &union.branches);
        in_place(
            schemas,
            branches.chain(&self.conditional).copied().collect(),
        )
    }

    /// The names of the members that some schema describes, those of alternatives and conditions included.
    pub(super) fn names(&self, schemas: &Schemas) -> HashSet<String> {
        let own = self.all.properties.keys().map(|name| (*name).to_owned());
        let mut names: HashSet<String> = own.collect();
        for inner in self.in_place(schemas) {
            names.extend(inner.all.properties.keys().map(|name| (*name).to_owned()));
        }
        names
    }
}

/// Schemas, and those of their alternatives and conditions at any depth, each once.
pub(super) fn in_place(schemas: &Schemas, mut open: Vec<SchemaId>) -> Vec<MergedSchema<'_>> {
    open.reverse();
    let mut seen = HashSet::new();
    let mut found = Vec::new();
    while let Some(id) = open.pop().filter(|_| seen.len() < IN_PLACE) {
        if !seen.insert(schemas.resolve(id)) {
            continue;
        }
        let inner = merge(schemas, &[id]);
        let branches = inner.unions.iter().flat_map(|union| &union.branches);
        open.extend(branches.chain(&inner.conditional).rev());
        found.push(inner);
    }
    found
}

/// Limit on the schemas of alternatives and conditions that are searched.
const IN_PLACE: usize = 1_000;

/// Limit on unions inside of unions whose types are searched.
const NESTED: usize = 50;

/// Whether a schema allows `null`, as its type, in its `enum` or as an alternative.
pub(super) fn allows_null(schemas: &Schemas, id: SchemaId) -> bool {
    allows_null_besides(schemas, id, &mut HashSet::new())
}

fn allows_null_besides(schemas: &Schemas, id: SchemaId, seen: &mut HashSet<SchemaId>) -> bool {
    seen.insert(schemas.resolve(id)) && merge(schemas, &[id]).is_nullable(schemas, seen)
}

/// Whether a schema allows only `null`.
pub(super) fn is_null(schemas: &Schemas, id: SchemaId) -> bool {
    let schema = &schemas[schemas.resolve(id)];
    let only_null = schema.types.and_then(TypeSet::only) == Some(Type::Null);
    only_null || schema.enumeration.as_deref() == Some(&[serde_json::Value::Null])
}

/// For each schema, whether it determines a type, alone or by what it includes, other than `null`.
pub(super) fn determines_type(schemas: &Schemas) -> Vec<bool> {
    let has_type = |id: SchemaId| {
        let schema = &schemas[id];
        let own = schema.types.is_some()
            || schema.enumeration.is_some()
            || !schema.properties.is_empty()
            || schema.items.is_some()
            || !schema.prefix_items.is_empty();
        own && !is_null(schemas, id)
    };
    let parts = |id: SchemaId| {
        let schema = &schemas[id];
        // `null` does not count, in whichever keyword it is.
        if is_null(schemas, id) {
            return Vec::new();
        }
        let parts = schema.included().chain(schema.one_of.iter().copied());
        parts.chain(schema.any_of.iter().copied()).collect()
    };
    schemas.leading_to(has_type, parts)
}
