//! Merges a schema with those that it includes by reference and `allOf`.

use indexmap::{IndexMap, IndexSet};
use serde_json::Value;

use crate::schema::{
    Applicator, Discriminator, EnumExtensions, Schema, SchemaId, Schemas, Type, TypeSet,
};

/// The keywords that determine a type, merged from a schema and all those that it includes.
///
/// Values satisfy every part. Where two parts have the same keyword the later one is kept, since it is usually the
/// narrower.
#[derive(Debug, Default)]
pub(super) struct MergedSchema<'a> {
    pub(super) types: Option<TypeSet>,
    pub(super) format: Option<&'a str>,
    /// Whether `contentEncoding` is base64.
    pub(super) base64: bool,
    pub(super) enumeration: Option<Vec<&'a Value>>,
    pub(super) enum_extensions: Vec<&'a EnumExtensions>,
    pub(super) properties: IndexMap<&'a str, SchemaId>,
    pub(super) required: IndexSet<&'a str>,
    pub(super) additional: Option<SchemaId>,
    pub(super) items: Option<SchemaId>,
    /// `prefixItems`.
    pub(super) prefix: Vec<SchemaId>,
    pub(super) unevaluated_items: Option<SchemaId>,
    pub(super) min_items: Option<u64>,
    pub(super) max_items: Option<u64>,
    /// The schemas of `patternProperties`.
    pub(super) patterns: Vec<SchemaId>,
    /// `unevaluatedProperties`.
    pub(super) unevaluated: Option<SchemaId>,
    /// Members that only conditions such as `then` list.
    pub(super) conditional: Vec<&'a str>,
    /// The `oneOf`s and `anyOf`s with more than one alternative.
    pub(super) unions: Vec<Alternatives<'a>>,
    pub(super) minimum: Option<f64>,
    pub(super) maximum: Option<f64>,
}

/// The alternatives of one `oneOf` or `anyOf`.
#[derive(Debug)]
pub(super) struct Alternatives<'a> {
    pub(super) branches: Vec<SchemaId>,
    pub(super) discriminator: Option<&'a Discriminator>,
}

/// Limit on merged schemas, so that a chain of them costs no quadratic time.
const PARTS: usize = 3_000;

/// Merges a schema with those that it includes.
pub(super) fn merge<'a>(schemas: &'a Schemas, id: SchemaId) -> MergedSchema<'a> {
    let mut merged = MergedSchema::default();
    let mut seen = IndexSet::new();
    merged.add(schemas, id, &mut seen);
    for id in seen {
        merged.conditions(schemas, id);
    }
    merged
}

/// The only schema that a schema refers to or includes without keywords of its own, and whether `null` is allowed in
/// its place.
pub(super) fn wrapped(schemas: &Schemas, id: SchemaId) -> Option<(SchemaId, bool)> {
    let schema = &schemas[id];
    let mut parts: Vec<SchemaId> = schema.all_of.clone();
    parts.extend(schema.reference);
    let branches = match (schema.one_of.as_slice(), schema.any_of.as_slice()) {
        ([], branches) | (branches, []) => branches,
        _ => return None,
    };
    let (nulls, others): (Vec<SchemaId>, Vec<SchemaId>) =
        branches.iter().partition(|id| is_null(schemas, **id));
    if others.len() > 1 {
        return None;
    }
    parts.extend(others);
    let [inner] = parts[..] else { return None };
    let bare = Schema {
        at: schema.at,
        name: schema.name.clone(),
        title: schema.title.clone(),
        description: schema.description.clone(),
        default: schema.default.clone(),
        examples: schema.examples.clone(),
        deprecated: schema.deprecated,
        read_only: schema.read_only,
        write_only: schema.write_only,
        reference: schema.reference,
        all_of: schema.all_of.clone(),
        one_of: schema.one_of.clone(),
        any_of: schema.any_of.clone(),
        discriminator: schema.discriminator.clone(),
        // `type: object` beside `allOf` adds nothing.
        types: schema
            .types
            .filter(|types| types.only() == Some(Type::Object)),
        // Keywords that only the validator reads do not affect the type.
        assertions: schema.assertions.clone(),
        applicators: schema.applicators.clone(),
        ..Schema::default()
    };
    (bare == *schema).then_some((inner, !nulls.is_empty()))
}

/// Whether a schema lists `null` in `type` or `enum`.
pub(super) fn allows_null(schemas: &Schemas, id: SchemaId) -> bool {
    let schema = &schemas[schemas.resolve(id)];
    match schema.types {
        Some(types) => types.contains(Type::Null),
        None => schema
            .enumeration
            .as_ref()
            .is_some_and(|values| values.contains(&Value::Null)),
    }
}

/// Whether a schema allows only `null`.
pub(super) fn is_null(schemas: &Schemas, id: SchemaId) -> bool {
    let schema = &schemas[schemas.resolve(id)];
    let only_null = schema
        .types
        .is_some_and(|types| types.only() == Some(Type::Null));
    only_null || schema.enumeration.as_deref() == Some(&[Value::Null])
}

/// For each schema, whether it determines a type, alone or by what it includes, other than `null`.
pub(super) fn determines_type(schemas: &Schemas) -> Vec<bool> {
    let has_type = |id: SchemaId| {
        let schema = &schemas[id];
        let own = schema.types.is_some()
            || schema.enumeration.is_some()
            || !schema.properties.is_empty()
            || schema.items.is_some();
        own && !is_null(schemas, id)
    };
    let parts = |id: SchemaId| {
        let schema = &schemas[id];
        // `null` does not count, in whichever keyword it is.
        if is_null(schemas, id) {
            return Vec::new();
        }
        let parts = schema.reference.iter().chain(&schema.all_of);
        let parts = parts.chain(&schema.one_of).chain(&schema.any_of);
        parts.copied().collect()
    };
    schemas.leading_to(has_type, parts)
}

impl<'a> MergedSchema<'a> {
    fn add(&mut self, schemas: &'a Schemas, id: SchemaId, seen: &mut IndexSet<SchemaId>) {
        let id = schemas.resolve_inclusions(id);
        if seen.len() >= PARTS || !seen.insert(id) {
            return;
        }
        let schema = &schemas[id];
        for part in schema.included() {
            self.add(schemas, part, seen);
        }
        let discriminator = schema.discriminator.as_deref();
        for branches in [&schema.one_of, &schema.any_of] {
            self.alternatives(schemas, branches, discriminator, seen);
        }
        self.own(schema);
    }

    /// Adds the members that `then`, `else` and `dependentSchemas` list.
    fn conditions(&mut self, schemas: &'a Schemas, id: SchemaId) {
        for (keyword, applicator) in &schemas[id].applicators {
            let branches: Vec<SchemaId> = match (*keyword, applicator) {
                ("then" | "else", Applicator::One(id)) => vec![*id],
                ("dependentSchemas", Applicator::Keyed(list)) => {
                    list.iter().map(|(_, id)| *id).collect()
                }
                _ => continue,
            };
            for branch in branches {
                for name in schemas[schemas.resolve(branch)].properties.keys() {
                    let known = self.properties.contains_key(name.as_str());
                    if !known && !self.conditional.contains(&name.as_str()) {
                        self.conditional.push(name);
                    }
                }
            }
        }
    }

    fn alternatives(
        &mut self,
        schemas: &'a Schemas,
        branches: &[SchemaId],
        discriminator: Option<&'a Discriminator>,
        seen: &mut IndexSet<SchemaId>,
    ) {
        match branches {
            [] => {}
            [only] => self.add(schemas, *only, seen),
            _ => self.unions.push(Alternatives {
                branches: branches.to_vec(),
                discriminator,
            }),
        }
    }

    fn own(&mut self, schema: &'a Schema) {
        if let Some(types) = schema.types {
            let both = self.types.map_or(types, |known| known.intersect(types));
            // No value has disjoint types; any of them will do.
            self.types = Some(if both.is_empty() { types } else { both });
        }
        if let Some(values) = &schema.enumeration {
            let known = self.enumeration.take();
            let both: Vec<&Value> = values
                .iter()
                .filter(|value| known.as_ref().is_none_or(|known| known.contains(value)))
                .collect();
            self.enumeration = Some(if both.is_empty() {
                values.iter().collect()
            } else {
                both
            });
        }
        self.enum_extensions
            .extend(schema.enum_extensions.as_deref());
        self.format = schema.format.as_deref().or(self.format);
        for (name, property) in &schema.properties {
            self.properties.insert(name, *property);
        }
        self.required
            .extend(schema.required.iter().map(String::as_str));
        self.additional = schema.additional_properties.or(self.additional);
        self.items = schema.items.or(self.items);
        if !schema.prefix_items.is_empty() {
            self.prefix = schema.prefix_items.clone();
        }
        for (keyword, applicator) in &schema.applicators {
            match (*keyword, applicator) {
                ("patternProperties", Applicator::Keyed(list)) => {
                    self.patterns.extend(list.iter().map(|(_, id)| *id));
                }
                ("unevaluatedProperties", Applicator::One(id)) => self.unevaluated = Some(*id),
                ("unevaluatedItems", Applicator::One(id)) => self.unevaluated_items = Some(*id),
                _ => {}
            }
        }
        self.base64 |= schema.assertions.contains_key("contentEncoding");
        let count = |key: &str| schema.assertions.get(key).and_then(Value::as_u64);
        self.min_items = count("minItems").or(self.min_items);
        self.max_items = count("maxItems").or(self.max_items);
        let number = |key: &str| schema.assertions.get(key).and_then(Value::as_f64);
        let bound = |key: &str, exclusive: &str| number(key).or_else(|| number(exclusive));
        self.minimum = bound("minimum", "exclusiveMinimum").or(self.minimum);
        self.maximum = bound("maximum", "exclusiveMaximum").or(self.maximum);
    }
}
