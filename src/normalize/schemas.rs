//! Converts schema objects of every version to the dialect of [`crate::schema`].

use serde_json::Value as Json;
use specfirst_runtime::xml::is_name;

use super::reader::{Reader, boolean};
use super::references::reference;
use super::types::meaning;
use super::version::Version;
use crate::diagnostic::{Code, Diagnostic};
use crate::schema::{Applicators, Discriminator, NodeType, Schema, SchemaId, Type, TypeSet, Xml};
use crate::source::{Node, Value};

impl<'a> Reader<'a, '_> {
    /// The schema of a node. The same node always gives the same schema.
    pub(super) fn schema(&mut self, node: &'a Node) -> SchemaId {
        let (id, new) = self.place(node);
        if new {
            self.fill(id, node);
        }
        id
    }

    /// The index of a node's schema, and whether it is new.
    pub(super) fn place(&mut self, node: &'a Node) -> (SchemaId, bool) {
        let known = !node.at.is_none();
        if let Some(id) = self.schemas_at.get(&node.at).filter(|_| known) {
            return (*id, false);
        }
        let id = self.schemas.push(Schema {
            at: node.at,
            ..Schema::default()
        });
        self.nodes.resize(id.index(), None);
        self.nodes.push(Some(node));
        if known {
            self.schemas_at.insert(node.at, id);
        }
        (id, true)
    }

    /// Adds a schema that stands for another one, with its node.
    pub(super) fn push_copy(&mut self, of: SchemaId, schema: Schema) -> SchemaId {
        let id = self.schemas.push(schema);
        let node = self.nodes.get(of.index()).copied().flatten();
        self.nodes.resize(id.index(), None);
        self.nodes.push(node);
        id
    }

    pub(super) fn fill(&mut self, id: SchemaId, node: &'a Node) {
        let schema = self.read_schema(node);
        // A reference may have set the name meanwhile.
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
            // A key without a value: any value is allowed.
            Value::Null => {}
            Value::Object(_) if reference(node).is_some() => {
                schema.reference = self.schema_target(node);
                if schema.reference.is_none() {
                    return schema;
                }
                self.annotations(node, &mut schema);
                // Siblings of a reference count since 3.1, and are ignored before.
                if self.version >= Version::V3_1 {
                    self.keywords(node, &mut schema);
                } else {
                    self.siblings(node, &mut schema);
                }
            }
            Value::Object(_) => {
                self.annotations(node, &mut schema);
                self.keywords(node, &mut schema);
            }
            _ => self.bare_schema(node, &mut schema),
        }
        schema
    }

    /// Reads a schema that is no object: a boolean in quotes, or the name of a type.
    fn bare_schema(&mut self, node: &'a Node, schema: &mut Schema) {
        let text = node.as_str().unwrap_or_default();
        if let Some(boolean) = boolean(node).filter(|_| !text.is_empty()) {
            schema.boolean = Some(boolean);
            self.coerced(
                node,
                "a schema",
                "an object or a boolean",
                &format!("`{boolean}`"),
            );
        } else if let Some((Some(kind), format)) = meaning(text) {
            schema.types = Some(TypeSet::from_iter([kind]));
            schema.format = format.map(str::to_owned);
            let name = kind.name();
            let message = format!("a schema should be an object, not the name `{text}`");
            self.diagnostics.push(
                Diagnostic::warning(Code::WrongType, node.at, message)
                    .label(format!("read as `type: {name}`"))
                    .help(format!("write `{{type: {name}}}`")),
            );
        } else {
            // The key is not named, since it may be any property.
            let message = format!("a schema should be an object, not {}", node.kind());
            let help = "write a schema here, as `{type: string}`, or leave it out";
            self.diagnostics.push(
                Diagnostic::warning(Code::WrongType, node.at, message)
                    .label("this is ignored")
                    .help(help),
            );
        }
    }

    fn annotations(&mut self, node: &'a Node, schema: &mut Schema) {
        schema.title = self.string(node, "title");
        schema.description = self.string(node, "description");
        schema.deprecated = self.flag(node, "deprecated");
        schema.read_only = self.flag(node, "readOnly");
        schema.write_only = self.flag(node, "writeOnly");
        schema.xml = self.xml(node).map(Box::new);
        let types = match node.get("$ref") {
            None => node
                .get("type")
                .and_then(|kind| Type::from_name(kind.as_str()?)),
            Some(_) => None,
        };
        let types = types.map(|kind| TypeSet::from_iter([kind]));
        let default = node.get("default");
        schema.default = default.map(|node| self.value_of(node, "`default`", types));
        let example = node.get("example");
        schema.examples = example
            .map(|node| self.value_of(node, "`example`", types))
            .into_iter()
            .collect();
        match node.get("examples").map(|examples| &examples.value) {
            Some(Value::Array(examples)) => {
                let examples = examples
                    .iter()
                    .map(|node| self.value_of(node, "a value of `examples`", types));
                schema.examples.extend(examples);
            }
            Some(Value::Object(_)) => schema.examples.extend(self.examples(node)),
            _ => {}
        }
    }

    /// The XML Object. `attribute` and `wrapped` are what `nodeType` replaces (OpenAPI 3.2.0 §4.26).
    fn xml(&mut self, node: &'a Node) -> Option<Xml> {
        let xml = node.get("xml").filter(|xml| !xml.is_null())?;
        let node = match self.string(xml, "nodeType").as_deref() {
            Some("element") => Some(NodeType::Element),
            Some("attribute") => Some(NodeType::Attribute),
            Some("text") => Some(NodeType::Text),
            Some("cdata") => Some(NodeType::Cdata),
            Some("none") => Some(NodeType::None),
            _ if self.flag(xml, "attribute") => Some(NodeType::Attribute),
            _ if self.flag(xml, "wrapped") => Some(NodeType::Element),
            _ => None,
        };
        Some(Xml {
            name: self.string(xml, "name").filter(|name| !name.is_empty()),
            namespace: self.string(xml, "namespace"),
            prefix: self.string(xml, "prefix"),
            node,
        })
    }

    /// Names the elements of components after these. Since 3.2 a property that refers to a component is its element (§4.26, "XML
    /// Node Names"); before, that has the name of the property.
    pub(super) fn element_names(&mut self) {
        if self.version < Version::V3_2 {
            return;
        }
        for id in self.schemas.ids() {
            let name = self.schemas[id].name.clone();
            if let Some(name) = name.filter(|name| is_name(name)) {
                self.schemas.name_element(id, name);
            }
        }
    }

    fn keywords(&mut self, node: &'a Node, schema: &mut Schema) {
        self.known_keywords(node);
        let (types, format) = self.types(node);
        schema.types = types;
        schema.format = self.string(node, "format").or(format.map(str::to_owned));
        if schema.format.is_none() && is_binary(node) {
            schema.format = Some("binary".to_owned());
        }
        schema.enumeration = self.enumeration(node, types);
        self.enum_extensions(node, schema);
        schema.required = self.required(node);
        for (name, _, property) in self.entries(node, "properties") {
            let id = self.schema(property);
            schema.properties.insert(name.to_owned(), id);
            self.required_itself(name, property, &mut schema.required);
        }
        schema.additional_properties = node
            .get("additionalProperties")
            .and_then(|node| self.subschema(node));
        self.item_schemas(node, schema);
        schema
            .prefix_items
            .extend(self.schemas(node, "prefixItems"));
        self.items_of_enumeration(node, schema);
        schema.all_of = self.schemas(node, "allOf");
        schema.any_of = self.schemas(node, "anyOf");
        schema.one_of = self.schemas(node, "oneOf");
        schema.discriminator = self.discriminator(node).map(Box::new);
        schema.assertions = self.assertions(node);
        schema.applicators = self.applicators(node);
        schema.base64 = self
            .string(node, "contentEncoding")
            .is_some_and(|encoding| encoding.eq_ignore_ascii_case("base64"));
        schema.content = self.content_schema(node);
        self.nullable_of_3_0(node, schema);
        // Swagger 2.0 documents write `x-nullable`.
        if self.flag(node, "nullable") || self.flag(node, "x-nullable") {
            // `nullable` extends `type` and has no effect without it (OpenAPI 3.0.4 §4.7.24.1).
            if let Some(types) = &mut schema.types {
                types.insert(Type::Null);
            } else if schema.reference.is_none() {
                self.nullable_without_type(schema);
            }
        }
    }

    fn item_schemas(&mut self, node: &'a Node, schema: &mut Schema) {
        let only_array = schema.types.and_then(TypeSet::only) == Some(Type::Array);
        let Some(items) = node.get("items") else {
            if only_array && self.version == Version::V3_0 {
                let help = "say what is in it: `items: {type: …}`; it may be anything until then";
                self.warn(
                    Code::MissingMember,
                    node.at,
                    "an array has no `items`",
                    help,
                );
            }
            return;
        };
        let Value::Array(list) = &items.value else {
            schema.items = self.subschema(items);
            return;
        };
        // Draft 4 had a list in place of `prefixItems`; a list of one schema is usually intended for all items.
        if let [only] = list.as_slice() {
            self.coerced(items, "`items`", "a schema", "the one in the list");
            schema.items = self.subschema(only);
        } else {
            let reading = "`prefixItems`: a schema for each place";
            self.coerced(items, "`items`", "a schema", reading);
            schema.prefix_items = list.iter().map(|item| self.schema(item)).collect();
        }
    }

    /// Reads an `enum` without arrays beside `type: array` as the values of the items.
    fn items_of_enumeration(&mut self, node: &'a Node, schema: &mut Schema) {
        let only_array = schema.types.and_then(TypeSet::only) == Some(Type::Array);
        let is_list = |value: &Json| value.is_array() || value.is_null();
        let Some(values) = schema
            .enumeration
            .take_if(|values| only_array && !values.iter().any(is_list))
        else {
            return;
        };
        let at = node.get("enum").map_or(node.at, |node| node.at);
        self.diagnostics.push(
            Diagnostic::warning(Code::Contradiction, at, "no value of `enum` is a list")
                .label("read as the values of its items")
                .help("put `enum` under `items`"),
        );
        schema.items = Some(self.schemas.push(Schema {
            at,
            all_of: schema.items.into_iter().collect(),
            enumeration: Some(values),
            ..Schema::default()
        }));
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

    /// The names in `required`. A boolean concerns the property that it is in.
    fn required(&mut self, node: &'a Node) -> Vec<String> {
        match node.get("required").map(|member| &member.value) {
            Some(Value::Bool(_)) | None => Vec::new(),
            // A boolean in quotes, in a parameter that is read as a schema.
            Some(Value::String(text)) if ["true", "false"].contains(&text.as_str()) => Vec::new(),
            Some(_) => {
                let mut names = self.strings(node, "required");
                let mut seen = std::collections::HashSet::new();
                names.retain(|name| seen.insert(name.clone()));
                names
            }
        }
    }

    /// Reads `required: true` in a property, as draft 3 had it.
    fn required_itself(&mut self, name: &str, property: &Node, required: &mut Vec<String>) {
        let Some(member) = property.get("required") else {
            return;
        };
        let Value::Bool(flag) = member.value else {
            return;
        };
        let message = "`required` should be a list of names, not a boolean";
        let label = match flag {
            true => format!("read as if `{name}` were required"),
            false => "this has no effect".to_owned(),
        };
        let help = "list the names of required properties in the object that has them";
        self.diagnostics.push(
            Diagnostic::warning(Code::WrongType, member.at, message)
                .label(label)
                .help(help),
        );
        if flag && required.iter().all(|known| known != name) {
            required.push(name.to_owned());
        }
    }

    fn discriminator(&mut self, node: &'a Node) -> Option<Discriminator> {
        let member = node.get("discriminator")?;
        let property = match member.as_str() {
            // Swagger 2.0 has only the name.
            Some(name) => {
                let reading = format!("`{{propertyName: {name}}}`");
                self.coerced(member, "`discriminator`", "an object", &reading);
                name.to_owned()
            }
            None => {
                self.known(
                    member,
                    "a discriminator",
                    &["propertyName", "mapping", "defaultMapping"],
                );
                self.string(member, "propertyName")?
            }
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
            inherited: false,
        })
    }

    /// `contentSchema`, where the string is JSON and not encoded (JSON Schema 2020-12 Validation §8).
    fn content_schema(&mut self, node: &'a Node) -> Option<SchemaId> {
        let content = node.get("contentSchema")?;
        let media_type = self.string(node, "contentMediaType")?;
        let essence = media_type.split(';').next().unwrap_or_default();
        let essence = essence.trim().to_ascii_lowercase();
        let is_json = essence == "application/json" || essence.ends_with("+json");
        match is_json && node.get("contentEncoding").is_none() {
            true => self.subschema(content),
            false => None,
        }
    }

    fn applicators(&mut self, node: &'a Node) -> Applicators {
        for (pattern, at, _) in self.entries(node, "patternProperties") {
            self.compiles(pattern, at);
        }
        Applicators {
            not: self.applicator(node, "not"),
            condition: self.applicator(node, "if"),
            then: self.applicator(node, "then"),
            otherwise: self.applicator(node, "else"),
            contains: self.applicator(node, "contains"),
            property_names: self.applicator(node, "propertyNames"),
            unevaluated_items: self.applicator(node, "unevaluatedItems"),
            unevaluated_properties: self.applicator(node, "unevaluatedProperties"),
            pattern_properties: self.keyed_applicator(node, "patternProperties"),
            dependent_schemas: self.keyed_applicator(node, "dependentSchemas"),
        }
    }

    fn applicator(&mut self, node: &'a Node, key: &str) -> Option<SchemaId> {
        node.get(key).and_then(|member| self.subschema(member))
    }

    fn keyed_applicator(&mut self, node: &'a Node, key: &str) -> Vec<(String, SchemaId)> {
        let members = self.entries(node, key).into_iter();
        members
            .map(|(name, _, member)| (name.to_owned(), self.schema(member)))
            .collect()
    }
}

/// Whether `contentMediaType` says that a value is bytes as they are, which 3.0 wrote as `format: binary`
/// (OpenAPI 3.1.1 §4.8.14.2).
fn is_binary(node: &Node) -> bool {
    let is_string = |kind: &Node| kind.as_str() == Some("string");
    let media_type = node.get("contentMediaType").and_then(Node::as_str);
    media_type.is_some_and(|media_type| {
        let media_type = media_type.to_ascii_lowercase();
        let is_text = media_type.starts_with("text/")
            || media_type.contains("json")
            || media_type.contains("xml");
        !is_text && node.get("type").is_none_or(is_string) && node.get("contentEncoding").is_none()
    })
}
