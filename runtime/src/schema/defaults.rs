//! Filling in the `default` of absent members.
//!
//! The changes are collected first and then made: what to fill in depends on which branches of a union the value
//! satisfies, and the verdicts, which are remembered by address, hold only as long as the value stays where it is.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::place::{At, Step};
use super::rules::{Combination, Objects, Schema};
use super::types::TypeSet;
use super::validator::{on_sufficient_stack, Validator};
use super::{number, Budget, Direction, SchemaViolation, Schemas};

/// The steps that adding one value takes. They limit the memory as well: `{}` is two bytes, and may have many defaults.
const ADDED: u64 = 32;

/// Completes the value.
pub(super) fn fill(
    schemas: &Schemas,
    schema: &Schema,
    value: &mut Value,
    budget: &Budget,
) -> Result<(), SchemaViolation> {
    if !schemas.may_fill(schema) {
        return Ok(());
    }
    let root: &Value = value;
    let changes = on_sufficient_stack(budget, |limit| {
        let mut filler = Filler {
            validator: Validator::new(schemas, Direction::Request, budget, limit),
            changes: Vec::new(),
            filled: HashSet::new(),
        };
        filler.fill(root, &At::root(schema));
        let undecided = filler.validator.undecided();
        let is_too_deep = filler.validator.is_too_deep;
        (undecided.map_or(Ok(filler.changes), Err), is_too_deep)
    })?;
    for change in changes {
        change.make(value);
    }
    Ok(())
}

/// Collects the changes.
struct Filler<'s> {
    validator: Validator<'s>,
    changes: Vec<Change>,
    /// The addresses of schemas and values that are done, where several ways lead to them.
    filled: HashSet<(usize, usize)>,
}

/// A change of the value.
struct Change {
    way: Vec<Key>,
    new: New,
}

/// A step to a part of the value.
enum Key {
    Member(String),
    Item(usize),
}

enum New {
    /// The value in the place of the old one.
    Value(Value),
    /// A further member.
    Member(String, Value),
}

impl Change {
    fn new(at: &At<'_>, new: New) -> Self {
        let way = at.steps().into_iter().filter_map(|step| match step {
            Step::Member(_, name) => Some(Key::Member(name.to_owned())),
            Step::Item(index) => Some(Key::Item(index)),
            Step::Root | Step::Same | Step::Branch => None,
        });
        Self {
            way: way.collect(),
            new,
        }
    }

    fn make(self, root: &mut Value) {
        let value = self.way.iter().try_fold(root, |value, key| match key {
            Key::Member(name) => value.get_mut(name),
            Key::Item(index) => value.get_mut(index),
        });
        match (value, self.new) {
            (Some(value), New::Value(new)) => *value = new,
            (Some(Value::Object(members)), New::Member(name, new)) => {
                members.entry(name).or_insert(new);
            }
            _ => {}
        }
    }
}

impl Filler<'_> {
    fn visit(&mut self, schema: &Schema, value: &Value, up: &At<'_>, step: Step<'_>) {
        let at = At {
            up: Some(up),
            schema,
            step,
            depth: up.depth + 1,
            exclusions: self.validator.exclusions(Some(up), step),
        };
        if self.validator.is_stopped() || !self.validator.spend(1, &at) {
            return;
        }
        if self.validator.is_beyond_limit(&at) {
            return;
        }
        let is_circular = || {
            at.same_value()
                .skip(1)
                .any(|up| std::ptr::eq(up.schema, schema))
        };
        let is_container = matches!(value, Value::Array(_) | Value::Object(_));
        let is_shared = schema.branches && (is_container || schema.has_all_of());
        let key = || {
            (
                std::ptr::from_ref(schema).addr(),
                std::ptr::from_ref(value).addr(),
            )
        };
        if !self.validator.schemas.may_fill(schema)
            || (at.is_same_value() && is_circular())
            || (is_shared && !self.filled.insert(key()))
        {
            return;
        }
        self.fill(value, &at);
    }

    fn fill(&mut self, value: &Value, at: &At<'_>) {
        let schema = at.schema;
        let is_integer = |types: TypeSet| types & TypeSet::NUMBER == TypeSet::INTEGER;
        if schema.types.is_some_and(is_integer) {
            let integer = written_as_float(value);
            self.changes
                .extend(integer.map(|value| Change::new(at, New::Value(value))));
        }
        match (value, &schema.object, &schema.array) {
            (Value::Object(members), Some(rules), _) => self.members(rules, members, at),
            (Value::Array(items), _, Some(rules)) => {
                for (index, item) in items.iter().enumerate() {
                    let Some(schema) = rules.prefix.get(index).or(rules.items.as_ref()) else {
                        break;
                    };
                    self.visit(schema, item, at, Step::Item(index));
                }
            }
            _ => {}
        }
        let name = schema.reference.as_ref();
        if let Some(schema) = name.and_then(|name| self.validator.schemas.referenced(name)) {
            self.visit(schema, value, at, Step::Same);
        }
        if let Some(rules) = &schema.combination {
            self.combination(rules, value, at);
        }
    }

    fn members(&mut self, rules: &Objects, members: &Map<String, Value>, at: &At<'_>) {
        for (index, (name, value)) in members.iter().enumerate() {
            let step = Step::Member(index, name);
            let mut known = false;
            if let Some(schema) = rules.member(name).and_then(|member| member.schema.as_ref()) {
                known = true;
                self.visit(schema, value, at, step);
            }
            for (pattern, schema) in &rules.patterns {
                if self.validator.matches(pattern, name, at) {
                    known = true;
                    self.visit(schema, value, at, step);
                }
            }
            if let Some(schema) = rules.additional.as_ref().filter(|_| !known) {
                self.visit(schema, value, at, step);
            }
        }
        let schemas = self.validator.schemas;
        for member in &rules.members {
            let Some(schema) = &member.schema else {
                continue;
            };
            // Others have no default, and looking up the member takes longer.
            let may_have_default =
                schema.default.is_some() || schema.reference.is_some() || schema.has_all_of();
            if !may_have_default
                || members.contains_key(&*member.name)
                || schemas.is_excluded(schema, Direction::Request)
            {
                continue;
            }
            if let Some(default) = schemas.default(schema) {
                if !self.validator.spend(steps(default), at) {
                    return;
                }
                let new = New::Member(member.name.to_string(), default.clone());
                self.changes.push(Change::new(at, new));
            }
        }
    }

    fn combination(&mut self, rules: &Combination, value: &Value, at: &At<'_>) {
        for schema in &rules.all {
            self.visit(schema, value, at, Step::Same);
        }
        for branches in [&rules.any, &rules.one] {
            if !branches
                .iter()
                .any(|branch| self.validator.schemas.may_fill(branch))
            {
                continue;
            }
            let discriminator = rules.discriminator.as_ref();
            let picked =
                discriminator.and_then(|discriminator| discriminator.pick(branches, value));
            let picked = picked.filter(|branch| self.validator.fits(branch, value, at, None));
            let mut others = branches.iter();
            let branch = picked
                .or_else(|| others.find(|branch| self.validator.fits(branch, value, at, None)));
            if let Some(branch) = branch {
                self.visit(branch, value, at, Step::Same);
            }
        }
        if let Some(condition) = &rules.condition {
            let next = match self.validator.fits(condition, value, at, None) {
                true => &rules.then,
                false => &rules.otherwise,
            };
            if let Some(schema) = next {
                self.visit(schema, value, at, Step::Same);
            }
        }
    }
}

/// The steps that adding a default takes.
fn steps(default: &Value) -> u64 {
    match default {
        Value::String(text) => ADDED + u64::try_from(text.len() / 8).unwrap_or(u64::MAX - ADDED),
        Value::Array(items) => items.iter().map(steps).fold(ADDED, u64::saturating_add),
        Value::Object(members) => members.values().map(steps).fold(ADDED, u64::saturating_add),
        Value::Null | Value::Bool(_) | Value::Number(_) => ADDED,
    }
}

/// The integer that a number with a decimal point or an exponent is, if it is one.
fn written_as_float(value: &Value) -> Option<Value> {
    let Value::Number(number) = value else {
        return None;
    };
    // A float of -2^63 may have been a lesser integer, which serde_json has rounded.
    let is_exact = |integer: &i128| number.is_f64() && *integer > i64::MIN.into();
    let integer = number::integer(number).filter(is_exact)?;
    i64::try_from(integer)
        .map(Value::from)
        .or_else(|_| u64::try_from(integer).map(Value::from))
        .ok()
}

impl Schemas {
    /// The schema's `default`, or that of a schema that it refers to or has in `allOf`.
    pub(crate) fn default<'a>(&'a self, schema: &'a Schema) -> Option<&'a Value> {
        let mut default = None;
        self.any_unconditional_schema(schema, &mut |schema| {
            default = schema.default.as_deref();
            default.is_some()
        });
        default
    }

    /// Whether filling can change a value of the schema: it, or a schema that it leads to, has a member with a default or
    /// requires an integer.
    fn may_fill(&self, schema: &Schema) -> bool {
        if let Some(known) = schema.may_fill.get() {
            return *known;
        }
        let mut seen = HashSet::new();
        let mut open = vec![schema];
        let mut reached = Vec::new();
        while let Some(next) = open.pop() {
            if !seen.insert(std::ptr::from_ref(next).addr()) {
                continue;
            }
            if next.may_fill.get() == Some(&true) || self.fills(next) {
                return *schema.may_fill.get_or_init(|| true);
            }
            if next.may_fill.get().is_none() {
                reached.push(next);
                next.for_each_child(&mut |child| open.push(child));
                let name = next.reference.as_ref();
                open.extend(name.and_then(|name| self.get(name)));
            }
        }
        for schema in reached {
            schema.may_fill.get_or_init(|| false);
        }
        false
    }

    /// Whether the schema itself changes values.
    fn fills(&self, schema: &Schema) -> bool {
        let is_integer = |types: TypeSet| types & TypeSet::NUMBER == TypeSet::INTEGER;
        let members = schema.object.iter().flat_map(|rules| &rules.members);
        let mut members = members.filter_map(|member| member.schema.as_ref());
        schema.types.is_some_and(is_integer) || members.any(|member| self.default(member).is_some())
    }
}

impl Schema {
    fn has_all_of(&self) -> bool {
        let combination = self.combination.as_ref();
        combination.is_some_and(|rules| !rules.all.is_empty())
    }

    /// Calls the function for each schema that defaults of a value, its members or its items can come from.
    fn for_each_child<'a>(&'a self, found: &mut dyn FnMut(&'a Self)) {
        if let Some(rules) = &self.object {
            rules
                .members
                .iter()
                .filter_map(|member| member.schema.as_ref())
                .for_each(&mut *found);
            rules
                .patterns
                .iter()
                .map(|(_, schema)| schema)
                .for_each(&mut *found);
            rules.additional.iter().for_each(&mut *found);
        }
        if let Some(rules) = &self.array {
            rules
                .prefix
                .iter()
                .chain(&rules.items)
                .for_each(&mut *found);
        }
        if let Some(rules) = &self.combination {
            let lists = rules.all.iter().chain(&rules.any).chain(&rules.one);
            lists
                .chain(&rules.then)
                .chain(&rules.otherwise)
                .for_each(&mut *found);
        }
    }
}
