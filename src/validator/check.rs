//! Validation of values at generation, as the generated server does it.

use std::collections::HashMap;
use std::rc::Rc;

use serde_json::{Value, json};
use specfirst_runtime::json::Tree;
use specfirst_runtime::schema::{Budget, Direction, Schema, SchemaViolation, Schemas, pattern};

use super::{Definitions, Writer};
use crate::schema::SchemaId;

/// The budget of steps for one validation, which takes some tenths of a second.
pub(crate) const STEPS: u64 = 20_000_000;

/// Validates values against schemas of the document. Schemas are compiled at first use.
pub(crate) struct Validator<'a> {
    definitions: &'a Definitions<'a>,
    named: Schemas,
    compiled: HashMap<SchemaId, Rc<Schema>>,
    patterns: HashMap<String, Schema>,
}

impl<'a> Validator<'a> {
    /// Compiles schemas, and those that they refer to.
    pub(crate) fn new(
        definitions: &'a Definitions<'a>,
        ids: impl Iterator<Item = SchemaId>,
    ) -> Validator<'a> {
        let mut writer = Writer::new(definitions);
        let mut compiled = HashMap::new();
        for id in ids {
            compiled
                .entry(id)
                .or_insert_with(|| Rc::new(Schema::compile(&writer.schema(id))));
        }
        let lines = std::iter::from_fn(|| writer.next_line());
        let named = Schemas::new(lines.map(|(name, schema)| (name, schema.to_string())))
            .with_patterns(pattern::compile);
        Validator {
            definitions,
            named,
            compiled,
            patterns: HashMap::new(),
        }
    }

    /// Whether a value is valid; `false` if validation exceeds the budget.
    pub(crate) fn accepts(&mut self, id: SchemaId, value: &Value, direction: Direction) -> bool {
        self.accepts_within(STEPS, id, value, direction) == Ok(true)
    }

    /// Whether a value is valid, with a budget of steps.
    ///
    /// # Errors
    /// If validation exceeds the budget (code `budget`), or a pattern cannot be compiled.
    pub(crate) fn accepts_within(
        &mut self,
        steps: u64,
        id: SchemaId,
        value: &Value,
        direction: Direction,
    ) -> Result<bool, SchemaViolation> {
        let schema = self.compiled(id);
        let budget = Budget::of_steps(steps);
        self.named
            .accepts(&schema, Tree::from(value).root(), direction, &budget)
    }

    /// The violations of a value, in the order of the value.
    pub(crate) fn violations(
        &mut self,
        id: SchemaId,
        value: &Value,
        direction: Direction,
    ) -> Vec<SchemaViolation> {
        let schema = self.compiled(id);
        let budget = Budget::of_steps(STEPS);
        self.named
            .check(&schema, Tree::from(value).root(), direction, &budget)
    }

    /// Whether a pattern matches in a text.
    pub(crate) fn matches(&mut self, pattern: &str, text: &str) -> bool {
        if !self.patterns.contains_key(pattern) {
            let schema = Schema::compile(&json!({ "pattern": pattern }));
            self.patterns.insert(pattern.to_owned(), schema);
        }
        let Some(schema) = self.patterns.get(pattern) else {
            return false;
        };
        let budget = Budget::of_steps(STEPS);
        let direction = Direction::Response;
        let text = Tree::from(&json!(text));
        let accepts = self.named.accepts(schema, text.root(), direction, &budget);
        accepts == Ok(true)
    }

    fn compiled(&mut self, id: SchemaId) -> Rc<Schema> {
        let definitions = self.definitions;
        let compile = || Rc::new(Schema::compile(&Writer::new(definitions).schema(id)));
        Rc::clone(self.compiled.entry(id).or_insert_with(compile))
    }
}
