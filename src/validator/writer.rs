//! Writes schemas of the contract: JSON Schema 2020-12 with the keywords of OpenAPI, where `$ref` is a name.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::definitions::Definitions;
use crate::schema::{Applicator, Discriminator, Schema, SchemaId, Type, TypeSet};

/// Writes schemas, and collects those that they refer to.
pub(crate) struct Writer<'a> {
    definitions: &'a Definitions<'a>,
    /// The named schemas that are referred to, in order of the first reference.
    referenced: IndexSet<SchemaId>,
    /// The number of them that are written.
    written: usize,
    parts: BTreeSet<&'static str>,
}

/// The keywords that need a cargo feature of the runtime, with that feature.
const FEATURES: [(&str, &str); 2] = [("pattern", "patterns"), ("patternProperties", "patterns")];

impl<'a> Writer<'a> {
    pub(crate) fn new(definitions: &'a Definitions<'a>) -> Writer<'a> {
        Writer {
            definitions,
            referenced: IndexSet::new(),
            written: 0,
            parts: BTreeSet::new(),
        }
    }

    /// A schema in the place of its use: a reference if it has a line of its own, else the schema itself.
    pub(crate) fn schema(&mut self, id: SchemaId) -> Value {
        match self.reference(id) {
            Some(name) => json!({ "$ref": name }),
            None => self.body(id),
        }
    }

    /// The runtime's cargo features that the written schemas need.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().copied()
    }

    /// The name and schema of the next line, of the schemas that are referred to and not yet written.
    pub(crate) fn next_line(&mut self) -> Option<(String, Value)> {
        let id = *self.referenced.get_index(self.written)?;
        self.written += 1;
        Some((self.definitions.name(id)?.to_owned(), self.body(id)))
    }

    /// The name of a schema that has a line of its own, which is written later.
    fn reference(&mut self, id: SchemaId) -> Option<String> {
        let name = self.definitions.name(id)?;
        self.referenced.insert(id);
        Some(name.to_owned())
    }

    fn body(&mut self, id: SchemaId) -> Value {
        let schema = &self.definitions.schemas()[id];
        if let Some(boolean) = schema.boolean {
            return boolean.into();
        }
        let mut out = Map::new();
        let mut parts = Vec::new();
        if let Some(target) = schema.reference {
            match (self.reference(target), schema.plain_reference()) {
                (Some(name), _) => drop(out.insert("$ref".to_owned(), name.into())),
                (None, Some(target)) => match self.body(target) {
                    Value::Object(inner) => out = inner,
                    other => return other,
                },
                (None, None) => parts.push(target),
            }
        }
        parts.extend(&schema.all_of);
        out.extend(
            schema
                .types
                .map(|types| ("type".to_owned(), type_names(types))),
        );
        write_assertions(schema, &mut out);
        self.members(schema, &mut out);
        for (keyword, list) in [
            ("prefixItems", &schema.prefix_items),
            ("allOf", &parts),
            ("anyOf", &schema.any_of),
            ("oneOf", &schema.one_of),
        ] {
            if !list.is_empty() {
                let list: Vec<Value> = list.iter().map(|id| self.schema(*id)).collect();
                out.insert(keyword.to_owned(), list.into());
            }
        }
        let items = schema.items.map(|id| self.schema(id));
        out.extend(items.map(|items| ("items".to_owned(), items)));
        self.applicators(schema, &mut out);
        if let Some(discriminator) = &schema.discriminator {
            let discriminator = self.discriminator(discriminator);
            out.insert("discriminator".to_owned(), discriminator);
        }
        write_annotations(schema, &mut out);
        let features = FEATURES.iter();
        let features = features.filter(|(keyword, _)| out.contains_key(*keyword));
        self.parts.extend(features.map(|(_, feature)| feature));
        out.into()
    }

    fn members(&mut self, schema: &Schema, out: &mut Map<String, Value>) {
        if !schema.properties.is_empty() {
            let properties: Map<String, Value> = schema
                .properties
                .iter()
                .map(|(name, id)| (name.clone(), self.schema(*id)))
                .collect();
            out.insert("properties".to_owned(), properties.into());
        }
        if !schema.required.is_empty() {
            out.insert("required".to_owned(), schema.required.clone().into());
        }
        let additional = schema.additional_properties.map(|id| self.schema(id));
        out.extend(additional.map(|additional| ("additionalProperties".to_owned(), additional)));
    }

    fn applicators(&mut self, schema: &Schema, out: &mut Map<String, Value>) {
        for (keyword, applicator) in schema.applicators.keywords() {
            let value = match applicator {
                Applicator::One(id) => self.schema(id),
                Applicator::Keyed(list) => Value::Object(
                    list.iter()
                        .map(|(name, id)| (name.clone(), self.schema(*id)))
                        .collect(),
                ),
            };
            out.insert(keyword.to_owned(), value);
        }
    }

    fn discriminator(&mut self, discriminator: &Discriminator) -> Value {
        let mut mapping = Map::new();
        for (value, target) in &discriminator.mapping {
            // The name of a schema selects it by itself.
            let name = self.reference(*target);
            let name = name.filter(|name| discriminator.inherited || name != value);
            mapping.extend(name.map(|name| (value.clone(), name.into())));
        }
        let mut out = Map::from_iter([(
            "propertyName".to_owned(),
            discriminator.property.clone().into(),
        )]);
        if !mapping.is_empty() {
            out.insert("mapping".to_owned(), mapping.into());
        }
        let default = discriminator.default.and_then(|id| self.reference(id));
        out.extend(default.map(|name| ("defaultMapping".to_owned(), name.into())));
        if discriminator.inherited {
            // The value holds for no other schema than the one that it names.
            out.insert("exact".to_owned(), true.into());
        }
        out.into()
    }
}

/// Writes `format`, `enum` and [`Schema::assertions`].
fn write_assertions(schema: &Schema, out: &mut Map<String, Value>) {
    out.extend(asserted_format(schema).map(|format| ("format".to_owned(), format.into())));
    let values = schema.enumeration.as_ref();
    out.extend(values.map(|values| ("enum".to_owned(), values.clone().into())));
    out.extend(schema.assertions.keywords());
}

/// Writes `readOnly`, `writeOnly` and `default`.
fn write_annotations(schema: &Schema, out: &mut Map<String, Value>) {
    for (keyword, flag) in [
        ("readOnly", schema.read_only),
        ("writeOnly", schema.write_only),
    ] {
        if flag {
            out.insert(keyword.to_owned(), true.into());
        }
    }
    let default = schema.default.as_ref();
    out.extend(default.map(|value| ("default".to_owned(), value.clone())));
}

fn type_names(types: TypeSet) -> Value {
    match types.only() {
        Some(only) => only.name().into(),
        None => types.iter().map(Type::name).collect::<Vec<_>>().into(),
    }
}

/// The format, if the Rust type cannot represent other values.
fn asserted_format(schema: &Schema) -> Option<&str> {
    let format = schema.format.as_deref()?;
    let types = schema.types.filter(|_| schema.enumeration.is_none())?;
    let asserted = match format {
        "date-time" | "date" | "time" | "duration" | "uuid" | "byte" => {
            types.contains(Type::String)
        }
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => {
            types.contains(Type::Integer) && !types.contains(Type::Number)
        }
        _ => false,
    };
    asserted.then_some(format)
}
