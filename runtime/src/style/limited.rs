//! The contract as the readers of one request use it.

use super::super::json::{Json, Tree};
use super::super::schema::{Budget, Direction, Pattern, Schema, SchemaViolation, Schemas};
use super::Shapes;

/// The named schemas and shapes, and the direction and budget of the message whose values are read by them.
#[derive(Clone, Copy, Debug)]
pub struct Limited<'a> {
    /// The named schemas.
    pub schemas: &'a Schemas,

    /// The named shapes.
    pub shapes: &'a Shapes,

    /// The direction in which the values are sent.
    pub direction: Direction,

    /// What reading them may cost.
    pub budget: &'a Budget,
}

impl Limited<'_> {
    /// As [`Schemas::check`], for a value of the message.
    pub fn check(self, schema: &Schema, value: Json<'_>) -> Vec<SchemaViolation> {
        self.schemas
            .check(schema, value, self.direction, self.budget)
    }

    /// Whether a value of the message is valid; `false` where that cannot be determined.
    pub fn accepts(self, schema: &Schema, value: Json<'_>) -> bool {
        let accepts = self
            .schemas
            .accepts(schema, value, self.direction, self.budget);
        accepts.unwrap_or(false)
    }

    /// As [`Schemas::fill_defaults`].
    ///
    /// # Errors
    /// When the budget runs out.
    pub fn fill_defaults(
        self,
        schema: &Schema,
        tree: &mut Tree,
        index: usize,
    ) -> Result<(), SchemaViolation> {
        self.schemas.fill_defaults(schema, tree, index, self.budget)
    }

    /// Whether the name of a member matches a pattern. A pattern that cannot be evaluated does not match: the result only
    /// decides how the member is read, and validation reports the pattern.
    pub(super) fn matches(self, pattern: &Pattern, name: &str) -> bool {
        matches!(pattern.is_match(name, self.schemas, self.budget), Ok(true))
    }
}
