//! The values of discriminators, by the schemas that they select.

use std::collections::HashMap;

use indexmap::IndexMap;

use crate::schema::{SchemaId, Schemas};

/// For each schema that discriminators select, the members that do and their values.
#[derive(Debug, Default)]
pub struct Tags<'a>(HashMap<SchemaId, IndexMap<&'a str, Vec<&'a str>>>);

impl<'a> Tags<'a> {
    /// The tags in all discriminators of a document.
    pub fn of(schemas: &'a Schemas) -> Tags<'a> {
        let mut tags = Tags::default();
        let discriminators = schemas
            .ids()
            .filter_map(|id| schemas[id].discriminator.as_deref());
        for discriminator in discriminators {
            for (value, id) in &discriminator.mapping {
                let members = tags.0.entry(schemas.resolve(*id)).or_default();
                let values = members.entry(&discriminator.property).or_default();
                if !values.contains(&value.as_str()) {
                    values.push(value);
                }
            }
        }
        tags
    }

    /// The members that select a schema, each with the first of its values.
    pub fn members(&self, id: SchemaId) -> impl Iterator<Item = (&'a str, &'a str)> {
        let members = self.0.get(&id).into_iter().flatten();
        members.filter_map(|(name, values)| Some((*name, *values.first()?)))
    }

    /// The only value of a member that selects a schema.
    pub fn only(&self, id: SchemaId, member: &str) -> Option<&'a str> {
        match self.0.get(&id)?.get(member)?.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }
}
