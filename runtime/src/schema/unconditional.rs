//! Searching the schemas that every value must satisfy.

use super::rules::Schema;
use super::Schemas;

/// Limit on the nesting of references and combinations that are followed.
pub(super) const DEPTH: usize = 32;

/// Limit on the schemas that one search visits, because the number of paths may be exponential.
pub(super) const BUDGET: usize = 10_000;

impl Schemas {
    /// Whether the predicate holds for a schema that every value must satisfy: this one, the targets of references, and the
    /// schemas of `allOf`.
    pub(super) fn any_unconditional_schema<'a>(
        &'a self,
        schema: &'a Schema,
        predicate: &mut dyn FnMut(&'a Schema) -> bool,
    ) -> bool {
        let mut search = Search {
            schemas: self,
            budget: BUDGET,
            followed: Vec::new(),
        };
        search.any(schema, predicate, DEPTH)
    }
}

/// A depth-first search through a schema, and through referenced schemas and those in `allOf`.
struct Search<'a> {
    schemas: &'a Schemas,
    budget: usize,
    /// The targets of references that are visited.
    followed: Vec<&'a Schema>,
}

impl<'a> Search<'a> {
    fn any(
        &mut self,
        schema: &'a Schema,
        predicate: &mut dyn FnMut(&'a Schema) -> bool,
        depth: usize,
    ) -> bool {
        if depth == 0 || self.budget == 0 {
            return false;
        }
        self.budget -= 1;
        if predicate(schema) {
            return true;
        }
        let target = self.unfollowed(schema);
        if target.is_some_and(|target| self.any(target, predicate, depth - 1)) {
            return true;
        }
        let mut parts = schema.combination.iter().flat_map(|rules| &rules.all);
        parts.any(|schema| self.any(schema, predicate, depth - 1))
    }

    /// The target of the schema's reference, unless it is visited.
    fn unfollowed(&mut self, schema: &Schema) -> Option<&'a Schema> {
        let target = self.schemas.target(schema.reference.as_ref()?)?;
        let is_followed = self
            .followed
            .iter()
            .any(|other| std::ptr::eq(*other, target));
        (!is_followed).then(|| {
            self.followed.push(target);
            target
        })
    }
}
