//! The schemas as the readers of one request use them.

use super::super::json::{Json, Tree};
use super::{Budget, Direction, Schema, SchemaViolation, Schemas, TypeSet};

/// The named schemas, and the budget of the request whose values are read by them.
#[derive(Clone, Copy, Debug)]
pub struct Limited<'a> {
    /// The named schemas.
    pub schemas: &'a Schemas,

    /// What the request may cost.
    pub budget: &'a Budget,
}

impl<'a> Limited<'a> {
    /// As [`Schemas::types`].
    pub fn types(self, schema: &Schema) -> TypeSet {
        self.schemas.types(schema)
    }

    /// As [`Schemas::check`], for a value of the request.
    pub fn check(self, schema: &Schema, value: Json<'_>) -> Vec<SchemaViolation> {
        let direction = Direction::Request;
        self.schemas.check(schema, value, direction, self.budget)
    }

    /// Whether a value of the request is valid; `false` where that cannot be determined.
    pub fn accepts(self, schema: &Schema, value: Json<'_>) -> bool {
        let direction = Direction::Request;
        let accepts = self.schemas.accepts(schema, value, direction, self.budget);
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

    /// The schema of the member of that name.
    pub(crate) fn member(self, schema: &'a Schema, name: &str) -> Option<&'a Schema> {
        self.schemas.member(schema, name, self.budget)
    }

    /// The schema of the members that `properties` does not name, if the document gives one.
    pub(crate) fn additional(self, schema: &'a Schema) -> Option<&'a Schema> {
        self.schemas.additional(schema, self.budget)
    }

    /// The schema of the item at that position.
    pub(crate) fn item(self, schema: &'a Schema, index: usize) -> Option<&'a Schema> {
        self.schemas.item(schema, index, self.budget)
    }

    /// The names in `properties`, those of referenced and combined schemas included.
    pub(crate) fn member_names(self, schema: &'a Schema) -> Vec<&'a str> {
        self.schemas.member_names(schema, self.budget)
    }
}
