//! Whether values satisfy schemas, as a generated server would find it.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Value, json};
use specfirst_runtime::schema::{Direction, Schema, Schemas, Violation};

use super::{Definitions, Writer};
use crate::schema::SchemaId;

/// Compiles schemas, and remembers them.
pub(crate) struct Judge<'a> {
    definitions: &'a Definitions<'a>,
    named: Schemas,
    compiled: HashMap<SchemaId, Rc<Schema>>,
    patterns: HashMap<String, Schema>,
}

impl<'a> Judge<'a> {
    /// For some schemas and all that they refer to.
    pub(crate) fn new(
        definitions: &'a Definitions<'a>,
        ids: impl Iterator<Item = SchemaId>,
    ) -> Judge<'a> {
        let mut writer = Writer::new(definitions);
        let mut compiled = HashMap::new();
        for id in ids {
            compiled
                .entry(id)
                .or_insert_with(|| Rc::new(Schema::compile(&writer.schema(id))));
        }
        let lines = std::iter::from_fn(|| writer.next_line());
        let named = Schemas::new(lines.map(|(name, schema)| (name, schema.to_string())));
        Judge {
            definitions,
            named,
            compiled,
            patterns: HashMap::new(),
        }
    }

    pub(crate) fn accepts(&mut self, id: SchemaId, value: &Value, direction: Direction) -> bool {
        let schema = self.compiled(id);
        self.named.accepts(&schema, value, direction)
    }

    /// The same in so many steps; `None` where more would be needed.
    pub(crate) fn accepts_within(
        &mut self,
        steps: usize,
        id: SchemaId,
        value: &Value,
        direction: Direction,
    ) -> Option<bool> {
        let schema = self.compiled(id);
        self.named.accepts_within(steps, &schema, value, direction)
    }

    /// What is wrong with a value, in the order of the value.
    pub(crate) fn violations(
        &mut self,
        id: SchemaId,
        value: &Value,
        direction: Direction,
    ) -> Vec<Violation> {
        let schema = self.compiled(id);
        self.named.check(&schema, value, direction)
    }

    /// Whether a pattern is found in a text.
    pub(crate) fn matches(&mut self, pattern: &str, text: &str) -> bool {
        if !self.patterns.contains_key(pattern) {
            let schema = Schema::compile(&json!({ "pattern": pattern }));
            self.patterns.insert(pattern.to_owned(), schema);
        }
        let schema = &self.patterns[pattern];
        self.named
            .accepts(schema, &json!(text), Direction::Response)
    }

    fn compiled(&mut self, id: SchemaId) -> Rc<Schema> {
        let definitions = self.definitions;
        let compile = || Rc::new(Schema::compile(&Writer::new(definitions).schema(id)));
        Rc::clone(self.compiled.entry(id).or_insert_with(compile))
    }
}
