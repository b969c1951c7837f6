//! Finds equal schemas, which share a type.

use std::collections::HashMap;

use crate::schema::{Schema, SchemaId, Schemas};

/// Assigns equal numbers to equal schemas.
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

    /// The number of a schema, equal for schemas with equal keywords. A named schema equals only itself.
    pub(super) fn number(&mut self, id: SchemaId) -> u32 {
        if let Some(number) = self.numbers[id.index()] {
            return number;
        }
        let schema = &self.schemas[id];
        // Assigned before the subschemas are visited: an unnamed recursive schema equals only itself.
        let own = self.known.len() as u32;
        self.known.insert(format!("#{}", id.index()), own);
        self.numbers[id.index()] = Some(own);
        if schema.name.is_some() {
            return own;
        }
        let key = self.key(schema);
        let number = *self.known.entry(key).or_insert(own);
        self.numbers[id.index()] = Some(number);
        number
    }

    /// All that makes a schema equal to another one.
    fn key(&mut self, schema: &Schema) -> String {
        self.keywords(schema) + &self.subschemas(schema)
    }

    fn keywords(&mut self, schema: &Schema) -> String {
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
                &schema.enum_extensions,
                &schema.required,
            ),
            (
                (&schema.assertions, schema.base64),
                schema
                    .discriminator
                    .as_ref()
                    .map(|discriminator| &discriminator.property),
                mapping,
                default,
            ),
        );
        format!("{keywords:?}")
    }

    fn subschemas(&mut self, schema: &Schema) -> String {
        let children = |list: &[SchemaId], sharing: &mut Self| -> Vec<u32> {
            list.iter().map(|child| sharing.number(*child)).collect()
        };
        let properties: Vec<(&String, u32)> = schema
            .properties
            .iter()
            .map(|(name, child)| (name, self.number(*child)))
            .collect();
        let single = [
            schema.reference,
            schema.additional_properties,
            schema.items,
            schema.content,
        ]
        .map(|child| child.map(|child| self.number(child)));
        let lists = [
            &schema.prefix_items,
            &schema.all_of,
            &schema.any_of,
            &schema.one_of,
        ]
        .map(|list| children(list, self));
        let keywords: Vec<_> = schema.applicators.keywords().collect();
        let applicators: Vec<_> = keywords
            .into_iter()
            .map(|(keyword, applicator)| {
                let numbers = applicator
                    .schemas()
                    .map(|(key, child)| (key, self.number(child)));
                (keyword, numbers.collect::<Vec<_>>())
            })
            .collect();
        format!("{properties:?}{single:?}{lists:?}{applicators:?}")
    }
}
