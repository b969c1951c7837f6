//! The crate `jsonschema` as the judge of instances, and schemas rewritten so that it knows what OpenAPI adds.

use serde_json::{Map, Value, json};

use crate::schemas::reference;

/// Judges the instances of one schema.
pub struct Judge {
    /// The rewritten components.
    pub components: Map<String, Value>,
    /// The rewritten schema.
    pub schema: Value,
    validator: jsonschema::Validator,
    /// Of the schema as it is, in which discriminators have no effect.
    plain: jsonschema::Validator,
}

impl Judge {
    /// Of a schema of OpenAPI 3.1.
    pub fn new(components: &Map<String, Value>, schema: &Value) -> Result<Judge, String> {
        let (rewritten, judged) = rewrite_all(components, schema);
        let plain: Map<String, Value> = components
            .iter()
            .map(|(name, schema)| (name.clone(), without_discriminators(schema)))
            .collect();
        let (plain, plain_schema) = rewrite_all(&plain, &without_discriminators(schema));
        Ok(Judge {
            validator: compile(&rewritten, &judged)?,
            plain: compile(&plain, &plain_schema)?,
            components: rewritten,
            schema: judged,
        })
    }

    /// Whether an instance is valid, and its discriminators have the values that they should.
    pub fn accepts(&self, instance: &Value) -> bool {
        self.validator.is_valid(instance) && self.plain.is_valid(instance)
    }

    /// Whether an instance is invalid, with and without the effect of discriminators, which assert nothing themselves
    /// (OpenAPI 3.1.1 §4.8.25).
    pub fn refuses(&self, instance: &Value) -> bool {
        !self.validator.is_valid(instance) && !self.plain.is_valid(instance)
    }

    /// Whether a value is valid against another schema of the same components.
    pub fn satisfies(&self, schema: &Value, value: &Value) -> bool {
        compile(&self.components, schema).is_ok_and(|validator| validator.is_valid(value))
    }

    /// The target of a reference.
    pub fn target(&self, reference: &str) -> Option<&Value> {
        let name = reference.strip_prefix("#/components/schemas/")?;
        self.components
            .get(&name.replace("~1", "/").replace("~0", "~"))
    }
}

fn compile(
    components: &Map<String, Value>,
    schema: &Value,
) -> Result<jsonschema::Validator, String> {
    let root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "components": { "schemas": components },
        "allOf": [schema],
    });
    jsonschema::options()
        .should_validate_formats(true)
        .should_ignore_unknown_formats(true)
        .build(&root)
        .map_err(|error| error.to_string())
}

/// The components and a schema, for `jsonschema`.
fn rewrite_all(components: &Map<String, Value>, schema: &Value) -> (Map<String, Value>, Value) {
    let mut rewritten: Map<String, Value> = components
        .iter()
        .map(|(name, schema)| (name.clone(), rewrite(schema, components, true)))
        .collect();
    for (name, base) in components {
        if is_base(base) {
            rewritten.insert(subtypes_name(name), subtypes(name, base, components));
        }
    }
    (rewritten, rewrite(schema, components, false))
}

/// The schema without its discriminators.
fn without_discriminators(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let is_kept = |(name, value): &(&String, &Value)| {
                *name != "discriminator" || !value["propertyName"].is_string()
            };
            let members = members.iter().filter(is_kept);
            let members =
                members.map(|(name, value)| (name.clone(), without_discriminators(value)));
            Value::Object(members.collect())
        }
        Value::Array(items) => items.iter().map(without_discriminators).collect(),
        _ => schema.clone(),
    }
}

/// A base whose discriminator names its subtypes, which are those that have it in `allOf`.
fn is_base(schema: &Value) -> bool {
    schema.get("discriminator").is_some()
        && schema.get("oneOf").is_none()
        && schema.get("anyOf").is_none()
}

fn subtypes_name(base: &str) -> String {
    format!("{base}.subtypes")
}

/// One of a base's subtypes, by its tag.
fn subtypes(name: &str, base: &Value, components: &Map<String, Value>) -> Value {
    let base_reference = reference(name);
    let is_child = |schema: &Value| {
        let parts = schema.get("allOf").and_then(Value::as_array);
        parts.is_some_and(|parts| parts.contains(&base_reference))
    };
    let children = components.iter().filter(|(_, schema)| is_child(schema));
    let alternatives: Vec<Value> = children
        .map(|(child, _)| tagged(&base["discriminator"], reference(child)))
        .collect();
    match alternatives.is_empty() {
        true => reference(name),
        false => json!({ "anyOf": alternatives }),
    }
}

/// An alternative, with the values that the discriminator has for it.
fn tagged(discriminator: &Value, alternative: Value) -> Value {
    let Some(target) = alternative["$ref"].as_str().map(str::to_owned) else {
        return alternative;
    };
    let name = target.rsplit('/').next().unwrap_or_default();
    let mapping = discriminator.get("mapping").and_then(Value::as_object);
    let mapped = mapping
        .into_iter()
        .flatten()
        .filter(|(_, to)| to.as_str() == Some(&target) || to.as_str() == Some(name));
    let mut tags: Vec<&str> = mapped.map(|(tag, _)| tag.as_str()).collect();
    if tags.is_empty() {
        tags.push(name);
    }
    let property = discriminator["propertyName"].as_str().unwrap_or_default();
    json!({
        "allOf": [alternative],
        "required": [property],
        "properties": { property: { "enum": tags } },
    })
}

/// A schema for `jsonschema`. `is_component` where a base stands for itself, not for its subtypes.
fn rewrite(schema: &Value, components: &Map<String, Value>, is_component: bool) -> Value {
    let Value::Object(members) = schema else {
        return match schema {
            Value::Array(items) => items
                .iter()
                .map(|item| rewrite(item, components, false))
                .collect(),
            _ => schema.clone(),
        };
    };
    let mut rewritten = Map::new();
    for (keyword, value) in members {
        let value = match keyword.as_str() {
            // Formats that generated servers do not assert.
            "format" if !matches!(value.as_str(), Some("date" | "date-time" | "uuid")) => continue,
            // Not schemas.
            "enum" | "const" | "default" | "example" | "examples" | "required"
            | "discriminator" | "dependentRequired" => value.clone(),
            "allOf" if is_component => {
                let parts = value.as_array().into_iter().flatten();
                parts
                    .map(|part| match part.get("$ref") {
                        Some(_) => part.clone(),
                        None => rewrite(part, components, false),
                    })
                    .collect()
            }
            "properties" | "patternProperties" | "dependentSchemas" if value.is_object() => {
                let members = value.as_object().into_iter().flatten();
                let members = members
                    .map(|(name, schema)| (name.clone(), rewrite(schema, components, false)));
                Value::Object(members.collect())
            }
            "oneOf" | "anyOf" if schema.get("discriminator").is_some() => {
                let alternatives = value.as_array().into_iter().flatten();
                alternatives
                    .map(|it| tagged(&schema["discriminator"], rewrite(it, components, false)))
                    .collect()
            }
            "$ref" => {
                let name = value.as_str().unwrap_or_default();
                let name = name.rsplit('/').next().unwrap_or_default();
                match components.get(name) {
                    Some(base) if is_base(base) => reference(&subtypes_name(name))["$ref"].clone(),
                    _ => value.clone(),
                }
            }
            _ => rewrite(value, components, false),
        };
        rewritten.insert(keyword.clone(), value);
    }
    if let Some(bounds) = bounds(schema.get("format").and_then(Value::as_str)) {
        let rest = Value::Object(rewritten);
        return json!({ "allOf": [rest, bounds] });
    }
    rewritten.into()
}

/// What a format of OpenAPI requires that `jsonschema` does not check.
fn bounds(format: Option<&str>) -> Option<Value> {
    let between = |least: i128, most: i128| {
        let number = |number: i128| match u64::try_from(number) {
            Ok(number) => json!(number),
            Err(_) => json!(i64::try_from(number).unwrap_or(i64::MIN)),
        };
        // What is no number has no format.
        json!({ "minimum": number(least), "maximum": number(most) })
    };
    match format? {
        "int32" => Some(between(i32::MIN.into(), i32::MAX.into())),
        "int64" => Some(between(i64::MIN.into(), i64::MAX.into())),
        "uint64" => Some(between(0, u64::MAX.into())),
        "byte" => Some(json!({
            "pattern": "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        })),
        _ => None,
    }
}
