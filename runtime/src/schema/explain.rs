//! The reason why a value satisfies none of several schemas.

use serde_json::Value;

use super::place::{At, Step};
use super::rules::{Discriminator, Schema};
use super::types::Types;
use super::validator::Validator;
use super::{equal, shape, Budget, Direction, Schemas};

/// The steps that comparing a value with one branch takes.
const EXPLAINED: u64 = 20;

impl Validator<'_> {
    /// Records the violations of the branch that the value is most likely for; if there is no such branch, only that no
    /// branch is satisfied.
    pub(super) fn explain(
        &mut self,
        branches: &[Schema],
        discriminator: Option<&Discriminator>,
        code: &'static str,
        value: &Value,
        at: &At<'_>,
    ) -> bool {
        if self.quiet {
            return false;
        }
        let steps = u64::try_from(branches.len()).unwrap_or(u64::MAX);
        if !self.spend(steps.saturating_mul(EXPLAINED), at) {
            return false;
        }
        let picked = discriminator.and_then(|discriminator| discriminator.pick(branches, value));
        if let Some(likely) = picked.or_else(|| self.likely(branches, value)) {
            let ok = self.visit(likely, value, Some(at), Step::Branch, None);
            if !ok && (self.is_stopped() || self.has_found()) {
                return false;
            }
        }
        let found = Types::of(value);
        let types = branches
            .iter()
            .map(|branch| self.schemas.types(branch))
            .fold(Types::NONE, |all, one| all | one);
        self.fail(at, code, || match discriminator {
            _ if !types.contains(found) => format!("must be {types}, is {found}"),
            Some(discriminator) => match value.get(&*discriminator.property) {
                Some(kind) => format!(
                    "has an unknown {}: {}",
                    discriminator.property,
                    shape::printed(kind)
                ),
                None => format!("must say what it is in {}", discriminator.property),
            },
            None => format!(
                "fits none of the {} schemas that are allowed",
                branches.len()
            ),
        })
    }

    /// The only branch that is left when branches are ruled out by type, then by constants, then by required members.
    fn likely<'b>(&self, branches: &'b [Schema], value: &Value) -> Option<&'b Schema> {
        let mut left: Vec<_> = branches.iter().collect();
        for shape in [Shape::Type, Shape::Constants, Shape::Required] {
            let like: Vec<_> = left
                .iter()
                .copied()
                .filter(|branch| {
                    shape.agrees(self.schemas, branch, value, self.direction, self.budget)
                })
                .collect();
            if let [only] = like[..] {
                return Some(only);
            }
            if like.is_empty() {
                return None;
            }
            left = like;
        }
        None
    }
}

/// What a value and a schema can agree in without a full check.
#[derive(Clone, Copy)]
enum Shape {
    /// The type.
    Type,
    /// The values that the schema lists, for the value itself or for its members.
    Constants,
    /// The required members.
    Required,
}

impl Shape {
    fn agrees(
        self,
        schemas: &Schemas,
        schema: &Schema,
        value: &Value,
        direction: Direction,
        budget: &Budget,
    ) -> bool {
        match self {
            Self::Type => schemas.types(schema).contains(Types::of(value)),
            Self::Constants => !schemas.any_in_force(schema, &mut |schema| {
                let members = schema.object.iter().flat_map(|rules| &rules.members);
                !allows(schema, value, budget)
                    || members
                        .filter_map(|member| {
                            Some((member.schema.as_ref()?, value.get(&*member.name)?))
                        })
                        .any(|(schema, value)| {
                            schemas
                                .any_in_force(schema, &mut |schema| !allows(schema, value, budget))
                        })
            }),
            Self::Required => !schemas.any_in_force(schema, &mut |part| {
                let required = part.object.iter().flat_map(|rules| &rules.required);
                let mut missing = required.filter(|name| value.get(&***name).is_none());
                missing.any(|name| !schemas.excuses(schema, name, direction))
            }),
        }
    }
}

fn allows(schema: &Schema, value: &Value, budget: &Budget) -> bool {
    schema
        .values
        .as_ref()
        .is_none_or(|values| values.all().any(|one| equal::equal(one, value, budget)))
}
