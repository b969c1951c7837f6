//! JSON Schemas as the rest of the program reads them: one dialect, whatever the document's version was.
//!
//! `normalize` fills a [`Schemas`] arena; `lower` turns schemas into types, `contract` writes them out again for
//! the validator of the generated server.

use indexmap::IndexMap;
use serde_json::Value;

use crate::source::At;

/// Stands for a schema in [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SchemaId(u32);

impl SchemaId {
    /// Its place in [`Schemas`].
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// All schemas that operations reach, in the order in which they were met.
#[derive(Debug, Default)]
pub struct Schemas {
    all: Vec<Schema>,
    /// For each schema the one that says something, once all are read.
    targets: Vec<SchemaId>,
    /// The same with schemas that only include one other passed over, too.
    wholes: Vec<SchemaId>,
}

impl Schemas {
    /// Adds a schema.
    pub fn push(&mut self, schema: Schema) -> SchemaId {
        self.all.push(schema);
        SchemaId(self.all.len() as u32 - 1)
    }

    /// Puts a schema at a place that was kept free with [`Schemas::push`]: how recursive schemas are read.
    pub fn set(&mut self, id: SchemaId, schema: Schema) {
        self.all[id.0 as usize] = schema;
    }

    /// Says what a schema is called.
    pub fn name(&mut self, id: SchemaId, name: String) {
        self.all[id.0 as usize].name = Some(name);
    }

    /// Leaves a schema without its default.
    pub fn forget_default(&mut self, id: SchemaId) {
        self.all[id.0 as usize].default = None;
    }

    /// Keeps the first ones only.
    pub fn truncate(&mut self, length: usize) {
        self.all.truncate(length);
        self.targets.truncate(length);
        self.wholes.truncate(length);
    }

    pub fn len(&self) -> usize {
        self.all.len()
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The schema at an index, as [`SchemaId::index`] gives it.
    pub fn id(&self, index: usize) -> Option<SchemaId> {
        (index < self.all.len()).then_some(SchemaId(index as u32))
    }

    pub fn ids(&self) -> impl Iterator<Item = SchemaId> + use<> {
        (0..self.all.len() as u32).map(SchemaId)
    }

    /// Finds out where references lead, once no schema is added any more: chains of them may be long.
    pub fn close(&mut self) {
        self.targets = self.ends(Schema::plain_reference);
        self.wholes = self.ends(Schema::plain_inclusion);
    }

    /// For each schema the last of the chain that begins with it.
    fn ends(&self, next: impl Fn(&Schema) -> Option<SchemaId>) -> Vec<SchemaId> {
        const OPEN: SchemaId = SchemaId(u32::MAX);
        const HERE: SchemaId = SchemaId(u32::MAX - 1);
        let mut targets = vec![OPEN; self.len()];
        for id in self.ids() {
            let mut path = Vec::new();
            let mut end = id;
            let target = loop {
                match std::mem::replace(&mut targets[end.index()], HERE) {
                    OPEN => path.push(end),
                    // A circle, of which any schema is as good as the others.
                    HERE => break end,
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

    /// For each schema: whether it is marked, or leads to a marked one. Each is looked at once, however long the chains
    /// are.
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

    /// Follows plain references to the schema that says something.
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

    /// Follows what only refers to another schema, or includes it, to the one that shapes a type.
    pub fn whole(&self, id: SchemaId) -> SchemaId {
        self.wholes.get(id.index()).copied().unwrap_or(id)
    }
}

impl std::ops::Index<SchemaId> for Schemas {
    type Output = Schema;

    fn index(&self, id: SchemaId) -> &Schema {
        &self.all[id.0 as usize]
    }
}

/// A schema object (JSON Schema 2020-12, with what OpenAPI adds).
///
/// Keywords that shape Rust types have fields; keywords that only the validator reads stay as they are in
/// [`Schema::assertions`] and [`Schema::applicators`].
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// Where it stands.
    pub at: At,
    /// Its key under `components/schemas`, or what stands for one when it is referenced elsewhere.
    pub name: Option<String>,
    /// `true` and `false` as whole schemas.
    pub boolean: Option<bool>,
    /// `$ref`.
    pub reference: Option<SchemaId>,
    /// `type`; none given allows all.
    pub types: Option<Types>,
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
    pub properties: IndexMap<String, SchemaId>,
    pub required: Vec<String>,
    pub additional_properties: Option<SchemaId>,
    pub items: Option<SchemaId>,
    pub prefix_items: Vec<SchemaId>,
    pub all_of: Vec<SchemaId>,
    pub any_of: Vec<SchemaId>,
    pub one_of: Vec<SchemaId>,
    pub discriminator: Option<Box<Discriminator>>,
    /// `minLength`, `pattern`, `uniqueItems` …: what the validator checks and no type expresses.
    pub assertions: serde_json::Map<String, Value>,
    /// `not`, `if`, `contains`, `patternProperties` …: further schemas that only the validator reads.
    pub applicators: Vec<(&'static str, Applicator)>,
}

/// The schemas below a keyword.
#[derive(Clone, Debug, PartialEq)]
pub enum Applicator {
    One(SchemaId),
    Keyed(Vec<(String, SchemaId)>),
}

impl Applicator {
    /// The schemas, in the order of the document.
    pub fn schemas(&self) -> impl Iterator<Item = SchemaId> + '_ {
        let (one, keyed) = match self {
            Applicator::One(id) => (Some(*id), [].as_slice()),
            Applicator::Keyed(list) => (None, list.as_slice()),
        };
        one.into_iter().chain(keyed.iter().map(|(_, id)| *id))
    }
}

/// The Discriminator Object (OpenAPI 3.1.1 §4.8.25).
#[derive(Clone, Debug, PartialEq)]
pub struct Discriminator {
    pub property: String,
    /// Values and the schemas that they stand for, as `mapping` has them.
    pub mapping: Vec<(String, SchemaId)>,
    /// `defaultMapping`: the schema of values whose property is absent, or stands for none.
    pub default: Option<SchemaId>,
}

impl Discriminator {
    /// The schemas that are named here.
    pub fn targets(&self) -> impl Iterator<Item = SchemaId> + '_ {
        let mapped = self.mapping.iter().map(|(_, id)| *id);
        mapped.chain(self.default)
    }
}

impl Schema {
    /// The target, when this schema is a reference and says nothing of its own that a type or the validator minds.
    pub fn plain_reference(&self) -> Option<SchemaId> {
        let is_plain = self.all_of.is_empty() && self.is_bare();
        self.reference.filter(|_| is_plain)
    }

    /// The one schema that this one refers to or has in its `allOf`, when it says nothing of its own that a type minds.
    pub fn plain_inclusion(&self) -> Option<SchemaId> {
        let mut included = self.included();
        let only = included.next().filter(|_| included.next().is_none())?;
        (self.format.is_none() && self.is_bare()).then_some(only)
    }

    /// Whether it says nothing beside what it includes.
    fn is_bare(&self) -> bool {
        self.types.is_none()
            && self.enumeration.is_none()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional_properties.is_none()
            && self.items.is_none()
            && self.prefix_items.is_empty()
            && self.any_of.is_empty()
            && self.one_of.is_empty()
            && self.assertions.is_empty()
            && self.applicators.is_empty()
    }

    /// What it refers to, and its `allOf`: what a value has to satisfy besides.
    pub fn included(&self) -> impl Iterator<Item = SchemaId> + '_ {
        self.reference
            .into_iter()
            .chain(self.all_of.iter().copied())
    }

    /// Every schema directly below this one, references included.
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
            .chain(self.applied())
    }

    /// The schemas below keywords that only the validator reads.
    pub fn applied(&self) -> impl Iterator<Item = SchemaId> + '_ {
        self.applicators
            .iter()
            .flat_map(|(_, applicator)| applicator.schemas())
    }

    /// The schemas below some of the keywords that only the validator reads.
    pub fn applied_by<'s>(&'s self, keywords: &'s [&str]) -> impl Iterator<Item = SchemaId> + 's {
        self.applicators
            .iter()
            .filter(|(keyword, _)| keywords.contains(keyword))
            .flat_map(|(_, applicator)| applicator.schemas())
    }
}

/// A set of JSON types (JSON Schema 2020-12 Validation §6.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Types(u8);

/// One JSON type. `integer` is a number without a fraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Type {
    Null = 1,
    Boolean = 2,
    Integer = 4,
    Number = 8,
    String = 16,
    Array = 32,
    Object = 64,
}

impl Type {
    pub const ALL: [Type; 7] = [
        Type::Null,
        Type::Boolean,
        Type::Integer,
        Type::Number,
        Type::String,
        Type::Array,
        Type::Object,
    ];

    /// The name in a document.
    pub fn name(self) -> &'static str {
        match self {
            Type::Null => "null",
            Type::Boolean => "boolean",
            Type::Integer => "integer",
            Type::Number => "number",
            Type::String => "string",
            Type::Array => "array",
            Type::Object => "object",
        }
    }

    pub fn from_name(name: &str) -> Option<Type> {
        Type::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The type of a value; a number without a fraction is an integer.
    pub fn of(value: &Value) -> Type {
        match value {
            Value::Null => Type::Null,
            Value::Bool(_) => Type::Boolean,
            Value::Number(number)
                if number.as_f64().is_some_and(|number| number.fract() == 0.0) =>
            {
                Type::Integer
            }
            Value::Number(_) => Type::Number,
            Value::String(_) => Type::String,
            Value::Array(_) => Type::Array,
            Value::Object(_) => Type::Object,
        }
    }
}

impl Types {
    pub fn contains(self, kind: Type) -> bool {
        self.0 & kind as u8 != 0
    }

    pub fn insert(&mut self, kind: Type) {
        self.0 |= kind as u8;
    }

    pub fn without(self, kind: Type) -> Types {
        Types(self.0 & !(kind as u8))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn iter(self) -> impl Iterator<Item = Type> {
        Type::ALL
            .into_iter()
            .filter(move |kind| self.contains(*kind))
    }

    /// The only type in the set.
    pub fn only(self) -> Option<Type> {
        let mut all = self.iter();
        all.next().filter(|_| all.next().is_none())
    }

    /// What both sets allow; `number` includes `integer`.
    pub fn intersect(self, other: Types) -> Types {
        let widen = |types: Types| {
            if types.contains(Type::Number) {
                types.0 | Type::Integer as u8
            } else {
                types.0
            }
        };
        let both = widen(self) & widen(other);
        let both = if both & Type::Number as u8 != 0 {
            both & !(Type::Integer as u8)
        } else {
            both
        };
        Types(both)
    }
}

impl FromIterator<Type> for Types {
    fn from_iter<I: IntoIterator<Item = Type>>(kinds: I) -> Types {
        let mut types = Types::default();
        kinds.into_iter().for_each(|kind| types.insert(kind));
        types
    }
}
