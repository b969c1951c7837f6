//! The members that an object has to have, and the schemas that they come from.

use serde_json::{Map, Value};

use super::super::json::Tree;
use super::rules::Schema;
use super::{Budget, Direction, Exhausted, Schemas};

/// What the schemas that apply to one value say together: those given, those that they refer to, and those in `allOf`.
#[derive(Debug)]
pub(crate) struct Applied<'a> {
    schemas: Vec<&'a Schema>,
}

impl Schemas {
    /// The schemas that apply to a value which has to satisfy all of some schemas.
    ///
    /// # Errors
    /// When the budget runs out.
    pub(crate) fn applied<'a>(
        &'a self,
        schemas: &[&'a Schema],
        budget: &Budget,
    ) -> Result<Applied<'a>, Exhausted> {
        let mut applied = Vec::new();
        for schema in schemas {
            self.any_unconditional_schema(schema, &mut |schema| {
                applied.push(schema);
                budget.spend(1).is_err()
            });
        }
        match budget.is_exhausted() {
            true => Err(Exhausted),
            false => Ok(Applied { schemas: applied }),
        }
    }
}

impl<'a> Applied<'a> {
    /// The required members that an object does not have, except those that are not sent in this direction.
    ///
    /// # Errors
    /// When the budget runs out.
    pub(crate) fn missing(
        &self,
        object: &Map<String, Value>,
        direction: Direction,
        all: &Schemas,
        budget: &Budget,
    ) -> Result<Vec<&'a str>, Exhausted> {
        let mut missing = Vec::new();
        for rules in self.schemas.iter().filter_map(|it| it.object.as_ref()) {
            for name in &rules.required {
                budget.spend(1)?;
                if !object.contains_key(&**name) && !missing.contains(&&**name) {
                    missing.push(&**name);
                }
            }
        }
        let is_sent = |name: &&str| {
            let mut schemas = self.member(name).into_iter();
            !schemas.any(|schema| all.is_excluded(schema, direction))
        };
        missing.retain(is_sent);
        Ok(missing)
    }

    /// The schemas that declare a member.
    pub(crate) fn member(&self, name: &str) -> Vec<&'a Schema> {
        let objects = self.schemas.iter().filter_map(|it| it.object.as_ref());
        let members = objects.filter_map(|rules| rules.member(name)?.schema.as_ref());
        members.collect()
    }

    /// The schemas of an item.
    pub(crate) fn item(&self, index: usize) -> Vec<&'a Schema> {
        let arrays = self.schemas.iter().filter_map(|it| it.array.as_ref());
        let items = arrays.filter_map(|rules| rules.prefix.get(index).or(rules.items.as_ref()));
        items.collect()
    }

    /// The alternatives of each union. Of one whose discriminator says which alternative the value is, only that.
    pub(crate) fn unions(&self, value: &Value) -> Vec<Vec<&'a Schema>> {
        let combinations = self.schemas.iter().filter_map(|it| it.combination.as_ref());
        let unions = combinations.flat_map(|rules| {
            let unions = [&rules.any, &rules.one].into_iter();
            unions
                .filter(|branches| !branches.is_empty())
                .map(|branches| {
                    let discriminator = rules.discriminator.as_ref();
                    let tree = discriminator.map(|_| Tree::from(value));
                    let picked = discriminator.zip(tree.as_ref());
                    let picked = picked.and_then(|(it, tree)| it.pick(branches, tree.root()));
                    picked.map_or_else(|| branches.iter().collect(), |branch| vec![branch])
                })
        });
        unions.collect()
    }

    /// The conditions, each with the schemas for values that satisfy it and for others.
    pub(crate) fn conditions(&self) -> Vec<(&'a Schema, [Option<&'a Schema>; 2])> {
        let combinations = self.schemas.iter().filter_map(|it| it.combination.as_ref());
        let conditions = combinations.filter_map(|rules| {
            let next = [rules.then.as_ref(), rules.otherwise.as_ref()];
            Some((rules.condition.as_ref()?, next))
        });
        conditions.collect()
    }
}
