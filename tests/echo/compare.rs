//! Compares what came back with what was sent.

use serde_json::{Number, Value};

use crate::judge::Judge;

/// The first difference, as its pointer and what is different.
///
/// Members may be added that have a default, and members that no schema describes may be lost.
pub fn difference(judge: &Judge, sent: &Value, received: &Value) -> Option<String> {
    compare(judge, &[&judge.schema], sent, received, "")
}

/// A value without the members that only requests or only responses have.
pub fn without_one_sided(judge: &Judge, value: &Value) -> Value {
    strip(judge, &[&judge.schema], value)
}

fn strip(judge: &Judge, schemas: &[&Value], value: &Value) -> Value {
    let parts = Parts::of(judge, schemas);
    match value {
        Value::Object(members) => {
            let is_one_sided = |name: &str| {
                let all = Parts::of(judge, &parts.member(name)).schemas;
                all.iter()
                    .any(|schema| schema["readOnly"] == true || schema["writeOnly"] == true)
            };
            let kept = members.iter().filter(|(name, _)| !is_one_sided(name));
            kept.map(|(name, value)| (name.clone(), strip(judge, &parts.member(name), value)))
                .collect()
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, item)| strip(judge, &parts.item(index), item))
                .collect()
        }
        _ => value.clone(),
    }
}

fn compare(
    judge: &Judge,
    schemas: &[&Value],
    sent: &Value,
    received: &Value,
    pointer: &str,
) -> Option<String> {
    match (sent, received) {
        (Value::Number(sent), Value::Number(received)) if equal(sent, received) => None,
        // An integer of another alternative is one of a `number`, too, whose loss is the kind `LargeNumbers`.
        (Value::Number(sent), Value::Number(received))
            if is_number(&Parts::of(judge, schemas).schemas)
                && sent.as_f64() == received.as_f64() =>
        {
            None
        }
        (Value::Object(members), Value::Object(received)) => {
            let parts = Parts::of(judge, schemas);
            // Alternatives that the object does not satisfy say nothing about its members.
            let applying = Parts {
                judge,
                roots: schemas.to_vec(),
                schemas: parts.applying(sent),
            };
            let lost = members.iter().find_map(|(name, value)| {
                let pointer = format!("{pointer}/{name}");
                match received.get(name) {
                    // What no schema describes may be changed as well.
                    Some(_) if parts.may_lose(name, sent) => None,
                    Some(other) => compare(judge, &applying.member(name), value, other, &pointer),
                    None if parts.may_lose(name, sent) => None,
                    None => Some(format!("`{pointer}` is lost")),
                }
            });
            lost.or_else(|| {
                let mut added = received
                    .iter()
                    .filter(|(name, _)| !members.contains_key(*name));
                let added = added.find(|(name, value)| !parts.is_default(name, value));
                added.map(|(name, _)| format!("`{pointer}/{name}` is added"))
            })
        }
        (Value::Array(items), Value::Array(received)) if items.len() == received.len() => {
            // Alternatives that the list does not satisfy say nothing about its items.
            let parts = Parts::of(judge, schemas);
            let applying = Parts {
                judge,
                roots: schemas.to_vec(),
                schemas: parts.applying(sent),
            };
            let mut items = items.iter().zip(received).enumerate();
            items.find_map(|(index, (sent, received))| {
                let pointer = format!("{pointer}/{index}");
                compare(judge, &applying.item(index), sent, received, &pointer)
            })
        }
        (Value::String(sent), Value::String(received)) if same_fraction(sent, received) => None,
        _ if sent == received => None,
        _ => Some(format!("`{pointer}` is {received}, was {sent}")),
    }
}

/// Whether one of the schemas is for numbers, and not about large ones.
fn is_number(schemas: &[&Value]) -> bool {
    let is_large = schemas.iter().any(|it| it.get("x-large").is_some());
    !is_large && schemas.iter().any(|it| it["type"] == "number")
}

/// Whether two texts are the same, or the same time but for zeros at the end of the seconds' fraction.
fn same_fraction(one: &str, other: &str) -> bool {
    let trimmed = |text: &str| {
        let (seconds, fraction) = text.strip_suffix('Z')?.split_once('.')?;
        Some(format!("{seconds}.{}", fraction.trim_end_matches('0')))
    };
    let whole = |text: &str| text.strip_suffix('Z').map(|text| format!("{text}."));
    let normal = |text: &str| trimmed(text).or_else(|| whole(text));
    one == other || one.contains('T') && normal(one).is_some() && normal(one) == normal(other)
}

/// Whether two numbers are equal to the last digit.
fn equal(one: &Number, other: &Number) -> bool {
    let exact = |number: &Number| -> Result<i128, f64> {
        if let Some(integer) = number.as_i128() {
            return Ok(integer);
        }
        let float = number.as_f64().unwrap_or(f64::NAN);
        match float.fract() == 0.0 && float.abs() < 1e30 {
            #[allow(
                clippy::cast_possible_truncation,
                reason = "it is an integer below 1e30"
            )]
            true => Ok(float as i128),
            false => Err(float),
        }
    };
    exact(one) == exact(other)
}

/// Every schema that may apply to a value, whatever alternatives it satisfies.
struct Parts<'a> {
    judge: &'a Judge,
    /// The schemas that apply in any case.
    roots: Vec<&'a Value>,
    schemas: Vec<&'a Value>,
}

impl<'a> Parts<'a> {
    fn of(judge: &'a Judge, schemas: &[&'a Value]) -> Self {
        let mut found: Vec<&Value> = Vec::new();
        let mut open = schemas.to_vec();
        while let Some(schema) = open.pop() {
            if found.iter().any(|it| std::ptr::eq(*it, schema)) {
                continue;
            }
            found.push(schema);
            open.extend(schema["$ref"].as_str().and_then(|it| judge.target(it)));
            for keyword in ["allOf", "oneOf", "anyOf"] {
                open.extend(schema[keyword].as_array().into_iter().flatten());
            }
            open.extend(
                ["if", "then", "else", "not"]
                    .iter()
                    .filter_map(|it| schema.get(it)),
            );
            let dependents = schema["dependentSchemas"].as_object();
            open.extend(dependents.into_iter().flatten().map(|(_, schema)| schema));
        }
        Parts {
            judge,
            roots: schemas.to_vec(),
            schemas: found,
        }
    }

    /// One schema, without those that it refers to.
    fn only(judge: &'a Judge, schema: &'a Value) -> Self {
        Parts {
            judge,
            roots: vec![schema],
            schemas: vec![schema],
        }
    }

    fn member(&self, name: &str) -> Vec<&'a Value> {
        let named = self.schemas.iter().flat_map(|part| {
            let named = part["properties"].get(name).into_iter();
            let patterns = part["patternProperties"].as_object().into_iter().flatten();
            let others = [
                part.get("additionalProperties"),
                part.get("unevaluatedProperties"),
            ];
            named
                .chain(patterns.map(|(_, schema)| schema))
                .chain(others.into_iter().flatten())
        });
        named
            .filter(|schema| **schema != Value::Bool(false))
            .collect()
    }

    fn item(&self, index: usize) -> Vec<&'a Value> {
        let items = self.schemas.iter().flat_map(|part| {
            let item = part["prefixItems"].get(index);
            [
                item,
                part.get("items"),
                part.get("contains"),
                part.get("unevaluatedItems"),
            ]
        });
        items.flatten().collect()
    }

    /// Whether a member of an object may be missing in what came back: no schema describes it, or a response does not have
    /// it. A schema without any names describes every member; one for members of any name describes those of its instances.
    fn may_lose(&self, name: &str, object: &Value) -> bool {
        let schemas = self.member(name);
        let all = Parts::of(self.judge, &schemas).schemas;
        if all.iter().any(|schema| schema["writeOnly"] == true) {
            return true;
        }
        let has_names = self
            .schemas
            .iter()
            .any(|part| part.get("properties").is_some());
        let applying = self.applying(object);
        let is_described = |part: &&Value| !Parts::only(self.judge, part).member(name).is_empty();
        has_names && !applying.iter().any(is_described)
    }

    /// The schemas that an object satisfies, of those that may apply to it: only they say something about it (JSON Schema
    /// 2020-12 Core §7.7.1).
    fn applying(&self, object: &Value) -> Vec<&'a Value> {
        let satisfies = |schema: &&&'a Value| self.judge.satisfies(schema, object);
        let mut found: Vec<&Value> = Vec::new();
        let mut open: Vec<&'a Value> = self.roots.clone();
        while let Some(schema) = open.pop() {
            if found.iter().any(|it| std::ptr::eq(*it, schema)) {
                continue;
            }
            found.push(schema);
            open.extend(schema["$ref"].as_str().and_then(|it| self.judge.target(it)));
            open.extend(schema["allOf"].as_array().into_iter().flatten());
            for keyword in ["oneOf", "anyOf"] {
                let branches = schema[keyword].as_array().into_iter().flatten();
                open.extend(branches.collect::<Vec<_>>().iter().filter(satisfies));
            }
            if let Some(condition) = schema.get("if") {
                let met = self.judge.satisfies(condition, object);
                open.extend(Some(condition).filter(|_| met));
                open.extend(schema.get(if met { "then" } else { "else" }));
            }
            let dependents = schema["dependentSchemas"].as_object().into_iter().flatten();
            let dependents = dependents.filter(|(name, _)| object.get(name.as_str()).is_some());
            open.extend(dependents.map(|(_, schema)| schema));
        }
        found
    }

    fn is_default(&self, name: &str, value: &Value) -> bool {
        let schemas = Parts::of(self.judge, &self.member(name)).schemas;
        let mut defaults = schemas.iter().filter_map(|schema| schema.get("default"));
        // An object that is a default may have members with defaults of their own.
        defaults.any(|default| compare(self.judge, &schemas, default, value, "").is_none())
    }
}

#[test]
fn differences_are_found() {
    use serde_json::{Map, json};

    let schema = json!({
        "type": "object",
        "properties": {
            "id": { "type": "integer" },
            "size": { "type": "number", "default": 0.5 },
            "count": { "type": "integer", "format": "int32", "default": 6 },
            "list": { "type": "array", "items": { "properties": { "a": {} } } },
            "any": {},
            "lists": { "anyOf": [
                { "items": { "properties": { "a": { "type": "integer" } } } },
                { "items": { "properties": { "b": {} } } },
            ] },
        },
        "anyOf": [
            { "properties": { "b": {} } },
            { "required": ["id"] },
            { "properties": { "c": { "type": "integer" } } },
            { "required": ["map"], "additionalProperties": true },
        ],
    });
    let judge = Judge::new(&Map::new(), &schema).unwrap();
    let compared = |sent: Value, received: Value| difference(&judge, &sent, &received);
    let large = 9_007_199_254_740_993_i64;
    for (sent, received) in [
        (json!({ "id": 1 }), json!({ "id": 1.0, "size": 0.5 })),
        (json!({ "id": 1 }), json!({ "id": 1, "count": 6 })),
        (json!({ "id": 1, "unknown": 2 }), json!({ "id": 1 })),
        (json!({ "id": 1, "c": "x" }), json!({ "id": 1 })),
        (
            json!({ "list": [{ "unknown": 2 }] }),
            json!({ "list": [{}] }),
        ),
        (json!({ "lists": [{ "a": "x" }] }), json!({ "lists": [{}] })),
    ] {
        assert_eq!(compared(sent, received), None);
    }
    for (sent, received, expected) in [
        (json!({ "id": 1 }), json!({}), "`/id` is lost"),
        (json!({ "b": 1 }), json!({}), "`/b` is lost"),
        (json!({}), json!({ "size": 0.25 }), "`/size` is added"),
        (json!({}), json!({ "id": null }), "`/id` is added"),
        (
            json!({ "id": large }),
            json!({ "id": large as f64 }),
            "`/id` is 9007199254740992.0, was 9007199254740993",
        ),
        (
            json!({ "list": [{ "a": 1 }] }),
            json!({ "list": [{}] }),
            "`/list/0/a` is lost",
        ),
        (
            json!({ "lists": [{ "a": 1, "b": 2 }] }),
            json!({ "lists": [{ "b": 2 }] }),
            "`/lists/0/a` is lost",
        ),
        (
            json!({ "list": [{}] }),
            json!({ "list": [] }),
            "`/list` is [], was [{}]",
        ),
        (
            json!({ "any": { "x": 1 } }),
            json!({ "any": {} }),
            "`/any/x` is lost",
        ),
        (json!({ "any": null }), json!({}), "`/any` is lost"),
        (
            json!({ "map": 1, "x": 2 }),
            json!({ "map": 1 }),
            "`/x` is lost",
        ),
    ] {
        assert_eq!(compared(sent, received).as_deref(), Some(expected));
    }
}

#[test]
fn one_sided_members_are_left_out_at_any_depth() {
    use serde_json::{Map, json};

    let id = json!({ "type": "integer", "readOnly": true });
    let item = json!({ "properties": { "id": id, "name": { "type": "string" } } });
    let components: Map<String, Value> = [("Id".to_owned(), id), ("Item".to_owned(), item)]
        .into_iter()
        .collect();
    let schema = json!({
        "allOf": [{ "properties": { "password": { "writeOnly": true } } }],
        "properties": {
            "id": { "$ref": "#/components/schemas/Id" },
            "items": { "type": "array", "items": { "$ref": "#/components/schemas/Item" } },
            "map": { "additionalProperties": { "$ref": "#/components/schemas/Item" } },
        },
    });
    let judge = Judge::new(&components, &schema).unwrap();
    let value = json!({
        "id": 1,
        "password": "x",
        "items": [{ "id": 2, "name": "y" }],
        "map": { "id": { "id": 3, "name": "z" } },
        "other": { "id": 4 },
    });
    assert_eq!(
        without_one_sided(&judge, &value),
        json!({
            "items": [{ "name": "y" }],
            "map": { "id": { "name": "z" } },
            "other": { "id": 4 },
        })
    );
}
