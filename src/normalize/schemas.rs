//! Schema objects of every version to the one dialect of [`crate::schema`].

use serde_json::{Value as Json, json};

use super::reader::{Reader, Version};
use crate::diagnostic::Code;
use crate::schema::{Applicator, Discriminator, Schema, SchemaId, Type, Types};
use crate::source::pointer::part_name;
use crate::source::{At, Node, Value};

/// Assertions that pass through to the validator, when their value has the right type.
const NUMBERS: &[&str] = &["multipleOf", "minimum", "maximum"];
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

/// All keywords that are read or known to be left alone.
const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "const",
    "format",
    "title",
    "description",
    "default",
    "example",
    "examples",
    "deprecated",
    "readOnly",
    "writeOnly",
    "nullable",
    "discriminator",
    "xml",
    "externalDocs",
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "unevaluatedProperties",
    "items",
    "prefixItems",
    "additionalItems",
    "contains",
    "minContains",
    "maxContains",
    "minItems",
    "maxItems",
    "uniqueItems",
    "unevaluatedItems",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "multipleOf",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "minLength",
    "maxLength",
    "pattern",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "definitions",
    "collectionFormat",
    "id",
    "name",
    "in",
    "schema",
    "summary",
    "allowEmptyValue",
    "style",
    "explode",
    "optional",
    "tags",
    "text",
];

/// Applicators with one schema, with a list of them, and with schemas by key.
const ONE: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "contains",
    "propertyNames",
    "unevaluatedItems",
    "unevaluatedProperties",
];
const KEYED: &[&str] = &["patternProperties", "dependentSchemas"];

impl<'a> Reader<'a> {
    /// The schema that stands at a node. Reading the same node again gives the same schema.
    pub(super) fn schema(&mut self, node: &'a Node) -> SchemaId {
        let (id, new) = self.place(node);
        if new {
            self.fill(id, node);
        }
        id
    }

    /// The schema that a reference leads to, which is read later.
    fn referenced(&mut self, node: &'a Node) -> SchemaId {
        let (id, new) = self.place(node);
        if new {
            self.pending.push_back((id, node));
        }
        id
    }

    /// The place of a schema, and whether it is new.
    fn place(&mut self, node: &'a Node) -> (SchemaId, bool) {
        let known = !node.at.is_none();
        if let Some(id) = self.schemas_at.get(&node.at).filter(|_| known) {
            return (*id, false);
        }
        let id = self.schemas.push(Schema {
            at: node.at,
            ..Schema::default()
        });
        if known {
            self.schemas_at.insert(node.at, id);
        }
        (id, true)
    }

    pub(super) fn fill(&mut self, id: SchemaId, node: &'a Node) {
        let schema = self.read_schema(node);
        // A reference may have given the place its name meanwhile.
        let name = self.schemas[id].name.clone();
        self.schemas.set(id, Schema { name, ..schema });
    }

    fn read_schema(&mut self, node: &'a Node) -> Schema {
        let mut schema = Schema {
            at: node.at,
            ..Schema::default()
        };
        match &node.value {
            Value::Bool(boolean) => schema.boolean = Some(*boolean),
            // A name with nothing behind it: any value.
            Value::Null => {}
            Value::Object(_) if reference(node).is_some() => {
                schema.reference = self.schema_target(node);
                if schema.reference.is_none() {
                    return schema;
                }
                self.annotations(node, &mut schema);
                // What stands beside a reference counts since 3.1, and is to be ignored before.
                if self.version >= Version::V3_1 {
                    self.keywords(node, &mut schema);
                }
            }
            Value::Object(_) => {
                self.annotations(node, &mut schema);
                self.keywords(node, &mut schema);
            }
            _ => self.wrong_type(node, "schema", "an object"),
        }
        schema
    }

    /// The schema that a `$ref` names.
    fn schema_target(&mut self, node: &'a Node) -> Option<SchemaId> {
        if node.get("$ref").is_none() {
            return self.dynamic_target(node);
        }
        let reference = node.get("$ref").and_then(Node::as_str)?;
        let target = if reference.starts_with('#') || reference.contains(['/', '.', ':']) {
            reference.to_owned()
        } else {
            // A bare name, as some documents write.
            format!("#/components/schemas/{reference}")
        };
        let target_node = self.target(node, &target)?;
        Some(self.named(&target, target_node))
    }

    /// The schema that a pointer leads to, called by its key where it is a component.
    pub(super) fn named(&mut self, pointer: &str, node: &'a Node) -> SchemaId {
        let id = self.referenced(node);
        if let Some(name) = pointer
            .strip_prefix("#/components/schemas/")
            .filter(|name| !name.contains('/'))
        {
            self.schemas.name(id, part_name(name));
        }
        id
    }

    fn annotations(&mut self, node: &'a Node, schema: &mut Schema) {
        schema.title = self.string(node, "title");
        schema.description = self.string(node, "description");
        schema.deprecated = self.flag(node, "deprecated");
        schema.read_only = self.flag(node, "readOnly");
        schema.write_only = self.flag(node, "writeOnly");
        schema.default = node.get("default").map(Node::to_json);
        schema.examples = node.get("example").map(Node::to_json).into_iter().collect();
        match node.get("examples").map(|examples| &examples.value) {
            Some(Value::Array(examples)) => {
                schema.examples.extend(examples.iter().map(Node::to_json))
            }
            Some(Value::Object(_)) => schema.examples.extend(self.examples(node)),
            _ => {}
        }
    }

    fn keywords(&mut self, node: &'a Node, schema: &mut Schema) {
        self.known_keywords(node);
        schema.types = self.types(node);
        schema.format = self.string(node, "format");
        schema.enumeration = self.enumeration(node);
        for (name, _, property) in self.properties(node, "properties") {
            let id = self.schema(property);
            schema.properties.insert(name.to_owned(), id);
        }
        schema.required = self.required(node);
        schema.additional_properties = node
            .get("additionalProperties")
            .and_then(|node| self.subschema(node));
        match node.get("items").map(|items| (items, &items.value)) {
            // A list was draft 4's way to write `prefixItems`.
            Some((_, Value::Array(items))) => {
                schema.prefix_items = items.iter().map(|item| self.schema(item)).collect()
            }
            Some((items, _)) => schema.items = self.subschema(items),
            None => {}
        }
        schema
            .prefix_items
            .extend(self.schemas(node, "prefixItems"));
        schema.all_of = self.schemas(node, "allOf");
        schema.any_of = self.schemas(node, "anyOf");
        schema.one_of = self.schemas(node, "oneOf");
        schema.discriminator = self.discriminator(node).map(Box::new);
        self.assertions(node, schema);
        self.applicators(node, schema);
        if self.version == Version::V3_0 {
            self.exclusive_bounds(node, schema);
        }
        // `x-nullable` was the way to say it before 3.0 had a word.
        if self.flag(node, "nullable") || self.flag(node, "x-nullable") {
            // `nullable` widens `type` and says nothing without one (OpenAPI 3.0.4 §4.7.24.1).
            if let Some(types) = &mut schema.types {
                types.insert(Type::Null);
            } else if schema.reference.is_none() {
                self.nullable_without_type(schema);
            }
        }
    }

    /// Warns of keywords that look like others: JSON Schema allows unknown ones since 3.1, and nobody reads them.
    fn known_keywords(&mut self, node: &'a Node) {
        let Some(object) = node.as_object() else {
            return;
        };
        for (key, entry) in object.iter() {
            if key.starts_with(['x', '$']) || KEYWORDS.contains(&key) {
                continue;
            }
            let near = KEYWORDS
                .iter()
                .find(|known| strsim::damerau_levenshtein(known, key) <= 1 + known.len() / 8);
            if let Some(near) = near {
                let message = format!("a schema has no keyword `{key}`");
                self.warn(
                    Code::UnknownMember,
                    entry.key_at,
                    message,
                    format!("did you mean `{near}`?"),
                );
            }
        }
    }

    /// `nullable` without a type, but beside something that says one: meant as "or null", and read so.
    fn nullable_without_type(&mut self, schema: &mut Schema) {
        if let Some(values) = schema
            .enumeration
            .as_mut()
            .filter(|values| !values.contains(&Json::Null))
        {
            values.push(Json::Null);
        }
        // These are read as an object and a list anyway.
        if !schema.properties.is_empty() {
            schema.types = Some(Types::from_iter([Type::Object, Type::Null]));
        } else if schema.items.is_some() {
            schema.types = Some(Types::from_iter([Type::Array, Type::Null]));
        }
        let composed =
            !schema.all_of.is_empty() || !schema.any_of.is_empty() || !schema.one_of.is_empty();
        if composed {
            let inner = Schema {
                name: None,
                read_only: false,
                write_only: false,
                default: None,
                ..schema.clone()
            };
            let null = Schema {
                types: Some(Types::from_iter([Type::Null])),
                ..Schema::default()
            };
            let any_of = vec![self.schemas.push(inner), self.schemas.push(null)];
            *schema = Schema {
                at: schema.at,
                any_of,
                title: schema.title.take(),
                description: schema.description.take(),
                deprecated: schema.deprecated,
                read_only: schema.read_only,
                write_only: schema.write_only,
                default: schema.default.take(),
                examples: std::mem::take(&mut schema.examples),
                ..Schema::default()
            };
        }
    }

    fn subschema(&mut self, node: &'a Node) -> Option<SchemaId> {
        let given = !node.is_null();
        given.then(|| self.schema(node))
    }

    fn schemas(&mut self, node: &'a Node, key: &str) -> Vec<SchemaId> {
        let items = self.list(node, key);
        items
            .iter()
            .filter_map(|item| self.subschema(item))
            .collect()
    }

    /// Members of an object of schemas. Unlike elsewhere `x-…` is a name like any other here.
    fn properties(&mut self, node: &'a Node, key: &str) -> Vec<(&'a str, At, &'a Node)> {
        let Some(member) = node.get(key) else {
            return Vec::new();
        };
        let Some(object) = member.as_object() else {
            if !member.is_null() {
                self.wrong_type(member, key, "an object");
            }
            return Vec::new();
        };
        object
            .iter()
            .map(|(name, entry)| (name, entry.key_at, &entry.node))
            .collect()
    }

    fn types(&mut self, node: &'a Node) -> Option<Types> {
        let member = node.get("type")?;
        let names: Vec<&'a Node> = match &member.value {
            Value::Array(names) => names.iter().collect(),
            Value::Null => return Some(Types::from_iter([Type::Null])),
            _ => vec![member],
        };
        let mut types = Types::default();
        for name in names {
            match name.as_str().and_then(Type::from_name) {
                Some(kind) => types.insert(kind),
                None if name.is_null() => types.insert(Type::Null),
                None => {
                    let written = name.as_str().unwrap_or(name.kind());
                    self.warn(
                        Code::WrongValue,
                        name.at,
                        format!("`{written}` is no type"),
                        "write one of: string, integer, number, boolean, array, object, null; any value is allowed until then",
                    );
                    return None;
                }
            }
        }
        (!types.is_empty()).then_some(types)
    }

    fn enumeration(&mut self, node: &'a Node) -> Option<Vec<Json>> {
        if let Some(value) = node.get("const") {
            return Some(vec![value.to_json()]);
        }
        node.get("enum")?;
        let mut values: Vec<Json> = Vec::new();
        let mut seen = std::collections::HashSet::new();
        for value in self.list(node, "enum") {
            let value = value.to_json();
            if seen.insert(value.to_string()) {
                values.push(value);
            }
        }
        // An empty list allows nothing at all, which nobody means.
        (!values.is_empty()).then_some(values)
    }

    fn required(&mut self, node: &'a Node) -> Vec<String> {
        match node.get("required").map(|member| &member.value) {
            // Draft 3's way, on the property itself: says nothing here.
            Some(Value::Bool(_)) | None => Vec::new(),
            Some(_) => {
                let mut names = self.strings(node, "required");
                let mut seen = std::collections::HashSet::new();
                names.retain(|name| seen.insert(name.clone()));
                names
            }
        }
    }

    fn discriminator(&mut self, node: &'a Node) -> Option<Discriminator> {
        let member = node.get("discriminator")?;
        // Swagger 2.0 has the bare name.
        let property = match member.as_str() {
            Some(name) => name.to_owned(),
            None => self.string(member, "propertyName")?,
        };
        let mut mapping = Vec::new();
        for (value, _, target) in self.entries(member, "mapping") {
            let Some(reference) = target.as_str() else {
                self.wrong_type(target, value, "a reference");
                continue;
            };
            let id = self.mapped(target, reference);
            mapping.extend(id.map(|id| (value.to_owned(), id)));
        }
        let default = member.get("defaultMapping").and_then(|target| {
            let reference = target.as_str()?;
            self.mapped(target, reference)
        });
        Some(Discriminator {
            property,
            mapping,
            default,
        })
    }

    /// The schema that a discriminator names, by a reference or by its key under `components`.
    fn mapped(&mut self, node: &'a Node, reference: &str) -> Option<SchemaId> {
        let pointer = match reference.strip_prefix('#') {
            Some(_) => reference.to_owned(),
            None => format!("#/components/schemas/{reference}"),
        };
        let found = self.target(node, &pointer)?;
        Some(self.named(&pointer, found))
    }

    fn assertions(&mut self, node: &'a Node, schema: &mut Schema) {
        let out = &mut schema.assertions;
        for key in NUMBERS {
            let Some(member) = node.get(key) else {
                continue;
            };
            match member.as_number() {
                Some(number) => drop(out.insert((*key).to_owned(), Json::Number(number.clone()))),
                None => match member
                    .as_str()
                    .and_then(|text| text.parse::<serde_json::Number>().ok())
                {
                    Some(number) => drop(out.insert((*key).to_owned(), Json::Number(number))),
                    None => self.wrong_type(member, key, "a number"),
                },
            }
        }
        for key in COUNTS {
            let Some(member) = node.get(key) else {
                continue;
            };
            let count = member
                .as_f64()
                .or_else(|| member.as_str().and_then(|text| text.parse().ok()));
            match count {
                Some(count) if count >= 0.0 => {
                    drop(out.insert((*key).to_owned(), json!(count as u64)))
                }
                _ => self.wrong_type(member, key, "a number from 0"),
            }
        }
        if let Some(pattern) = self.string(node, "pattern") {
            out.insert("pattern".to_owned(), Json::String(pattern));
        }
        if self.flag(node, "uniqueItems") {
            out.insert("uniqueItems".to_owned(), Json::Bool(true));
        }
        if self
            .string(node, "contentEncoding")
            .is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"))
        {
            // Only the type minds it; to a validator it is a hint.
            out.insert("contentEncoding".to_owned(), json!("base64"));
        }
        if let Some(member) = node.get("dependentRequired") {
            out.insert("dependentRequired".to_owned(), member.to_json());
        }
        if self.version >= Version::V3_1 {
            for key in ["exclusiveMinimum", "exclusiveMaximum"] {
                if let Some(number) = node.get(key).and_then(Node::as_number) {
                    out.insert(key.to_owned(), Json::Number(number.clone()));
                }
            }
        }
    }

    /// 3.0 says whether `minimum` itself is allowed, 3.1 says which bound is not.
    fn exclusive_bounds(&mut self, node: &Node, schema: &mut Schema) {
        for (flag, bound) in [
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
        ] {
            match node.get(flag).map(|member| &member.value) {
                Some(Value::Bool(true)) => {
                    if let Some(number) = schema.assertions.remove(bound) {
                        schema.assertions.insert(flag.to_owned(), number);
                    }
                }
                Some(Value::Number(number)) => {
                    schema
                        .assertions
                        .insert(flag.to_owned(), Json::Number(number.clone()));
                }
                _ => {}
            }
        }
    }

    fn applicators(&mut self, node: &'a Node, schema: &mut Schema) {
        for key in ONE {
            let Some(id) = node.get(key).and_then(|member| self.subschema(member)) else {
                continue;
            };
            schema.applicators.push((key, Applicator::One(id)));
        }
        for key in KEYED {
            let members = self.properties(node, key);
            if members.is_empty() {
                continue;
            }
            let keyed = members
                .into_iter()
                .map(|(name, _, member)| (name.to_owned(), self.schema(member)))
                .collect();
            schema.applicators.push((key, Applicator::Keyed(keyed)));
        }
    }
}

/// What a schema refers to. A `$dynamicRef` is read as a `$ref`.
fn reference(node: &Node) -> Option<&str> {
    let reference = |key| node.get(key).and_then(Node::as_str);
    reference("$ref").or_else(|| reference("$dynamicRef"))
}
