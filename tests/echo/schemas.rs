//! Random schemas of each kind, and a document that has them as bodies.

use serde_json::{Map, Value, json};

use crate::kinds::Kind;
use crate::random::Random;

/// A schema of the document, with the components that only it refers to.
pub struct Subject {
    pub kind: Kind,
    /// The name of its component.
    pub name: String,
    pub components: Map<String, Value>,
}

/// Few names, so that the parts of a schema have members in common.
const NAMES: &[&str] = &[
    "id", "name", "size", "tags", "state", "owner", "next", "value",
];

/// Names that are no Rust names, or are equal when respelled.
const ODD_NAMES: &[&str] = &[
    "type", "a-b", "aB", "a_b", "AB", "", "$x", "1st", "größe", "self", "a b", "x\"y", "a/b~c",
];

/// Patterns, and texts that match each.
pub const PATTERNS: &[(&str, &[&str])] = &[
    ("^[a-z]{2,4}$", &["ab", "abcd", "xyz"]),
    ("^x-", &["x-1", "x-note", "x-é"]),
    ("[0-9]", &["a1", "7", "2nd", "a\n3"]),
    ("^\\w+\\s\\w+$", &["a b", "two words"]),
];

/// Formats, and texts that have each, spelled as they are usually written.
pub const FORMATS: &[(&str, &[&str])] = &[
    ("date", &["2024-02-29", "0001-01-01", "9999-12-31"]),
    (
        "date-time",
        &[
            "2024-02-29T12:30:00Z",
            "1996-12-19T16:39:57.250Z",
            "1990-12-31T23:59:59.123456789Z",
        ],
    ),
    (
        "uuid",
        &[
            "6f8f57f7-14a8-4c9b-93a4-7f1c3f6d3b1a",
            "00000000-0000-0000-0000-000000000000",
        ],
    ),
    ("byte", &["", "aGk=", "AAECAwQ="]),
    ("email", &["a@example.com"]),
    ("uri", &["https://example.com/a?b=c#d"]),
];

/// Other texts of the formats, which have the same value as another text.
pub const SPELLINGS: &[(&str, &[&str])] = &[
    (
        "date-time",
        &[
            "1996-12-19T16:39:57-08:00",
            "2024-02-29T12:30:00+00:00",
            "2024-02-29T12:30:00-00:00",
            "1985-04-12T23:20:50.520Z",
            "1985-04-12t23:20:50z",
            "1998-12-31T23:59:60Z",
        ],
    ),
    ("uuid", &["6F8F57F7-14A8-4C9B-93A4-7F1C3F6D3B1A"]),
];

/// A random schema of a kind; the kinds are those that a mixed one may have in it.
pub fn subject(kind: Kind, kinds: &[Kind], name: String, random: &mut Random) -> Subject {
    let mut maker = Maker {
        random,
        kinds,
        is_mixed: kind == Kind::Mixed,
        name: &name,
        components: Map::new(),
    };
    let schema = maker.of(kind, 2);
    let mut components = maker.components;
    components.shift_insert(0, name.clone(), schema);
    Subject {
        kind,
        name,
        components,
    }
}

/// A document with an operation for each schema, `POST /echoN`, whose request and response have it.
pub fn document(
    version: &str,
    components: Map<String, Value>,
    schemas: impl Iterator<Item = Value>,
) -> Value {
    let operation = |(index, schema): (usize, Value)| {
        let content = json!({ "application/json": { "schema": schema } });
        let operation = json!({
            "operationId": format!("echo{index}"),
            "requestBody": { "required": true, "content": content },
            "responses": { "200": { "description": "What was sent.", "content": content } },
        });
        (format!("/echo{index}"), json!({ "post": operation }))
    };
    let paths: Map<String, Value> = schemas.enumerate().map(operation).collect();
    json!({
        "openapi": version,
        "info": { "title": "Echo", "version": "1" },
        "paths": paths,
        "components": { "schemas": components },
    })
}

/// A reference to a component.
pub fn reference(name: &str) -> Value {
    let name = name.replace('~', "~0").replace('/', "~1");
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// Makes the schemas of one subject.
struct Maker<'a> {
    random: &'a mut Random,
    kinds: &'a [Kind],
    is_mixed: bool,
    name: &'a str,
    components: Map<String, Value>,
}

impl Maker<'_> {
    fn of(&mut self, kind: Kind, depth: usize) -> Value {
        match kind {
            Kind::Scalars => self.scalar(),
            Kind::Objects => self.object(depth, NAMES),
            Kind::Lists => self.list(depth),
            Kind::Maps => json!({ "type": "object", "additionalProperties": self.inner(depth) }),
            Kind::NamedAndOtherMembers => self.named_and_others(depth),
            Kind::Tuples => self.tuple(depth),
            Kind::Enums => self.enumeration(),
            Kind::Constants => self.constant(),
            Kind::Nullable => self.nullable(depth),
            Kind::Defaults => self.defaults(),
            Kind::Untyped => self.untyped(depth),
            Kind::SeveralTypes => {
                json!({ "type": self.some(&["string", "integer", "boolean", "number", "null"], 2) })
            }
            Kind::MemberNames => self.object(depth, ODD_NAMES),
            Kind::Formats => self.formats(),
            Kind::FormatSpellings => {
                let (format, _) = *self.random.pick(SPELLINGS);
                json!({ "type": "string", "format": format, "x-spellings": true })
            }
            Kind::LargeIntegers => self.large_integer(),
            Kind::LargeNumbers => {
                let number = json!({ "type": "number", "x-large": true });
                json!({ "type": "object", "required": ["id"], "properties": { "id": number } })
            }
            Kind::Recursion => self.recursion(depth),
            Kind::NullableRecursion => {
                let mut object = self.object_of(&["name"], depth);
                object["properties"]["next"] = reference(self.name);
                json!({ self.union(): [self.component(object), { "type": "null" }] })
            }
            Kind::ReferenceSiblings => self.reference_siblings(depth),
            Kind::AllOfObjects => self.all_of_objects(depth),
            Kind::AllOfSameMember => self.all_of_same_member(depth),
            Kind::AllOfScalars => self.all_of_scalars(),
            Kind::AllOfUnions => self.all_of_unions(depth),
            Kind::OneOfTypes => {
                let types = [
                    json!({ "type": "string" }),
                    json!({ "type": "integer" }),
                    json!({ "type": "boolean" }),
                    self.list(0),
                    self.object(depth, NAMES),
                ];
                json!({ "oneOf": self.some(&types, 2) })
            }
            Kind::OneOfObjects => json!({ "oneOf": self.told_apart(depth) }),
            Kind::OneOfTagged => self.tagged("oneOf", depth),
            Kind::OneOfOverlapping => self.one_of_overlapping(depth),
            Kind::AnyOfObjects => json!({ "anyOf": self.objects(depth) }),
            Kind::AnyOfScalars => self.any_of_scalars(),
            Kind::AnyOfLists => self.any_of_lists(depth),
            Kind::AnyOfUnions => self.any_of_unions(depth),
            Kind::AnyOfTagged => self.tagged("anyOf", depth),
            Kind::UnionBesideMembers => self.union_beside_members(depth),
            Kind::UnionBesideMap => self.union_beside_map(depth),
            Kind::UnionsBesideEachOther => self.unions_beside_each_other(depth),
            Kind::UnionOfUnions => self.union_of_unions(depth),
            Kind::UnionOfMaps => self.union_of_maps(depth),
            Kind::UnionOfLists => self.union_of_lists(depth),
            Kind::UnionWithNull => {
                let keyword = self.union();
                let alternative = self.object(depth, NAMES);
                json!({ keyword: [self.maybe_component(alternative), { "type": "null" }] })
            }
            Kind::UnionOfRequired => self.union_of_required(depth),
            Kind::Conditions => self.condition(depth),
            Kind::PatternProperties => self.pattern_properties(depth),
            Kind::Unevaluated => self.unevaluated(depth),
            Kind::Dependents => self.dependents(depth),
            Kind::Inheritance => self.inheritance(depth),
            Kind::Mixed => {
                let kinds: Vec<Kind> = self
                    .kinds
                    .iter()
                    .copied()
                    .filter(|kind| *kind != Kind::Mixed)
                    .collect();
                let kind = Kind::pick(self.random, &kinds);
                self.of(kind, depth)
            }
        }
    }

    /// A schema in another: plain, except in mixed schemas.
    fn inner(&mut self, depth: usize) -> Value {
        if depth == 0 {
            return self.scalar();
        }
        if self.is_mixed && self.random.one_in(2) {
            let schema = self.of(Kind::Mixed, depth - 1);
            return self.maybe_component(schema);
        }
        match self.random.below(9) {
            0..=4 => self.scalar(),
            5 => self.enumeration(),
            6 => self.list(depth - 1),
            _ => {
                let schema = self.object(depth - 1, NAMES);
                self.maybe_component(schema)
            }
        }
    }

    /// Some items of a list in random order, `least` or more.
    fn some<T: Clone>(&mut self, list: &[T], least: usize) -> Vec<T> {
        let mut left = list.to_vec();
        let count = least + self.random.below(list.len() + 1 - least).min(3);
        (0..count)
            .map(|_| left.remove(self.random.below(left.len())))
            .collect()
    }

    fn union(&mut self) -> &'static str {
        self.random.pick::<&str>(&["oneOf", "anyOf"])
    }

    /// A new component with that schema, as a reference.
    fn component(&mut self, schema: Value) -> Value {
        let name = format!("{}Part{}", self.name, self.components.len());
        self.components.insert(name.clone(), schema);
        reference(&name)
    }

    /// The schema, or a reference to it.
    fn maybe_component(&mut self, schema: Value) -> Value {
        match self.random.one_in(2) {
            true => self.component(schema),
            false => schema,
        }
    }

    fn scalar(&mut self) -> Value {
        let mut schema = match self.random.below(8) {
            0..=3 => json!({ "type": "string" }),
            4 | 5 => json!({ "type": "integer" }),
            6 => json!({ "type": "number" }),
            _ => return json!({ "type": "boolean" }),
        };
        let bounds = match schema["type"].as_str() {
            Some("string") => match self.random.below(8) {
                0 => json!({ "minLength": 1 + self.random.below(3) }),
                1 => json!({ "minLength": 1, "maxLength": 1 + self.random.below(20) }),
                2 => json!({ "pattern": self.random.pick(PATTERNS).0 }),
                _ => json!({}),
            },
            Some("integer") => match self.random.below(8) {
                0 => json!({ "minimum": self.random.below(3) as i64 - 1 }),
                1 => json!({ "minimum": 0, "maximum": self.random.pick(&[1_u64, 255, 65_536]) }),
                2 => json!({ "format": self.random.pick(&["int32", "int64"]) }),
                3 => json!({ "multipleOf": self.random.pick(&[1, 2, 10]) }),
                4 => json!({ "exclusiveMinimum": -5, "exclusiveMaximum": 5 }),
                _ => json!({}),
            },
            _ => match self.random.below(6) {
                0 => json!({ "minimum": -0.5 }),
                1 => json!({ "exclusiveMinimum": 0, "maximum": 1 }),
                2 => json!({ "multipleOf": 0.5 }),
                3 => json!({ "format": "double" }),
                _ => json!({}),
            },
        };
        extend(&mut schema, bounds);
        schema
    }

    /// An object with some of the names.
    fn object(&mut self, depth: usize, names: &[&str]) -> Value {
        let names = self.some(names, 1);
        self.object_of(&names, depth)
    }

    /// An object with these names, some of them required.
    fn object_of(&mut self, names: &[&str], depth: usize) -> Value {
        let mut schema = json!({ "type": "object", "properties": {} });
        for name in names {
            schema["properties"][*name] = self.inner(depth);
        }
        let required = self.required(names);
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        if self.random.one_in(8) {
            schema["additionalProperties"] = false.into();
        }
        schema
    }

    fn required<'n>(&mut self, names: &[&'n str]) -> Vec<&'n str> {
        let names = names.iter().copied();
        names.filter(|_| self.random.one_in(2)).collect()
    }

    fn list(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "array", "items": self.inner(depth) });
        let bounds = match self.random.below(8) {
            0 => json!({ "minItems": 1 }),
            1 => json!({ "maxItems": 2 }),
            2 => json!({ "uniqueItems": true }),
            _ => json!({}),
        };
        extend(&mut schema, bounds);
        schema
    }

    fn named_and_others(&mut self, depth: usize) -> Value {
        let mut schema = self.object(depth, NAMES);
        schema["additionalProperties"] = match self.random.below(4) {
            0 => true.into(),
            1 => json!({}),
            _ => self.inner(depth),
        };
        schema
    }

    fn tuple(&mut self, depth: usize) -> Value {
        let count = 1 + self.random.below(3);
        let items: Vec<Value> = (0..count).map(|_| self.inner(depth)).collect();
        let mut schema = json!({ "type": "array", "prefixItems": items });
        if self.random.one_in(2) {
            schema["minItems"] = (1 + self.random.below(count)).into();
        }
        match self.random.below(3) {
            0 => schema["items"] = false.into(),
            1 => schema["items"] = self.inner(0),
            _ => {}
        }
        schema
    }

    fn enumeration(&mut self) -> Value {
        match self.random.below(5) {
            0 | 1 => {
                let values = ["red", "green", "dark-blue", "", "Red", "größe", "2", "null"];
                json!({ "type": "string", "enum": self.some(&values, 1) })
            }
            2 => {
                json!({ "type": "integer", "enum": self.some(&[0, 1, -1, 200, 404, i64::MAX], 1) })
            }
            3 => {
                let mut values = json!(self.some(&["red", "green", "blue"], 1));
                values.as_array_mut().unwrap().push(Value::Null);
                json!({ "type": ["string", "null"], "enum": values })
            }
            _ => {
                let values = [
                    json!("a"),
                    json!(1),
                    json!(2.5),
                    json!(true),
                    json!({ "a": 1 }),
                    json!([1]),
                    Value::Null,
                ];
                json!({ "enum": self.some(&values, 2) })
            }
        }
    }

    fn constant(&mut self) -> Value {
        let constants = [
            json!("fixed"),
            json!(1),
            json!(0.1),
            json!(true),
            Value::Null,
            json!(["a"]),
            json!({ "a": 1 }),
        ];
        let constant = json!({ "const": self.random.pick(&constants) });
        json!({ "type": "object", "required": ["id"], "properties": { "id": constant, "name": self.inner(0) } })
    }

    fn nullable(&mut self, depth: usize) -> Value {
        let mut schema = self.object(depth, NAMES);
        let members = schema["properties"].as_object_mut().unwrap();
        for member in members.values_mut() {
            match member.get("type") {
                Some(Value::String(_)) if member.get("enum").is_none() => {
                    let name = member["type"].take();
                    member["type"] = json!([name, "null"]);
                }
                _ => *member = json!({ self.union(): [member.take(), { "type": "null" }] }),
            }
        }
        if self.random.one_in(3) {
            schema["type"] = json!(["object", "null"]);
        }
        schema
    }

    fn defaults(&mut self) -> Value {
        let members = [
            ("id", json!({ "type": "integer", "default": 5 })),
            ("name", json!({ "type": "string", "default": "x" })),
            ("size", json!({ "type": "number", "default": 0.1 })),
            (
                "tags",
                json!({ "type": "array", "items": { "type": "string" }, "default": ["a"] }),
            ),
            (
                "state",
                json!({ "type": "string", "enum": ["on", "off"], "default": "on" }),
            ),
            (
                "value",
                json!({ "type": ["string", "null"], "default": null }),
            ),
            ("next", json!({ "type": "boolean", "default": true })),
        ];
        let members: Map<String, Value> = self
            .some(&members, 1)
            .into_iter()
            .map(|(name, member)| (name.to_owned(), member))
            .collect();
        let names: Vec<&str> = members.keys().map(String::as_str).collect();
        let required = match self.random.one_in(3) {
            true => self.required(&names),
            false => Vec::new(),
        };
        json!({ "type": "object", "required": required, "properties": members })
    }

    fn untyped(&mut self, depth: usize) -> Value {
        match self.random.below(4) {
            0 => json!({}),
            1 => json!({ "type": "object", "properties": { "value": true, "id": self.inner(0) } }),
            2 => json!({ "type": "array", "items": {} }),
            _ => {
                let mut schema = self.object(depth, NAMES);
                schema.as_object_mut().unwrap().shift_remove("type");
                schema
            }
        }
    }

    fn formats(&mut self) -> Value {
        let (format, _) = *self.random.pick(FORMATS);
        let text = json!({ "type": "string", "format": format });
        match self.random.below(3) {
            0 => text,
            1 => json!({ "type": "array", "items": text }),
            _ => {
                json!({ "type": "object", "required": ["at"], "properties": { "at": text, "id": text } })
            }
        }
    }

    fn large_integer(&mut self) -> Value {
        let bounds = match self.random.below(4) {
            0 => json!({ "minimum": 0 }),
            1 => json!({ "minimum": 0, "maximum": u64::MAX }),
            2 => json!({ "format": "uint64" }),
            _ => json!({}),
        };
        let mut schema = json!({ "type": "integer" });
        extend(&mut schema, bounds);
        // The generator of instances uses large numbers only for schemas with `x-large`.
        schema["x-large"] = true.into();
        json!({ "type": "object", "required": ["id"], "properties": { "id": schema } })
    }

    fn recursion(&mut self, depth: usize) -> Value {
        let itself = reference(self.name);
        let link = match self.random.below(5) {
            0 => itself,
            1 => json!({ "type": "array", "items": itself }),
            2 => json!({ "type": "object", "additionalProperties": itself }),
            3 => json!({ "oneOf": [itself, { "type": "null" }] }),
            _ => {
                let member = json!({ "type": "object", "properties": { "up": itself } });
                self.component(member)
            }
        };
        let mut schema = self.object_of(&["name"], depth);
        schema["properties"]["next"] = link;
        schema
    }

    fn reference_siblings(&mut self, depth: usize) -> Value {
        let target = self.object(depth, &NAMES[..3]);
        let mut schema = self.component(target);
        let sibling = match self.random.below(4) {
            0 => json!({ "required": [self.random.pick(&NAMES[..3])] }),
            1 => json!({ "type": "object", "properties": { "owner": self.inner(0) } }),
            2 => json!({ "description": "Another text.", "deprecated": true }),
            _ => json!({ "minProperties": 1 }),
        };
        extend(&mut schema, sibling);
        schema
    }

    /// Two or three objects with names of their own.
    fn disjoint(&mut self, depth: usize) -> Vec<Value> {
        let count = 2 + self.random.below(2);
        let groups = [&NAMES[..2], &NAMES[2..4], &NAMES[4..6]];
        let groups = &groups[..count];
        let objects = groups.iter().map(|names| {
            let mut object = self.object(depth, names);
            object
                .as_object_mut()
                .unwrap()
                .shift_remove("additionalProperties");
            self.maybe_component(object)
        });
        objects.collect()
    }

    /// Two or three objects with names in common.
    fn objects(&mut self, depth: usize) -> Vec<Value> {
        let count = 2 + self.random.below(2);
        let objects = (0..count).map(|_| {
            let object = self.object(depth, &NAMES[..4]);
            self.maybe_component(object)
        });
        objects.collect()
    }

    fn all_of_objects(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "allOf": self.disjoint(depth) });
        if self.random.one_in(2) {
            let own = self.object(depth, &NAMES[6..]);
            extend(&mut schema, own);
            schema
                .as_object_mut()
                .unwrap()
                .shift_remove("additionalProperties");
        }
        schema
    }

    fn all_of_same_member(&mut self, depth: usize) -> Value {
        let (one, other) = match self.random.below(7) {
            0 => (json!({ "type": "string" }), json!({ "enum": ["a", "b"] })),
            1 => (json!({ "type": "integer" }), json!({ "minimum": 3 })),
            2 => (json!({ "type": "number" }), json!({ "type": "integer" })),
            3 => (
                json!({ "type": ["string", "null"] }),
                json!({ "type": "string" }),
            ),
            4 => (json!({}), self.inner(depth)),
            5 => (self.object(0, &NAMES[..3]), self.object(0, &NAMES[3..])),
            _ => (
                json!({ "type": "array", "items": { "type": "string" } }),
                json!({ "type": "array", "items": { "minLength": 1 }, "minItems": 1 }),
            ),
        };
        let mut parts = self.disjoint(depth);
        let mut first = json!({ "type": "object", "properties": { "value": one } });
        let mut second = json!({ "type": "object", "properties": { "value": other } });
        if self.random.one_in(2) {
            first["required"] = json!(["value"]);
        }
        // A closed object in it would leave no room.
        for part in [&mut first, &mut second] {
            let part = part.take();
            parts.push(self.maybe_component(part));
        }
        json!({ "allOf": parts[parts.len() - 3..] })
    }

    fn all_of_scalars(&mut self) -> Value {
        let parts = match self.random.below(5) {
            0 => json!([{ "type": "string", "minLength": 1 }, { "maxLength": 9 }]),
            1 => json!([{ "type": "integer" }, { "type": "number", "minimum": 0 }]),
            2 => json!([{ "type": "string" }, { "enum": ["a", "b", 1] }]),
            3 => json!([{ "type": "array", "items": { "type": "string" } }, { "minItems": 1 }]),
            _ => json!([{ "type": ["string", "null"] }, { "type": ["string", "integer"] }]),
        };
        let mut parts = parts.as_array().unwrap().clone();
        parts[0] = self.maybe_component(parts[0].clone());
        json!({ "allOf": parts })
    }

    fn all_of_unions(&mut self, depth: usize) -> Value {
        let union = self.union();
        let first = json!({ union: self.told_apart(depth) });
        let other = match self.random.one_in(2) {
            true => json!({ "type": "object", "properties": { "owner": self.inner(depth) } }),
            false => json!({ self.union(): [
                { "type": "object", "required": ["up"], "properties": { "up": self.inner(0) } },
                { "type": "object", "required": ["down"], "properties": { "down": self.inner(0) } },
            ] }),
        };
        let parts = [first, other].map(|part| self.maybe_component(part));
        json!({ "allOf": parts })
    }

    /// Objects of which a constant member says which one a value is.
    fn told_apart(&mut self, depth: usize) -> Vec<Value> {
        let objects = ["cat", "dog", "fish"][..2 + self.random.below(2)].iter();
        let objects: Vec<Value> = objects
            .map(|tag| {
                let mut object = self.open_object(depth);
                object["properties"]["kind"] = json!({ "const": tag });
                require(&mut object, "kind");
                self.maybe_component(object)
            })
            .collect();
        objects
    }

    /// An object that leaves room for members of others.
    fn open_object(&mut self, depth: usize) -> Value {
        let mut object = self.object(depth, &NAMES[..4]);
        object
            .as_object_mut()
            .unwrap()
            .shift_remove("additionalProperties");
        object
    }

    fn tagged(&mut self, union: &str, depth: usize) -> Value {
        let is_mapped = self.random.one_in(3);
        let has_constants = self.random.one_in(2);
        let mut mapping = Map::new();
        let alternatives: Vec<Value> = ["cat", "dog", "fish"][..2 + self.random.below(2)]
            .iter()
            .map(|tag| {
                let mut object = self.open_object(depth);
                let name = format!("{}Part{}", self.name, self.components.len());
                let value = if is_mapped { *tag } else { &name };
                object["properties"]["kind"] = match has_constants {
                    true => json!({ "type": "string", "enum": [value] }),
                    false => json!({ "type": "string" }),
                };
                require(&mut object, "kind");
                let reference = self.component(object);
                mapping.insert((*tag).to_owned(), reference["$ref"].clone());
                reference
            })
            .collect();
        let mut schema =
            json!({ union: alternatives, "discriminator": { "propertyName": "kind" } });
        if is_mapped {
            schema["discriminator"]["mapping"] = mapping.into();
        }
        schema
    }

    fn one_of_overlapping(&mut self, depth: usize) -> Value {
        match self.random.below(3) {
            // The second has a member more.
            0 => {
                let mut second = self.object_of(&["id", "name", "size"], depth);
                require(&mut second, "size");
                let first = json!({ "type": "object", "required": ["id"], "additionalProperties": false, "properties": {
                    "id": self.inner(0), "name": self.inner(0),
                } });
                json!({ "oneOf": [self.maybe_component(first), self.maybe_component(second)] })
            }
            // The same member, of different types.
            1 => {
                let of = |name: &str| {
                    json!({ "type": "object", "required": ["value"], "properties": {
                        "value": { "type": name }, "id": { "type": "integer" },
                    } })
                };
                json!({ "oneOf": [of("string"), of("integer"), of("boolean")] })
            }
            // Different required members of equal objects.
            _ => {
                let mut first = self.open_object(depth);
                let mut second = first.clone();
                for (object, name) in [(&mut first, "up"), (&mut second, "down")] {
                    object["properties"][name] = self.inner(0);
                    require(object, name);
                }
                json!({ "oneOf": [first, second] })
            }
        }
    }

    fn any_of_scalars(&mut self) -> Value {
        let alternatives = [
            json!({ "type": "string", "enum": ["red", "green"] }),
            json!({ "type": "string" }),
            json!({ "type": "string", "format": "date" }),
            json!({ "type": "integer" }),
            json!({ "type": "number" }),
            json!({ "type": "boolean" }),
            json!({ "type": "string", "maxLength": 3 }),
        ];
        json!({ "anyOf": self.some(&alternatives, 2) })
    }

    fn union_beside_members(&mut self, depth: usize) -> Value {
        let mut schema = self.object(depth, &NAMES[4..]);
        schema
            .as_object_mut()
            .unwrap()
            .shift_remove("additionalProperties");
        let union = self.union();
        schema[union] = match union {
            "oneOf" => self.told_apart(depth).into(),
            _ => self.disjoint(depth).into(),
        };
        if self.random.one_in(3) {
            // A member that the alternatives have as well.
            schema["properties"]["id"] = json!({});
        }
        schema
    }

    fn union_beside_map(&mut self, depth: usize) -> Value {
        let mut schema = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        let alternative = |name: &str, inner: Value| json!({ "type": "object", "required": [name], "properties": { name: inner } });
        let strings = json!({ "type": "string" });
        let union = self.union();
        schema[union] = json!([
            alternative("up", strings.clone()),
            alternative("down", strings)
        ]);
        if self.random.one_in(2) {
            schema["properties"] = json!({ "id": self.inner(depth) });
        }
        schema
    }

    fn unions_beside_each_other(&mut self, depth: usize) -> Value {
        let alternative = |name: &str, inner: Value| json!({ "type": "object", "required": [name], "properties": { name: inner } });
        json!({
            "type": "object",
            "oneOf": self.told_apart(depth),
            "anyOf": [alternative("up", self.inner(0)), alternative("down", self.inner(0))],
        })
    }

    fn union_of_unions(&mut self, depth: usize) -> Value {
        let inner = json!({ self.union(): self.told_apart(depth) });
        let other = match self.random.below(3) {
            0 => json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
            1 => {
                json!({ "anyOf": [{ "type": "boolean" }, { "type": "array", "items": self.inner(0) }] })
            }
            _ => json!({ "oneOf": [
                { "type": "object", "required": ["up"], "properties": { "up": self.inner(0), "kind": { "const": "up" } } },
                { "type": "null" },
            ] }),
        };
        let alternatives = [inner, other].map(|part| self.maybe_component(part));
        json!({ self.union(): alternatives })
    }

    fn union_of_maps(&mut self, depth: usize) -> Value {
        let other = match self.random.below(3) {
            0 => json!({ "type": "string" }),
            1 => json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
            _ => self.open_object(depth),
        };
        let map = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        json!({ "anyOf": [self.maybe_component(map), other] })
    }

    fn union_of_lists(&mut self, depth: usize) -> Value {
        let list = |items: Value| json!({ "type": "array", "items": items });
        let other = match self.random.below(3) {
            0 => json!({ "type": "string" }),
            1 => list(json!({ "type": "integer" })),
            _ => list(self.open_object(depth)),
        };
        json!({ "anyOf": [list(json!({ "type": "string" })), other] })
    }

    fn any_of_lists(&mut self, depth: usize) -> Value {
        let list = |items: Value| json!({ "type": "array", "items": items });
        let mut items = self.objects(depth);
        if self.random.one_in(3) {
            items[0] = json!({ "oneOf": [items[0], { "type": "null" }] });
        }
        if self.random.one_in(3) {
            items = items.into_iter().map(list).collect();
        }
        let mut alternatives: Vec<Value> = items.into_iter().map(list).collect();
        if self.random.one_in(3) {
            alternatives.extend(self.objects(depth));
        }
        json!({ "anyOf": alternatives })
    }

    fn any_of_unions(&mut self, depth: usize) -> Value {
        let mut alternatives: Vec<Value> = Vec::new();
        for scalar in ["string", "integer"] {
            let mut inner = self.objects(depth);
            if self.random.one_in(3) {
                inner.push(json!({ "type": scalar }));
            }
            let union = json!({ self.union(): inner });
            alternatives.push(self.maybe_component(union));
        }
        if self.random.one_in(2) {
            let object = self.object(depth, &NAMES[..4]);
            alternatives.push(self.maybe_component(object));
        }
        json!({ "anyOf": alternatives })
    }

    fn union_of_required(&mut self, depth: usize) -> Value {
        let mut schema = self.object_of(&["id", "name", "size"], depth);
        schema["required"] = json!([]);
        let union = self.union();
        schema[union] = json!([{ "required": ["id"] }, { "required": ["name"] }]);
        if self.random.one_in(3) {
            schema["additionalProperties"] = self.inner(0);
        }
        schema
    }

    fn condition(&mut self, depth: usize) -> Value {
        let mut schema = self.open_object(depth);
        schema["properties"]["kind"] = json!({ "type": "string", "enum": ["cat", "dog"] });
        schema["if"] =
            json!({ "required": ["kind"], "properties": { "kind": { "const": "cat" } } });
        schema["then"] = match self.random.one_in(2) {
            true => {
                json!({ "required": ["purrs"], "properties": { "purrs": { "type": "boolean" } } })
            }
            false => json!({ "properties": { "owner": self.inner(depth) } }),
        };
        if self.random.one_in(2) {
            schema["else"] = json!({ "properties": { "barks": self.inner(0) } });
        }
        schema
    }

    fn pattern_properties(&mut self, depth: usize) -> Value {
        let mut schema = match self.random.one_in(3) {
            true => json!({ "type": "object" }),
            false => self.open_object(depth),
        };
        schema["patternProperties"] = json!({ "^x-": self.inner(depth) });
        match self.random.below(3) {
            0 => schema["additionalProperties"] = false.into(),
            1 => schema["additionalProperties"] = self.inner(0),
            _ => {}
        }
        schema
    }

    fn unevaluated(&mut self, depth: usize) -> Value {
        let mut schema = self.all_of_objects(depth);
        schema["type"] = "object".into();
        if self.random.one_in(2) {
            schema["anyOf"] = json!([
                { "required": ["up"], "properties": { "up": self.inner(0) } },
                { "properties": { "down": self.inner(0) } },
            ]);
        }
        schema["unevaluatedProperties"] = match self.random.one_in(2) {
            true => false.into(),
            false => self.inner(0),
        };
        schema
    }

    fn dependents(&mut self, depth: usize) -> Value {
        let mut schema = self.open_object(depth);
        schema["properties"]["card"] = json!({ "type": "string" });
        if self.random.one_in(2) {
            schema["dependentRequired"] = json!({ "card": ["id"] });
        }
        schema["dependentSchemas"] = json!({ "card": { "required": ["address"], "properties": { "address": self.inner(depth) } } });
        schema
    }

    fn inheritance(&mut self, depth: usize) -> Value {
        let mut base = self.open_object(depth);
        base["properties"]["kind"] = json!({ "type": "string" });
        require(&mut base, "kind");
        base["discriminator"] = json!({ "propertyName": "kind" });
        let is_mapped = self.random.one_in(3);
        let base_name = format!("{}Base", self.name);
        let mut children = Vec::new();
        for tag in ["Cat", "Dog"] {
            let name = format!("{}{tag}", self.name);
            let own = self.object(0, &NAMES[4..]);
            let child = json!({ "allOf": [reference(&base_name), own] });
            if is_mapped {
                base["discriminator"]["mapping"][tag] = reference(&name)["$ref"].clone();
            }
            self.components.insert(name.clone(), child);
            children.push(reference(&name));
        }
        self.components.insert(base_name.clone(), base);
        match self.random.below(4) {
            0 => children.remove(0),
            1 => json!({ "type": "array", "items": reference(&base_name) }),
            2 => {
                json!({ "type": "object", "properties": { "pet": reference(&base_name), "cat": children[0] } })
            }
            _ => reference(&base_name),
        }
    }
}

fn require(schema: &mut Value, name: &str) {
    let Some(members) = schema.as_object_mut() else {
        return;
    };
    let required = members.entry("required").or_insert_with(|| json!([]));
    required.as_array_mut().unwrap().push(name.into());
}

fn extend(schema: &mut Value, more: Value) {
    let (Value::Object(schema), Value::Object(more)) = (schema, more) else {
        return;
    };
    schema.extend(more);
}
