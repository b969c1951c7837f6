//! `readOnly` and `writeOnly`.

use super::place::{At, Step};
use super::rules::Schema;
use super::validator::Validator;
use super::{Direction, Schemas};

impl Validator<'_> {
    /// Whether a required member may be missing because it is not sent in this direction.
    ///
    /// `properties` and `required` may be in different schemas, such as siblings in `allOf`, so all schemas that the object
    /// is checked against are searched.
    pub(super) fn may_be_missing(&self, name: &str, at: &At<'_>) -> bool {
        at.same_value().any(|at| {
            self.schemas.has_excluded_member(at.schema, self.direction)
                && self
                    .schemas
                    .excludes_member(at.schema, name, self.direction)
        })
    }

    /// The value of [`At::exclusions`] for a subschema.
    pub(super) fn exclusions(&self, up: Option<&At<'_>>, step: Step<'_>) -> usize {
        match (up, step) {
            (Some(up), Step::Same | Step::Branch) => {
                match self.schemas.has_excluded_member(up.schema, self.direction) {
                    true => up
                        .exclusions
                        .wrapping_mul(0x0100_0193)
                        .wrapping_add(std::ptr::from_ref(up.schema).addr()),
                    false => up.exclusions,
                }
            }
            _ => 0,
        }
    }
}

impl Schemas {
    /// Whether the schema declares the member and it is not sent in this direction.
    pub(super) fn excludes_member(
        &self,
        schema: &Schema,
        name: &str,
        direction: Direction,
    ) -> bool {
        self.any_unconditional_schema(schema, &mut |schema| {
            let member = schema
                .object
                .as_ref()
                .and_then(|rules| rules.member(name)?.schema.as_ref());
            member.is_some_and(|member| self.is_excluded(member, direction))
        })
    }

    /// Whether values of the schema are not sent in this direction.
    pub(super) fn is_excluded(&self, schema: &Schema, direction: Direction) -> bool {
        self.any_unconditional_schema(schema, &mut |schema| match direction {
            Direction::Request => schema.read_only,
            Direction::Response => schema.write_only,
        })
    }

    /// Whether the schema declares a member that is not sent in this direction.
    fn has_excluded_member(&self, schema: &Schema, direction: Direction) -> bool {
        let known = match direction {
            Direction::Request => &schema.has_read_only,
            Direction::Response => &schema.has_write_only,
        };
        *known.get_or_init(|| {
            self.any_unconditional_schema(schema, &mut |schema| {
                let members = schema.object.iter().flat_map(|rules| &rules.members);
                members
                    .filter_map(|member| member.schema.as_ref())
                    .any(|member| self.is_excluded(member, direction))
            })
        })
    }
}
