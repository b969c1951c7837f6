//! Which schemas say the same, so that they can have one type.

use std::collections::HashMap;
use std::fmt::Write;

use crate::schema::{Applicator, SchemaId, Schemas};

/// Gives equal schemas equal numbers.
pub(super) struct Sharing<'a> {
    schemas: &'a Schemas,
    numbers: Vec<Option<u32>>,
    known: HashMap<String, u32>,
}

impl<'a> Sharing<'a> {
    pub(super) fn new(schemas: &'a Schemas) -> Sharing<'a> {
        Sharing {
            schemas,
            numbers: vec![None; schemas.len()],
            known: HashMap::new(),
        }
    }

    /// A number that two schemas share when they are the same, word for word. A schema with a name is only the same
    /// as itself.
    pub(super) fn number(&mut self, id: SchemaId) -> u32 {
        if let Some(number) = self.numbers[id.index()] {
            return number;
        }
        let schema = &self.schemas[id];
        // Taken before the children are seen: a schema that contains itself without a name is equal to itself only.
        let own = self.known.len() as u32;
        self.known.insert(format!("#{}", id.index()), own);
        self.numbers[id.index()] = Some(own);
        if schema.name.is_some() {
            return own;
        }
        let mut key = String::new();
        let mapping = schema
            .discriminator
            .iter()
            .flat_map(|discriminator| &discriminator.mapping);
        let mapping: Vec<(&String, u32)> = mapping
            .map(|(value, id)| (value, self.number(*id)))
            .collect();
        let default = schema.discriminator.as_ref().and_then(|it| it.default);
        let default = default.map(|id| self.number(id));
        let keywords = (
            (
                schema.boolean,
                schema.types,
                &schema.title,
                &schema.description,
                schema.deprecated,
                &schema.format,
            ),
            (
                schema.read_only,
                schema.write_only,
                &schema.default,
                &schema.enumeration,
                &schema.required,
            ),
            (
                &schema.assertions,
                schema
                    .discriminator
                    .as_ref()
                    .map(|discriminator| &discriminator.property),
                mapping,
                default,
            ),
        );
        let _ = write!(key, "{keywords:?}");
        let children = |list: &[SchemaId], sharing: &mut Self| -> Vec<u32> {
            list.iter().map(|child| sharing.number(*child)).collect()
        };
        let properties: Vec<(&String, u32)> = schema
            .properties
            .iter()
            .map(|(name, child)| (name, self.number(*child)))
            .collect();
        let single = [schema.reference, schema.additional_properties, schema.items]
            .map(|child| child.map(|child| self.number(child)));
        let lists = [
            &schema.prefix_items,
            &schema.all_of,
            &schema.any_of,
            &schema.one_of,
        ]
        .map(|list| children(list, self));
        let applicators: Vec<_> = schema
            .applicators
            .iter()
            .map(|(keyword, applicator)| match applicator {
                Applicator::One(child) => (keyword, vec![("", self.number(*child))]),
                Applicator::Keyed(list) => (
                    keyword,
                    list.iter()
                        .map(|(name, child)| (name.as_str(), self.number(*child)))
                        .collect(),
                ),
            })
            .collect();
        let _ = write!(key, "{properties:?}{single:?}{lists:?}{applicators:?}");
        let number = *self.known.entry(key).or_insert(own);
        self.numbers[id.index()] = Some(number);
        number
    }
}
