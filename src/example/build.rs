//! Tries candidates for a value and choices between alternatives until the value is valid.

use std::rc::Rc;

use serde_json::{Map, Value};

use super::chosen::{self, Chosen};
use super::{BuiltSample, SampleOptions, Samples, number, text};
use crate::schema::{SchemaId, Type};

/// Limit on the candidates for one schema; beyond it the first one is used.
const MAX_CANDIDATES: usize = 80;

/// Limit on the levels with optional members, for schemas that only these distinguish.
const FULL: u8 = 3;

/// Limit on the values and schemas visited for one value, since the combinations of recursive schemas grow
/// exponentially.
const WORK: usize = 2_000_000;

/// Limit on the depth of values; the validator and most JSON parsers accept no more.
const DEPTH: usize = 100;

/// Limit on the number of values in a sample.
const SIZE: usize = 20_000;

/// Limit on the length of JSON in strings, since each level of strings in strings doubles it.
const TEXT: usize = 10_000;

impl<'a> Samples<'a> {
    /// A value that satisfies several schemas; without schemas, any value.
    pub(super) fn build(&mut self, ids: &[SchemaId], options: SampleOptions) -> Rc<BuiltSample> {
        let mut unique = Vec::new();
        for id in ids.iter().map(|id| self.referenced(*id)) {
            if !unique.contains(&id) {
                unique.push(id);
            }
        }
        let key = (unique, options);
        if let Some(found) = self.found.get(&key) {
            return Rc::clone(found);
        }
        if self.open.is_empty() {
            self.work = 0;
        }
        if self.work > WORK || self.open.len() >= DEPTH || !self.open.insert(key.clone()) {
            return Rc::new(BuiltSample {
                value: Value::Null,
                size: 1,
                is_valid: false,
                choices: Vec::new(),
            });
        }
        let found = Rc::new(self.find(&key.0, options));
        self.open.remove(&key);
        self.found.insert(key, Rc::clone(&found));
        found
    }

    /// The target of a plain reference.
    fn referenced(&self, mut id: SchemaId) -> SchemaId {
        let schemas = self.definitions.schemas();
        for _ in 0..20 {
            let schema = &schemas[id];
            match schema
                .plain_reference()
                .filter(|_| schema.examples.is_empty() && schema.default.is_none())
            {
                Some(target) => id = target,
                None => break,
            }
        }
        id
    }

    fn find(&mut self, ids: &[SchemaId], options: SampleOptions) -> BuiltSample {
        if options.examples
            && let Some(value) = self.example(ids, options)
        {
            return BuiltSample::valid(value, Vec::new());
        }
        let schemas = self.definitions.schemas();
        let mut first = None;
        // Values with more members follow, because the smallest may be valid against several alternatives of a `oneOf`.
        for full in options.full..=FULL.max(options.full) {
            let options = SampleOptions { full, ..options };
            let mut tries = 0;
            let mut choices: Vec<usize> = Vec::new();
            let mut point = 0;
            loop {
                let constraints =
                    chosen::choose(schemas, &self.graph, ids, &choices, options.least);
                for value in self.values(ids, &constraints, options) {
                    tries += 1;
                    let size = size(&value);
                    self.work += size + constraints.parts.len();
                    if size <= SIZE && self.accepted(ids, &value, options) {
                        return BuiltSample::valid(value, choices);
                    }
                    if size <= SIZE {
                        first.get_or_insert((value, size, choices.clone()));
                    }
                }
                let Some(alternatives) = constraints.alternatives.get(point) else {
                    break;
                };
                (choices, point) = next_choices(&choices, point, *alternatives);
                if tries > MAX_CANDIDATES || self.work > WORK {
                    break;
                }
            }
        }
        if let Some((Value::Object(members), _, choices)) = &first
            && let Some(members) = self.distinguished(ids, members, options)
        {
            return BuiltSample::valid(Value::Object(members), choices.clone());
        }
        let (value, size, choices) = first.unwrap_or((Value::Null, 1, Vec::new()));
        BuiltSample {
            value,
            size,
            is_valid: false,
            choices,
        }
    }

    /// An object for one of several similar schemas, with an additional member that the others do not allow. No other object
    /// satisfies a `oneOf` of such schemas.
    fn distinguished(
        &mut self,
        ids: &[SchemaId],
        members: &Map<String, Value>,
        options: SampleOptions,
    ) -> Option<Map<String, Value>> {
        let schemas = self.definitions.schemas();
        let constraints = chosen::choose(schemas, &self.graph, ids, &[], options.least);
        let branches: Vec<SchemaId> = constraints
            .parts
            .iter()
            .flat_map(|part| &schemas[*part].one_of)
            .copied()
            .collect();
        let mut names: Vec<&str> = Vec::new();
        for branch in branches {
            names.extend(
                chosen::choose(schemas, &self.graph, &[branch], &[], options.least)
                    .properties
                    .keys(),
            );
        }
        let values = [
            Value::from("string"),
            0.into(),
            false.into(),
            Value::Array(Vec::new()),
        ];
        let candidates = names
            .into_iter()
            .flat_map(|name| values.iter().map(move |value| (name, value)));
        candidates
            .take(2 * MAX_CANDIDATES)
            .find_map(|(name, value)| {
                let mut members = members.clone();
                members.insert(name.to_owned(), value.clone());
                let value = Value::Object(members);
                let is_valid = self.accepted(ids, &value, options);
                match value {
                    Value::Object(members) if is_valid => Some(members),
                    _ => None,
                }
            })
    }

    /// The first example of the document that satisfies all schemas.
    fn example(&mut self, ids: &[SchemaId], options: SampleOptions) -> Option<Value> {
        let schemas = self.definitions.schemas();
        for id in ids {
            let mut id = *id;
            // The examples of the targets of references as well.
            for _ in 0..20 {
                for example in &schemas[id].examples {
                    if self.accepted(ids, example, options) {
                        return Some(example.clone());
                    }
                }
                match schemas[id].reference {
                    Some(target) => id = target,
                    None => break,
                }
            }
        }
        None
    }

    /// Candidates for a value, the likeliest first.
    fn values(
        &mut self,
        ids: &[SchemaId],
        constraints: &Chosen<'a>,
        options: SampleOptions,
    ) -> Vec<Value> {
        if let Some(values) = &constraints.values {
            return values
                .iter()
                .take(MAX_CANDIDATES)
                .map(|value| (*value).clone())
                .collect();
        }
        let mut values: Vec<Value> = constraints
            .defaults
            .iter()
            .map(|value| (*value).clone())
            .collect();
        for kind in kinds(constraints, options) {
            match kind {
                Type::Null => values.push(Value::Null),
                Type::Boolean => values.extend([Value::Bool(false), Value::Bool(true)]),
                Type::Integer => values.extend(number::integers(constraints)),
                Type::Number => values.extend(number::numbers(constraints)),
                Type::String => {
                    values.extend(self.json_text(constraints, options));
                    let plain = if options.examples { "string" } else { "" };
                    values.extend(
                        text::candidates(constraints, plain)
                            .into_iter()
                            .map(Value::String),
                    );
                }
                Type::Array => values.push(Value::Array(self.list(ids, constraints, options))),
                Type::Object => values.push(Value::Object(self.object(ids, constraints, options))),
            }
        }
        values
    }

    /// A string that holds JSON, where the schemas describe that.
    fn json_text(&mut self, constraints: &Chosen<'a>, options: SampleOptions) -> Option<Value> {
        if constraints.contents.is_empty() {
            return None;
        }
        let inner = self.inner(constraints, &constraints.contents, options);
        let text = inner.is_valid.then(|| inner.value.to_string());
        text.filter(|text| text.len() <= TEXT).map(Value::String)
    }

    /// A value for a part of another value; the least one where the schemas are recursive.
    pub(super) fn inner(
        &mut self,
        outer: &Chosen<'a>,
        ids: &[SchemaId],
        options: SampleOptions,
    ) -> Rc<BuiltSample> {
        let options = if self.leads_back(outer, ids) {
            options.least()
        } else {
            SampleOptions {
                full: options.full.saturating_sub(1),
                ..options
            }
        };
        self.build(ids, options)
    }

    /// Whether one of the schemas contains one of those that are being built.
    pub(crate) fn leads_back(&self, outer: &Chosen<'a>, ids: &[SchemaId]) -> bool {
        ids.iter().any(|id| {
            outer
                .parts
                .iter()
                .any(|part| self.graph.in_cycle(*id, *part))
        })
    }
}

/// The types to try in order; without `type`, those that the other keywords concern come first.
pub(super) fn kinds(constraints: &Chosen, options: SampleOptions) -> Vec<Type> {
    const PLAIN: [Type; 7] = [
        Type::String,
        Type::Integer,
        Type::Number,
        Type::Boolean,
        Type::Object,
        Type::Array,
        Type::Null,
    ];
    if let Some(types) = constraints.types {
        let mut kinds: Vec<Type> = PLAIN
            .into_iter()
            .filter(|kind| types.contains(*kind))
            .collect();
        if options.least {
            // Scalars are smaller than objects and arrays.
            kinds.sort_by_key(|kind| matches!(kind, Type::Object | Type::Array));
        }
        return kinds;
    }
    let object = !constraints.properties.is_empty()
        || !constraints.required.is_empty()
        || !constraints.additional.is_empty()
        || constraints.counts.min_properties.is_some();
    let list = constraints.has_items() || constraints.counts.min_items.is_some();
    let string = !constraints.patterns.is_empty()
        || !constraints.formats.is_empty()
        || !constraints.contents.is_empty()
        || constraints.counts.min_length.is_some();
    let number = constraints.minimum.is_some()
        || constraints.maximum.is_some()
        || !constraints.multiples.is_empty();
    let implied = [
        (object, Type::Object),
        (list, Type::Array),
        (string, Type::String),
        (number, Type::Number),
    ];
    let implied = implied
        .into_iter()
        .filter_map(|(implied, kind)| implied.then_some(kind));
    let mut kinds: Vec<Type> = implied.chain([Type::Object]).collect();
    let rest: Vec<Type> = PLAIN
        .into_iter()
        .filter(|kind| !kinds.contains(kind))
        .collect();
    kinds.extend(rest);
    kinds
}

/// The next choice at one point, with the first alternative at all others, and that point.
fn next_choices(choices: &[usize], point: usize, alternatives: usize) -> (Vec<usize>, usize) {
    let choice = choices.get(point).copied().unwrap_or_default() + 1;
    if choice >= alternatives {
        return (vec![0; point + 1], point + 1);
    }
    let mut next = vec![0; point];
    next.push(choice);
    (next, point)
}

/// The number of values in a value.
pub(super) fn size(value: &Value) -> usize {
    match value {
        Value::Array(items) => 1 + items.iter().map(size).sum::<usize>(),
        Value::Object(members) => 1 + members.values().map(size).sum::<usize>(),
        _ => 1,
    }
}

/// Whether an object is small enough for another optional member.
pub(super) fn has_room(members: &Map<String, Value>) -> bool {
    const MAX: usize = 300;
    members.values().map(size).sum::<usize>() < MAX
}
