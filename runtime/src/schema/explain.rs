//! Violations for a value that satisfies none of several schemas.

use super::super::json::{Json, Object};
use super::object::Names;
use super::place::{At, Step};
use super::rules::{Discriminator, Schema};
use super::types::TypeSet;
use super::unconditional::{BUDGET, DEPTH};
use super::validator::Validator;
use super::violations::printed;
use super::{equal, Budget, Direction, Schemas};

/// The steps that are charged for each branch, and one more for each member of the value.
const STEPS_PER_BRANCH: u64 = 20;

impl Validator<'_> {
    /// Records the violations of the branch that the value is probably intended for; without such a branch, one violation for
    /// all of them.
    pub(super) fn explain(
        &mut self,
        branches: &[Schema],
        discriminator: Option<&Discriminator>,
        code: &'static str,
        value: Json<'_>,
        at: &At<'_>,
    ) -> bool {
        if self.quiet {
            return false;
        }
        let steps = u64::try_from(branches.len()).unwrap_or(u64::MAX);
        let members = value.as_object().map_or(0, Object::len);
        let members = u64::try_from(members).unwrap_or(u64::MAX);
        let each = STEPS_PER_BRANCH.saturating_add(members);
        if !self.spend(steps.saturating_mul(each), at) {
            return false;
        }
        let picked = discriminator.and_then(|discriminator| discriminator.pick(branches, value));
        if let Some(likely) = picked.or_else(|| self.likely(branches, value)) {
            let ok = self.visit(likely, value, Some(at), Step::Branch, None);
            if !ok && (self.is_stopped() || self.has_found()) {
                return false;
            }
        }
        let found = TypeSet::of(value);
        let types = branches
            .iter()
            .map(|branch| self.schemas.types(branch))
            .fold(TypeSet::NONE, |all, one| all | one);
        self.fail(at, code, || match discriminator {
            _ if !types.contains(found) => format!("must be {types}, is {found}"),
            Some(discriminator) => match value.get(&discriminator.property) {
                Some(kind) => format!(
                    "has an unknown {}: {}",
                    discriminator.property,
                    printed(kind)
                ),
                None => format!("must say what it is in {}", discriminator.property),
            },
            None => format!(
                "fits none of the {} schemas that are allowed",
                branches.len()
            ),
        })
    }

    /// The only branch that agrees with the value in type, then in constants, then in required members.
    fn likely<'b>(&self, branches: &'b [Schema], value: Json<'_>) -> Option<&'b Schema> {
        let mut remaining: Vec<_> = branches.iter().collect();
        for shape in [Shape::Type, Shape::Constants, Shape::Required] {
            let agreeing: Vec<_> = remaining
                .iter()
                .copied()
                .filter(|branch| {
                    shape.agrees(self.schemas, branch, value, self.direction, self.budget)
                })
                .collect();
            if let [only] = agreeing[..] {
                return Some(only);
            }
            if agreeing.is_empty() {
                return None;
            }
            remaining = agreeing;
        }
        None
    }
}

impl Schemas {
    /// The types of valid values, with references and combinations resolved.
    ///
    /// Without `type`, `properties` implies an object, and `items` an array.
    fn types(&self, schema: &Schema) -> TypeSet {
        *schema.known_types.get_or_init(|| {
            let mut budget = BUDGET;
            self.types_within(schema, DEPTH, &mut budget)
        })
    }

    fn types_within(&self, schema: &Schema, depth: usize, budget: &mut usize) -> TypeSet {
        if schema.never {
            return TypeSet::NONE;
        }
        if depth == 0 || *budget == 0 {
            return TypeSet::ALL;
        }
        *budget -= 1;
        let mut types = schema.types.unwrap_or(TypeSet::ALL);
        if let Some(values) = &schema.values {
            types = types
                & values
                    .all()
                    .map(TypeSet::of)
                    .fold(TypeSet::NONE, |all, one| all | one);
        }
        if let Some(schema) = schema.reference.as_ref().and_then(|it| self.target(it)) {
            types = types & self.types_within(schema, depth - 1, budget);
        }
        if let Some(rules) = &schema.combination {
            types = rules.all.iter().fold(types, |types, schema| {
                types & self.types_within(schema, depth - 1, budget)
            });
            for branches in [&rules.any, &rules.one]
                .into_iter()
                .filter(|branches| !branches.is_empty())
            {
                let each = branches
                    .iter()
                    .map(|schema| self.types_within(schema, depth - 1, budget));
                types = types & each.fold(TypeSet::NONE, |all, one| all | one);
            }
        }
        match types {
            TypeSet::ALL
                if schema
                    .object
                    .as_ref()
                    .is_some_and(|rules| !rules.members.is_empty()) =>
            {
                TypeSet::OBJECT
            }
            TypeSet::ALL
                if schema
                    .array
                    .as_ref()
                    .is_some_and(|rules| rules.items.is_some()) =>
            {
                TypeSet::ARRAY
            }
            types => types,
        }
    }
}

/// A property in which a value and a schema can be compared without validation.
#[derive(Clone, Copy)]
enum Shape {
    /// The type.
    Type,
    /// `enum` and `const` of the schema, or of the schemas of its members.
    Constants,
    /// The required members.
    Required,
}

impl Shape {
    fn agrees(
        self,
        schemas: &Schemas,
        schema: &Schema,
        value: Json<'_>,
        direction: Direction,
        budget: &Budget,
    ) -> bool {
        match self {
            Self::Type => schemas.types(schema).contains(TypeSet::of(value)),
            Self::Constants => !schemas.any_unconditional_schema(schema, &mut |schema| {
                let members = value.as_object().into_iter().flat_map(Object::iter);
                !allows(schema, value, budget)
                    || members
                        .filter_map(|(name, value)| {
                            let member = schema.object.as_ref()?.member(name)?;
                            Some((member.schema.as_ref()?, value))
                        })
                        .any(|(schema, value)| {
                            schemas.any_unconditional_schema(schema, &mut |schema| {
                                !allows(schema, value, budget)
                            })
                        })
            }),
            Self::Required => {
                let names = value.as_object().map(Names::of);
                let has = |name: &str| names.as_ref().is_some_and(|names| names.contain(name));
                !schemas.any_unconditional_schema(schema, &mut |part| {
                    let required = part.object.iter().flat_map(|rules| &rules.required);
                    let mut missing = required.filter(|name| !has(name));
                    missing.any(|name| !schemas.excludes_member(schema, name, direction))
                })
            }
        }
    }
}

fn allows(schema: &Schema, value: Json<'_>, budget: &Budget) -> bool {
    schema
        .values
        .as_ref()
        .is_none_or(|values| values.all().any(|one| equal::equal(one, value, budget)))
}
