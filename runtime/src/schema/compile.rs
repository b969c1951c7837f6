//! Compiling schemas: from JSON to the form of [`rules`](super::rules).

use std::sync::OnceLock;

use serde_json::{Map, Value};

use super::super::json::Tree;
use super::engine::Pattern;
use super::format::Format;
use super::number;
use super::rules::{key, position, Contains};
use super::rules::{Arrays, Choices, Member, Numbers, Objects, Schema, Strings, Values};
use super::rules::{Bound, BoundKind, Combination, Discriminator, Reference};
use super::types::TypeSet;

impl Schema {
    /// Compiles a schema of the contract's dialect: JSON Schema 2020-12 in which `$ref` is the bare name of a schema.
    ///
    /// Unknown keywords, and those whose value has the wrong type, are ignored.
    pub fn compile(json: &Value) -> Self {
        let Value::Object(json) = json else {
            return Self {
                never: *json == Value::Bool(false),
                broken: !json.is_boolean(),
                ..Self::default()
            };
        };
        let array = Arrays::compile(json);
        let object = Objects::compile(json);
        let combination = Combination::compile(json);
        let branches = combination.is_some()
            || array.as_ref().is_some_and(|array| array.contains.is_some())
            || object.as_ref().is_some_and(|object| {
                !object.patterns.is_empty() || !object.dependent_schemas.is_empty()
            });
        let tracks = array
            .as_ref()
            .is_some_and(|array| array.unevaluated.is_some())
            || object
                .as_ref()
                .is_some_and(|object| object.unevaluated.is_some());
        Self {
            types: json.get("type").map(TypeSet::named),
            reference: json.get("$ref").and_then(Value::as_str).map(Reference::new),
            values: Values::compile(json).map(Box::new),
            number: Numbers::compile(json).map(Box::new),
            string: Strings::compile(json).map(Box::new),
            array: array.map(Box::new),
            object: object.map(Box::new),
            combination: combination.map(Box::new),
            tracks,
            branches,
            read_only: json.get("readOnly") == Some(&Value::Bool(true)),
            write_only: json.get("writeOnly") == Some(&Value::Bool(true)),
            default: json.get("default").cloned().map(Box::new),
            ..Self::default()
        }
    }

    /// The schema whose text cannot be read.
    pub(super) fn broken() -> Self {
        Self {
            broken: true,
            ..Self::default()
        }
    }
}

impl Reference {
    fn new(name: &str) -> Self {
        Self {
            name: name.into(),
            number: OnceLock::new(),
        }
    }
}

impl Values {
    fn compile(json: &Map<String, Value>) -> Option<Self> {
        let choices = json.get("enum").and_then(Value::as_array).map(|listed| {
            let mut strings: Vec<Box<str>> = listed
                .iter()
                .filter_map(Value::as_str)
                .map(Box::from)
                .collect();
            strings.sort_unstable();
            Choices {
                listed: Tree::from(&Value::from(listed.clone())),
                strings,
            }
        });
        let constant = json.get("const").map(Tree::from);
        (choices.is_some() || constant.is_some()).then_some(Self { constant, choices })
    }
}

impl Numbers {
    const KEYWORDS: [&str; 6] = [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "format",
    ];

    fn compile(json: &Map<String, Value>) -> Option<Self> {
        let number = |keyword: &str| json.get(keyword).and_then(Value::as_number).cloned();
        let bound = |kind: BoundKind| {
            let limit = number(kind.keyword())?;
            Some(Bound { kind, limit })
        };
        has_any(json, &Self::KEYWORDS).then(|| Self {
            bounds: BoundKind::ALL.into_iter().filter_map(bound).collect(),
            multiple: number("multipleOf"),
            format: Format::of_numbers(text(json, "format")),
        })
    }
}

impl Strings {
    fn compile(json: &Map<String, Value>) -> Option<Self> {
        has_any(json, &["minLength", "maxLength", "pattern", "format"]).then(|| Self {
            shortest: count(json, "minLength").unwrap_or(0),
            longest: count(json, "maxLength"),
            pattern: json
                .get("pattern")
                .and_then(Value::as_str)
                .map(Pattern::new),
            format: Format::of_strings(text(json, "format")),
        })
    }
}

impl Arrays {
    const KEYWORDS: [&str; 7] = [
        "prefixItems",
        "items",
        "contains",
        "minItems",
        "maxItems",
        "uniqueItems",
        "unevaluatedItems",
    ];

    fn compile(json: &Map<String, Value>) -> Option<Self> {
        has_any(json, &Self::KEYWORDS).then(|| Self {
            prefix: schemas(json, "prefixItems"),
            items: schema(json, "items"),
            contains: schema(json, "contains").map(|schema| Contains {
                schema,
                fewest: count(json, "minContains").unwrap_or(1),
                most: count(json, "maxContains"),
            }),
            fewest: count(json, "minItems").unwrap_or(0),
            most: count(json, "maxItems"),
            unique: json.get("uniqueItems") == Some(&Value::Bool(true)),
            unevaluated: schema(json, "unevaluatedItems"),
        })
    }
}

impl Objects {
    const KEYWORDS: [&str; 10] = [
        "properties",
        "required",
        "patternProperties",
        "additionalProperties",
        "propertyNames",
        "minProperties",
        "maxProperties",
        "dependentRequired",
        "dependentSchemas",
        "unevaluatedProperties",
    ];

    fn compile(json: &Map<String, Value>) -> Option<Self> {
        has_any(json, &Self::KEYWORDS).then(|| {
            let required = json.get("required").map(names).unwrap_or_default();
            let patterns = entries(json, "patternProperties");
            let dependents = entries(json, "dependentSchemas");
            Self {
                members: members(json, &required),
                required,
                patterns: patterns
                    .map(|(name, json)| (Pattern::new(name), Schema::compile(json)))
                    .collect(),
                additional: schema(json, "additionalProperties"),
                names: schema(json, "propertyNames"),
                fewest: count(json, "minProperties").unwrap_or(0),
                most: count(json, "maxProperties"),
                dependent_required: entries(json, "dependentRequired")
                    .map(|(name, json)| (name.into(), names(json)))
                    .collect(),
                dependent_schemas: dependents
                    .map(|(name, json)| (name.into(), Schema::compile(json)))
                    .collect(),
                unevaluated: schema(json, "unevaluatedProperties"),
            }
        })
    }
}

fn members(json: &Map<String, Value>, required: &[Box<str>]) -> Vec<Member> {
    let declared = entries(json, "properties").map(|(name, json)| Member {
        key: key(name),
        name: name.into(),
        required: false,
        schema: Some(Schema::compile(json)),
    });
    let mut members: Vec<_> = declared.collect();
    members.sort_unstable_by(|a, b| (a.key, &a.name).cmp(&(b.key, &b.name)));
    for name in required {
        match position(&members, key(name), name) {
            Ok(at) => {
                if let Some(member) = members.get_mut(at) {
                    member.required = true;
                }
            }
            Err(at) => members.insert(
                at,
                Member {
                    key: key(name),
                    name: name.clone(),
                    required: true,
                    schema: None,
                },
            ),
        }
    }
    members
}

impl Combination {
    const KEYWORDS: [&str; 5] = ["allOf", "anyOf", "oneOf", "not", "if"];

    fn compile(json: &Map<String, Value>) -> Option<Self> {
        has_any(json, &Self::KEYWORDS).then(|| Self {
            all: schemas(json, "allOf"),
            any: schemas(json, "anyOf"),
            one: schemas(json, "oneOf"),
            not: schema(json, "not"),
            condition: schema(json, "if"),
            then: schema(json, "then"),
            otherwise: schema(json, "else"),
            discriminator: json.get("discriminator").and_then(Discriminator::compile),
        })
    }
}

impl Discriminator {
    fn compile(json: &Value) -> Option<Self> {
        let mapping = json.get("mapping").and_then(Value::as_object);
        let mapping = mapping.into_iter().flatten();
        Some(Self {
            property: json.get("propertyName")?.as_str()?.into(),
            mapping: mapping
                .filter_map(|(value, name)| Some((value.as_str().into(), name.as_str()?.into())))
                .collect(),
            default: json
                .get("defaultMapping")
                .and_then(Value::as_str)
                .map(Into::into),
            exact: json.get("exact").and_then(Value::as_bool) == Some(true),
        })
    }
}

fn has_any(json: &Map<String, Value>, keywords: &[&str]) -> bool {
    keywords.iter().any(|keyword| json.contains_key(*keyword))
}

fn schema(json: &Map<String, Value>, keyword: &str) -> Option<Schema> {
    json.get(keyword).map(Schema::compile)
}

fn schemas(json: &Map<String, Value>, keyword: &str) -> Vec<Schema> {
    let list = json.get(keyword).and_then(Value::as_array);
    list.into_iter().flatten().map(Schema::compile).collect()
}

fn entries<'a>(
    json: &'a Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = (&'a str, &'a Value)> {
    let map = json.get(keyword).and_then(Value::as_object);
    map.into_iter()
        .flatten()
        .map(|(name, json)| (name.as_str(), json))
}

fn text<'a>(json: &'a Map<String, Value>, keyword: &str) -> &'a str {
    json.get(keyword)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

/// A list of names, each once.
fn names(json: &Value) -> Vec<Box<str>> {
    let mut names: Vec<Box<str>> = Vec::new();
    for name in json
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
    {
        if !names.iter().any(|known| **known == *name) {
            names.push(name.into());
        }
    }
    names
}

/// A count, which may be written `2.0`. One that does not fit is `usize::MAX`, which no value reaches.
fn count(json: &Map<String, Value>, keyword: &str) -> Option<usize> {
    let value = number::integer(json.get(keyword)?.as_number()?)?;
    (value >= 0).then(|| usize::try_from(value).unwrap_or(usize::MAX))
}
