//! `readOnly` and `writeOnly`.

use super::check::Checker;
use super::place::At;
use super::rules::Schema;
use super::{Direction, Schemas};

impl Checker<'_> {
    /// Whether a required member may be missing, since it does not travel in this direction.
    ///
    /// The member may be declared in another schema than the one that requires it: a sibling in an `allOf`, or
    /// behind a reference. So all schemas are asked that the object is being held against.
    pub(super) fn is_excused(&self, name: &str, at: &At<'_>) -> bool {
        at.around()
            .any(|schema| self.schemas.excuses(schema, name, self.direction))
    }
}

impl Schemas {
    /// Whether the schema declares that member, and that it does not travel in this direction.
    pub(super) fn excuses(&self, schema: &Schema, name: &str, direction: Direction) -> bool {
        self.any_in_force(schema, &mut |schema| {
            let member = schema
                .object
                .as_ref()
                .and_then(|rules| rules.member(name)?.schema.as_ref());
            member.is_some_and(|member| self.is_barred(member, direction))
        })
    }

    /// Whether values of the schema do not travel in this direction.
    pub(super) fn is_barred(&self, schema: &Schema, direction: Direction) -> bool {
        self.any_in_force(schema, &mut |schema| match direction {
            Direction::Request => schema.read_only,
            Direction::Response => schema.write_only,
        })
    }
}
