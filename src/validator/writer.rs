//! JSON Schemas of the contract: 2020-12, with `$ref` to a bare name and OpenAPI's few words beside it.

use std::collections::BTreeSet;

use indexmap::IndexSet;
use serde_json::{Map, Value, json};

use super::definitions::Definitions;
use crate::schema::{Applicator, Discriminator, Schema, SchemaId, Type, Types};

/// Writes schemas, and remembers those that they refer to.
pub(crate) struct Writer<'a> {
    definitions: &'a Definitions<'a>,
    /// The schemas with a line that were referred to, in that order.
    reached: IndexSet<SchemaId>,
    written: usize,
    parts: BTreeSet<&'static str>,
}

/// How a schema stands to the value, which decides whether `properties` without `type` is taken for an object and
/// `items` for an array.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    /// It says what a value is: people mean the type.
    Value,
    /// It adds to a schema that has said the type already.
    Addition,
    /// It is part of a condition, where a type would turn the meaning around.
    Condition,
}

/// The order of the keywords that are neither types nor schemas.
const ASSERTIONS: [&str; 16] = [
    "minimum",
    "exclusiveMinimum",
    "maximum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "minItems",
    "maxItems",
    "uniqueItems",
    "minContains",
    "maxContains",
];

/// The order of the keywords that only the validator reads.
const APPLICATORS: [&str; 10] = [
    "patternProperties",
    "propertyNames",
    "contains",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "unevaluatedProperties",
    "unevaluatedItems",
];

/// The keywords that need a part of the runtime (`runtime/Cargo.toml`), with that part.
const PARTIAL: [(&str, &str); 2] = [("pattern", "patterns"), ("patternProperties", "patterns")];

impl<'a> Writer<'a> {
    pub(crate) fn new(definitions: &'a Definitions<'a>) -> Writer<'a> {
        Writer {
            definitions,
            reached: IndexSet::new(),
            written: 0,
            parts: BTreeSet::new(),
        }
    }

    /// A schema as it stands where it is used: a reference if it has a line, else the schema itself.
    pub(crate) fn schema(&mut self, id: SchemaId) -> Value {
        self.used(id, Reading::Value)
    }

    /// The parts of the validator that what was written needs.
    pub(crate) fn parts(&self) -> impl Iterator<Item = &'static str> {
        self.parts.iter().copied()
    }

    /// The next line, name and schema, of those that were referred to and not yet written.
    pub(crate) fn next_line(&mut self) -> Option<(String, Value)> {
        let id = *self.reached.get_index(self.written)?;
        self.written += 1;
        Some((
            self.definitions.name(id)?.to_owned(),
            self.body(id, Reading::Value),
        ))
    }

    fn used(&mut self, id: SchemaId, reading: Reading) -> Value {
        match self.reference(id) {
            Some(name) => json!({ "$ref": name }),
            None => self.body(id, reading),
        }
    }

    /// The name to refer to a schema by, if it has a line.
    fn reference(&mut self, id: SchemaId) -> Option<String> {
        let name = self.definitions.name(id)?;
        self.reached.insert(id);
        Some(name.to_owned())
    }

    fn body(&mut self, id: SchemaId, reading: Reading) -> Value {
        let schema = &self.definitions.schemas()[id];
        if let Some(boolean) = schema.boolean {
            return boolean.into();
        }
        let mut out = Map::new();
        let mut parts = Vec::new();
        if let Some(target) = schema.reference {
            match (self.reference(target), schema.plain_reference()) {
                (Some(name), _) => drop(out.insert("$ref".to_owned(), name.into())),
                (None, Some(target)) => match self.body(target, reading) {
                    Value::Object(inner) => out = inner,
                    other => return other,
                },
                (None, None) => parts.push(target),
            }
        }
        parts.extend(&schema.all_of);
        let types = schema
            .types
            .or_else(|| implied(schema).filter(|_| reading == Reading::Value));
        let below = match reading {
            Reading::Condition => Reading::Condition,
            Reading::Value if types.is_none() && !self.definitions.parts_say_type(schema) => {
                Reading::Value
            }
            Reading::Value | Reading::Addition => Reading::Addition,
        };
        let inside = if reading == Reading::Condition {
            Reading::Condition
        } else {
            Reading::Value
        };
        out.extend(types.map(|types| ("type".to_owned(), type_names(types))));
        out.extend(asserted_format(schema).map(|format| ("format".to_owned(), format.into())));
        out.extend(
            schema
                .enumeration
                .as_ref()
                .map(|values| ("enum".to_owned(), values.clone().into())),
        );
        for keyword in ASSERTIONS {
            out.extend(
                schema
                    .assertions
                    .get(keyword)
                    .map(|value| (keyword.to_owned(), value.clone())),
            );
        }
        self.members(schema, inside, &mut out);
        for (keyword, list, reading) in [
            ("prefixItems", &schema.prefix_items, inside),
            ("allOf", &parts, below),
            ("anyOf", &schema.any_of, below),
            ("oneOf", &schema.one_of, below),
        ] {
            if !list.is_empty() {
                let list: Vec<Value> = list.iter().map(|id| self.used(*id, reading)).collect();
                out.insert(keyword.to_owned(), list.into());
            }
        }
        out.extend(
            schema
                .items
                .map(|id| ("items".to_owned(), self.used(id, inside))),
        );
        self.applicators(schema, inside, &mut out);
        if let Some(discriminator) = &schema.discriminator {
            let discriminator = self.discriminator(schema, discriminator);
            out.insert("discriminator".to_owned(), discriminator);
        }
        for (keyword, flag) in [
            ("readOnly", schema.read_only),
            ("writeOnly", schema.write_only),
        ] {
            if flag {
                out.insert(keyword.to_owned(), true.into());
            }
        }
        out.extend(
            schema
                .default
                .as_ref()
                .map(|value| ("default".to_owned(), value.clone())),
        );
        let partial = PARTIAL.iter().filter(|(word, _)| out.contains_key(*word));
        self.parts.extend(partial.map(|(_, part)| part));
        out.into()
    }

    fn members(&mut self, schema: &Schema, inside: Reading, out: &mut Map<String, Value>) {
        if !schema.properties.is_empty() {
            let properties: Map<String, Value> = schema
                .properties
                .iter()
                .map(|(name, id)| (name.clone(), self.used(*id, inside)))
                .collect();
            out.insert("properties".to_owned(), properties.into());
        }
        if !schema.required.is_empty() {
            out.insert("required".to_owned(), schema.required.clone().into());
        }
        let additional = schema.additional_properties.map(|id| self.used(id, inside));
        out.extend(additional.map(|additional| ("additionalProperties".to_owned(), additional)));
    }

    fn applicators(&mut self, schema: &Schema, inside: Reading, out: &mut Map<String, Value>) {
        for keyword in APPLICATORS {
            let Some((_, applicator)) =
                schema.applicators.iter().find(|(name, _)| *name == keyword)
            else {
                continue;
            };
            let reading = match keyword {
                "not" | "if" | "then" | "else" | "contains" | "propertyNames"
                | "dependentSchemas" => Reading::Condition,
                _ => inside,
            };
            let value = match applicator {
                Applicator::One(id) => self.used(*id, reading),
                Applicator::Keyed(list) => Value::Object(
                    list.iter()
                        .map(|(name, id)| (name.clone(), self.used(*id, reading)))
                        .collect(),
                ),
            };
            out.insert(keyword.to_owned(), value);
        }
    }

    fn discriminator(&mut self, schema: &Schema, discriminator: &Discriminator) -> Value {
        let mut mapping = Map::new();
        for (value, target) in &discriminator.mapping {
            mapping.extend(
                self.reference(*target)
                    .map(|name| (value.clone(), name.into())),
            );
        }
        // A schema stands for its own name, which need not be the one that it has here.
        for branch in schema.one_of.iter().chain(&schema.any_of) {
            let target = self.definitions.schemas()[*branch]
                .reference
                .unwrap_or(*branch);
            let (Some(own), Some(name)) = (
                &self.definitions.schemas()[target].name,
                self.definitions.name(target),
            ) else {
                continue;
            };
            if own != name && !mapping.contains_key(own) {
                mapping.insert(own.clone(), name.into());
            }
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
        out.into()
    }
}

/// The type that people mean who write `properties` or `items` and no type.
pub(super) fn implied(schema: &Schema) -> Option<Types> {
    if !schema.properties.is_empty() {
        return Some(Types::from_iter([Type::Object]));
    }
    let array = schema.items.is_some() || !schema.prefix_items.is_empty();
    array.then(|| Types::from_iter([Type::Array]))
}

fn type_names(types: Types) -> Value {
    match types.only() {
        Some(only) => only.name().into(),
        None => types.iter().map(Type::name).collect::<Vec<_>>().into(),
    }
}

/// The format, if the Rust type holds nothing else.
fn asserted_format(schema: &Schema) -> Option<&str> {
    let format = schema.format.as_deref()?;
    let types = schema.types.filter(|_| schema.enumeration.is_none())?;
    let asserted = match format {
        "date-time" | "date" | "uuid" | "byte" => types.contains(Type::String),
        "int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64" => {
            types.contains(Type::Integer) && !types.contains(Type::Number)
        }
        _ => false,
    };
    asserted.then_some(format)
}
