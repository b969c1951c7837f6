//! Why a value fits none of several schemas.

use serde_json::Value;

use super::check::Checker;
use super::place::At;
use super::rules::{Discriminator, Schema};
use super::types::Types;
use super::{equal, shape, Direction, Schemas};

impl Checker<'_> {
    /// Reports what is wrong, seen from the one schema that was most likely meant; if there is none, only that
    /// nothing fits.
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
        let picked = discriminator.and_then(|discriminator| discriminator.pick(branches, value));
        if let Some(meant) = picked.or_else(|| self.meant(branches, value)) {
            self.same(meant, value, at, None);
            return false;
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
                    shape::shown(kind)
                ),
                None => format!("must say what it is in {}", discriminator.property),
            },
            None => format!(
                "fits none of the {} schemas that are allowed",
                branches.len()
            ),
        })
    }

    /// The only branch left when those are set aside that differ by type, then by constants, then by required members.
    fn meant<'b>(&self, branches: &'b [Schema], value: &Value) -> Option<&'b Schema> {
        let mut left: Vec<_> = branches.iter().collect();
        for shape in [Shape::Type, Shape::Constants, Shape::Required] {
            let like: Vec<_> = left
                .iter()
                .copied()
                .filter(|branch| shape.agrees(self.schemas, branch, value, self.direction))
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

/// In what a value can agree with a schema at first sight.
#[derive(Clone, Copy)]
enum Shape {
    /// In its type.
    Type,
    /// In the members, or itself, for which the schema lists values.
    Constants,
    /// In having the required members.
    Required,
}

impl Shape {
    fn agrees(
        self,
        schemas: &Schemas,
        schema: &Schema,
        value: &Value,
        direction: Direction,
    ) -> bool {
        match self {
            Self::Type => schemas.types(schema).contains(Types::of(value)),
            Self::Constants => !schemas.any_in_force(schema, &mut |schema| {
                let members = schema.object.iter().flat_map(|rules| &rules.members);
                !allows(schema, value)
                    || members
                        .filter_map(|member| {
                            Some((member.schema.as_ref()?, value.get(&*member.name)?))
                        })
                        .any(|(schema, value)| {
                            schemas.any_in_force(schema, &mut |schema| !allows(schema, value))
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

fn allows(schema: &Schema, value: &Value) -> bool {
    schema
        .values
        .as_ref()
        .is_none_or(|values| values.all().any(|one| equal::equal(one, value)))
}
