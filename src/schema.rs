//! JSON Schemas in one dialect, independent of the version of the document.
//!
//! `normalize` fills a [`Schemas`] arena, `lower` turns schemas into types, and `contract` serializes them for the
//! validator of the generated server.

mod applicators;
mod assertions;
mod enum_extensions;
mod types;
mod xml;

use indexmap::IndexMap;
use serde::Serialize;
use serde_json::Value;

pub use applicators::{Applicator, Applicators};
pub use assertions::Assertions;
pub use enum_extensions::{EnumExtensions, ValueLabel};
pub use types::{Type, TypeSet};
pub use xml::{NodeType, Xml};

use crate::source::At;

/// Index of a schema in [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct SchemaId(u32);

impl SchemaId {
    /// The index as a number, for vectors with one element for each schema.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// The schemas of a document, in the order in which they were read: first those that operations use.
#[derive(Debug, Default)]
pub struct Schemas {
    all: Vec<Schema>,
    /// The target of each schema's chain of plain references; filled by [`Schemas::resolve_references`].
    targets: Vec<SchemaId>,
    /// The same, following plain inclusions as well.
    inclusions: Vec<SchemaId>,
}

impl Schemas {
    /// Adds a schema and returns its index.
    pub fn push(&mut self, schema: Schema) -> SchemaId {
        self.all.push(schema);
        SchemaId(self.all.len() as u32 - 1)
    }

    /// Replaces a schema. Recursive schemas are added as placeholders first.
    pub fn set(&mut self, id: SchemaId, schema: Schema) {
        self.all[id.0 as usize] = schema;
    }

    /// Sets the name of a schema.
    pub fn name(&mut self, id: SchemaId, name: String) {
        self.all[id.0 as usize].name = Some(name);
    }

    /// Sets the name of a schema's element in XML, unless it has one.
    pub fn name_element(&mut self, id: SchemaId, name: String) {
        let xml = self.all[id.0 as usize].xml.get_or_insert_default();
        xml.name.get_or_insert(name);
    }

    /// Removes the default of a schema.
    pub fn remove_default(&mut self, id: SchemaId) {
        self.all[id.0 as usize].default = None;
    }

    /// Removes all but the first `length` schemas.
    pub fn truncate(&mut self, length: usize) {
        self.all.truncate(length);
        self.targets.truncate(length);
        self.inclusions.truncate(length);
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The schema with an index that [`SchemaId::index`] returned, if there is one.
    pub fn id(&self, index: usize) -> Option<SchemaId> {
        (index < self.all.len()).then_some(SchemaId(index as u32))
    }

    pub fn ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        (0..self.all.len() as u32).map(SchemaId)
    }

    /// Computes the targets of all chains of references. Has to be called when all schemas are added; without it
    /// [`Schemas::resolve`] takes as long as the chain.
    pub fn resolve_references(&mut self) {
        self.targets = self.ends_of_chains(Schema::plain_reference);
        self.inclusions = self.ends_of_chains(Schema::plain_inclusion);
    }

    /// The last schema of the chain that starts at each schema.
    fn ends_of_chains(&self, next: impl Fn(&Schema) -> Option<SchemaId>) -> Vec<SchemaId> {
        const UNKNOWN: SchemaId = SchemaId(u32::MAX);
        const VISITED: SchemaId = SchemaId(u32::MAX - 1);
        let mut targets = vec![UNKNOWN; self.len()];
        for id in self.ids() {
            let mut path = Vec::new();
            let mut end = id;
            let target = loop {
                match std::mem::replace(&mut targets[end.index()], VISITED) {
                    UNKNOWN => path.push(end),
                    // A circular chain has no last schema; any of its members will do.
                    VISITED => break end,
                    known => {
                        targets[end.index()] = known;
                        break known;
                    }
                }
                match next(&self[end]) {
                    Some(next) => end = next,
                    None => break end,
                }
            };
            for passed in path {
                targets[passed.index()] = target;
            }
        }
        targets
    }

    /// For each schema, whether it is marked or leads to a marked one by way of `parts`. Takes time linear in the
    /// number of parts.
    pub fn leading_to(
        &self,
        marked: impl Fn(SchemaId) -> bool,
        parts: impl Fn(SchemaId) -> Vec<SchemaId>,
    ) -> Vec<bool> {
        let mut users: Vec<Vec<SchemaId>> = vec![Vec::new(); self.len()];
        let mut leading = vec![false; self.len()];
        let mut open = Vec::new();
        for id in self.ids() {
            for part in parts(id) {
                users[part.index()].push(id);
            }
            if marked(id) {
                leading[id.index()] = true;
                open.push(id);
            }
        }
        while let Some(id) = open.pop() {
            for user in &users[id.index()] {
                if !std::mem::replace(&mut leading[user.index()], true) {
                    open.push(*user);
                }
            }
        }
        leading
    }

    /// Follows plain references to the schema that has keywords.
    pub fn resolve(&self, mut id: SchemaId) -> SchemaId {
        if let Some(target) = self.targets.get(id.index()) {
            return *target;
        }
        let mut steps = 0;
        while let Some(next) = self[id].plain_reference() {
            id = next;
            steps += 1;
            if steps > self.all.len() {
                break;
            }
        }
        id
    }

    /// Follows plain references and plain inclusions to the schema that determines the type.
    pub fn resolve_inclusions(&self, id: SchemaId) -> SchemaId {
        self.inclusions.get(id.index()).copied().unwrap_or(id)
    }
}

impl Serialize for Schemas {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.all.serialize(serializer)
    }
}

impl std::ops::Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.all[id.0 as usize]
    }
}

/// A schema object (JSON Schema 2020-12, with the keywords that OpenAPI adds).
///
/// How to add a keyword is in ARCHITECTURE.md.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Schema {
    /// The position in the document.
    pub at: At,
    /// The key under `components/schemas`, or the last segment of the reference to it.
    pub name: Option<String>,
    /// The name of its variant in unions, where that is not its own name.
    pub variant: Option<String>,
    /// The value of a boolean schema.
    pub boolean: Option<bool>,
    /// `$ref`.
    pub reference: Option<SchemaId>,
    /// `type`; `None` allows all types.
    pub types: Option<TypeSet>,
    pub title: Option<String>,
    pub description: Option<String>,
    pub deprecated: bool,
    pub read_only: bool,
    pub write_only: bool,
    pub default: Option<Value>,
    /// `example`, `examples`.
    pub examples: Vec<Value>,
    pub format: Option<String>,
    /// `enum`, or `const` as an enum of one.
    pub enumeration: Option<Vec<Value>>,
    pub enum_extensions: Option<Box<EnumExtensions>>,
    pub properties: IndexMap<String, SchemaId>,
    pub required: Vec<String>,
    pub additional_properties: Option<SchemaId>,
    pub items: Option<SchemaId>,
    pub prefix_items: Vec<SchemaId>,
    pub all_of: Vec<SchemaId>,
    pub any_of: Vec<SchemaId>,
    pub one_of: Vec<SchemaId>,
    pub discriminator: Option<Box<Discriminator>>,
    /// Whether `contentEncoding` is base64.
    pub base64: bool,
    /// `contentSchema` of strings that hold JSON.
    pub content: Option<SchemaId>,
    pub assertions: Assertions,
    pub applicators: Applicators,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub xml: Option<Box<Xml>>,
}

/// Discriminator Object (OpenAPI 3.1.1 §4.8.25).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Discriminator {
    pub property: String,
    /// Values of the property, and the schemas that they select: all of them, once the document is read.
    pub mapping: Vec<(String, SchemaId)>,
    /// `defaultMapping`: the schema of values whose property is absent or has no schema of its own.
    pub default: Option<SchemaId>,
    /// Whether the alternatives are the schemas that include a base, so that the value alone selects the schema.
    pub inherited: bool,
}

impl Discriminator {
    /// The values that select an alternative.
    pub fn tags(&self, schemas: &Schemas, branch: SchemaId) -> impl Iterator<Item = &str> {
        let reference = schemas[branch].reference;
        let selects = move |id: SchemaId| id == branch || Some(id) == reference;
        let mapping = self.mapping.iter().filter(move |(_, id)| selects(*id));
        mapping.map(|(value, _)| value.as_str())
    }

    /// All schemas that the discriminator refers to.
    pub fn targets(&self) -> impl Iterator<Item = SchemaId> + '_ {
        let mapped = self.mapping.iter().map(|(_, id)| *id);
        mapped.chain(self.default)
    }
}

impl Schema {
    /// The target of the reference, if the schema has no other keyword that a type or the validator reads.
    pub fn plain_reference(&self) -> Option<SchemaId> {
        let is_plain = self.all_of.is_empty() && self.is_without_keywords();
        self.reference.filter(|_| is_plain)
    }

    /// The only schema that this one refers to or has in its `allOf`, if it has no other keyword that determines a
    /// type.
    pub fn plain_inclusion(&self) -> Option<SchemaId> {
        let mut included = self.included();
        let only = included.next().filter(|_| included.next().is_none())?;
        (self.format.is_none() && self.is_without_keywords()).then_some(only)
    }

    /// Whether there are no keywords other than references, `allOf` and annotations.
    fn is_without_keywords(&self) -> bool {
        self.types.is_none() && self.is_without_other_keywords()
    }

    /// Whether `type` is the only keyword that values have to satisfy.
    pub fn has_only_types(&self) -> bool {
        let is_included = self.included().next().is_some();
        let is_false = self.boolean == Some(false);
        !is_included && !is_false && self.format.is_none() && self.is_without_other_keywords()
    }

    /// Whether there are no keywords other than `type`, references, `allOf` and annotations.
    fn is_without_other_keywords(&self) -> bool {
        self.enumeration.is_none()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional_properties.is_none()
            && self.items.is_none()
            && self.prefix_items.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && !self.base64
            && self.content.is_none()
            && self.assertions.is_empty()
            && self.applicators.is_empty()
    }

    /// The target of the reference and the schemas of `allOf`: those that every value has to satisfy as well.
    pub fn included(&self) -> impl Iterator<Item = SchemaId> + '_ {
        self.reference
            .into_iter()
            .chain(self.all_of.iter().copied())
    }

    /// All subschemas, the target of the reference included.
    pub fn children(&self) -> impl Iterator<Item = SchemaId> + '_ {
        self.reference
            .into_iter()
            .chain(self.properties.values().copied())
            .chain(self.additional_properties)
            .chain(self.items)
            .chain(self.prefix_items.iter().copied())
            .chain(self.all_of.iter().copied())
            .chain(self.any_of.iter().copied())
            .chain(self.one_of.iter().copied())
            .chain(self.content)
            .chain(self.applicators.schemas())
    }
}
