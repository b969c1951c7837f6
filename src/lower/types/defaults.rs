//! The defaults of members and parameters.

use serde_json::Value;

use super::Lowered;
use crate::resolve::Constraints;
use crate::schema::SchemaId;

impl Lowered<'_> {
    /// The default of schemas that apply to the same value.
    pub(in crate::lower) fn default(&self, ids: &[SchemaId]) -> Option<Value> {
        let constraints = Constraints::of(self.schemas, ids);
        // The last one is that of the schema which includes the others.
        constraints.defaults.last().map(|value| (*value).clone())
    }
}
