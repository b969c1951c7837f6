//! Schemas as chance has them, every keyword beside every other, and documents that use them everywhere.

use serde_json::{Map, Value, json};

use super::{Random, words};

const TYPES: &[&str] = &[
    "string", "integer", "number", "boolean", "object", "array", "null",
];

/// Few names, so that parts of one schema speak of the same members.
const MEMBERS: &[&str] = &["id", "kind", "type", "next", "a-b", "aB", "items"];

const COUNTS: &[&str] = &[
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
    "minContains",
    "maxContains",
];

const NUMBERS: &[&str] = &[
    "minimum",
    "maximum",
    "multipleOf",
    "exclusiveMinimum",
    "exclusiveMaximum",
];

const FLAGS: &[&str] = &[
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "uniqueItems",
];

const ONE: &[&str] = &[
    "items",
    "additionalProperties",
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
    "contentSchema",
];

const SEVERAL: &[&str] = &["allOf", "anyOf", "oneOf", "prefixItems"];

const BY_NAME: &[&str] = &[
    "properties",
    "patternProperties",
    "dependentSchemas",
    "$defs",
];

/// A schema of some levels at most; `references` is what it may refer to.
pub fn schema(random: &mut Random, references: &[String], depth: usize) -> Value {
    if !references.is_empty() && random.one_in(if depth == 0 { 3 } else { 6 }) {
        let mut reference = json!({ "$ref": random.pick(references) });
        if random.one_in(6) {
            add(&mut reference, random, references, depth);
        }
        return reference;
    }
    if random.one_in(30) {
        return Value::Bool(random.one_in(2));
    }
    let mut schema = usual(random, references, depth);
    for _ in 0..random.below(4) {
        add(&mut schema, random, references, depth);
    }
    schema
}

/// A schema as people write them, for a start.
fn usual(random: &mut Random, references: &[String], depth: usize) -> Value {
    if depth == 0 {
        return json!({ "type": random.pick(&TYPES[..4]) });
    }
    match random.below(9) {
        0 => json!({ "type": "string", "enum": ["red", "green", words::name(random)] }),
        1 => json!({ "type": "integer", "format": random.pick(&words::FORMATS[..8]) }),
        2 => json!({ "type": "string", "format": random.pick(words::FORMATS) }),
        3 => json!({ "type": "array", "items": schema(random, references, depth - 1) }),
        4 | 5 => {
            let properties = keyword("properties", random, references, depth);
            json!({ "type": "object", "required": names(random), "properties": properties })
        }
        6 => {
            let kind = *random.pick(SEVERAL);
            let branches = keyword(kind, random, references, depth);
            match random.one_in(3) {
                true => {
                    json!({ kind: branches, "discriminator": discriminator(random, references) })
                }
                false => json!({ kind: branches }),
            }
        }
        7 => {
            json!({ "type": "object", "additionalProperties": schema(random, references, depth - 1) })
        }
        _ => json!({ "type": random.pick(TYPES) }),
    }
}

/// Adds a keyword, or replaces it.
fn add(schema: &mut Value, random: &mut Random, references: &[String], depth: usize) {
    let kinds = [FLAGS, COUNTS, NUMBERS, ONE, SEVERAL, BY_NAME];
    let name = match random.below(3) {
        0 => *random.pick(&[
            "type",
            "enum",
            "const",
            "default",
            "example",
            "format",
            "pattern",
            "title",
            "required",
            "discriminator",
            "dependentRequired",
        ]),
        _ => {
            let kind = *random.pick(&kinds);
            random.pick(kind)
        }
    };
    let value = keyword(name, random, references, depth);
    if let Some(schema) = schema.as_object_mut() {
        schema.insert(name.to_owned(), value);
    }
}

/// A value that a keyword could have; an odd one for what is none.
pub fn keyword(name: &str, random: &mut Random, references: &[String], depth: usize) -> Value {
    let inner = depth.saturating_sub(1);
    match name {
        _ if FLAGS.contains(&name) => true.into(),
        _ if COUNTS.contains(&name) => random.below(4).into(),
        "minimum" | "exclusiveMinimum" => (random.below(5) as i64 - 2).into(),
        _ if NUMBERS.contains(&name) => (random.below(20) + 1).into(),
        "items" | "additionalProperties" if random.one_in(8) => Value::Bool(random.one_in(2)),
        _ if ONE.contains(&name) => schema(random, references, inner),
        _ if SEVERAL.contains(&name) => {
            let count = 1 + random.below(3);
            (0..count)
                .map(|_| schema(random, references, inner))
                .collect()
        }
        "patternProperties" => {
            json!({ *random.pick(words::PATTERNS): schema(random, references, inner) })
        }
        _ if BY_NAME.contains(&name) => {
            let mut members = Map::new();
            for _ in 0..1 + random.below(3) {
                let member = match random.one_in(5) {
                    true => words::name(random),
                    false => (*random.pick(MEMBERS)).to_owned(),
                };
                members.insert(member, schema(random, references, inner));
            }
            members.into()
        }
        "type" if random.one_in(4) => json!([random.pick(TYPES), random.pick(TYPES), "null"]),
        "type" => (*random.pick(TYPES)).into(),
        "enum" => (0..1 + random.below(4)).map(|_| value(random)).collect(),
        "const" | "default" | "example" => value(random),
        "format" => (*random.pick(words::FORMATS)).into(),
        "pattern" => (*random.pick(words::PATTERNS)).into(),
        "required" => names(random),
        "title" | "name" | "operationId" => words::name(random).into(),
        "dependentRequired" => json!({ *random.pick(MEMBERS): names(random) }),
        "discriminator" => discriminator(random, references),
        "$ref" if !references.is_empty() => random.pick(references).as_str().into(),
        _ => words::odd(random),
    }
}

fn discriminator(random: &mut Random, references: &[String]) -> Value {
    let property = *random.pick(MEMBERS);
    match references {
        [_, ..] if random.one_in(2) => {
            let mapping = json!({ words::name(random): random.pick(references) });
            json!({ "propertyName": property, "mapping": mapping })
        }
        _ => json!({ "propertyName": property }),
    }
}

fn names(random: &mut Random) -> Value {
    (0..random.below(3))
        .map(|_| Value::from(*random.pick(MEMBERS)))
        .collect()
}

/// A value as examples and enums have them.
fn value(random: &mut Random) -> Value {
    match random.below(8) {
        0 => words::odd(random),
        1 => Value::Null,
        2 => json!({ *random.pick(MEMBERS): "x" }),
        3 => json!([1, "x"]),
        4 => words::number(random),
        _ => words::text(random).into(),
    }
}

/// A valid document, but for its schemas: a few components, used as bodies, parameters of every style, and headers.
pub fn document(random: &mut Random) -> Value {
    let names = ["Pet", "Owner", "Shelter", "pet_state"];
    let references: Vec<String> = names
        .iter()
        .map(|name| format!("#/components/schemas/{name}"))
        .collect();
    let components: Map<String, Value> = names
        .iter()
        .map(|name| ((*name).to_owned(), schema(random, &references, 3)))
        .collect();
    let styles = [
        ("path", "simple"),
        ("path", "label"),
        ("path", "matrix"),
        ("query", "form"),
        ("query", "spaceDelimited"),
        ("query", "pipeDelimited"),
        ("query", "deepObject"),
        ("header", "simple"),
        ("cookie", "form"),
    ];
    let (place, style) = *random.pick(&styles);
    let media_type = *random.pick(&words::MEDIA_TYPES[..9]);
    let pick = |random: &mut Random| schema(random, &references, 2);
    let version = *random.pick(&["3.0.3", "3.1.0"]);
    json!({
        "openapi": version,
        "info": { "title": "Pets", "version": "1" },
        "paths": { "/pets/{id}": { "post": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                {
                    "name": if place == "path" { "id" } else { "wanted" },
                    "in": place, "style": style, "explode": random.one_in(2),
                    "required": place == "path" || random.one_in(2), "schema": pick(random),
                },
                { "name": "plain", "in": "query", "schema": pick(random) },
            ],
            "requestBody": {
                "required": random.one_in(2),
                "content": { media_type: { "schema": pick(random) } },
            },
            "responses": {
                "200": {
                    "description": "Good.",
                    "headers": { "X-Count": { "schema": pick(random) } },
                    "content": { "application/json": { "schema": pick(random) } },
                },
                "4XX": {
                    "description": "Bad.",
                    "content": { "application/json": { "schema": random_reference(random, &references) } },
                },
            },
        } } },
        "components": { "schemas": components },
    })
}

fn random_reference(random: &mut Random, references: &[String]) -> Value {
    json!({ "$ref": random.pick(references) })
}
