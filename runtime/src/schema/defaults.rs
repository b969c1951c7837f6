//! Filling in the `default` of absent members.
//!
//! The changes are collected first and then made: what to fill in depends on which branches of a union the value
//! satisfies, and the verdicts, which are remembered by index, hold only as long as the value stays where it is.

use std::collections::HashSet;
use std::sync::OnceLock;

use serde_json::{Number, Value};

use super::super::json::{Addition, Json, Kind, Object, Tree};
use super::budget::pass;
use super::place::{At, Step};
use super::rules::{Combination, Objects, Schema};
use super::types::TypeSet;
use super::validator::{on_sufficient_stack, Validator};
use super::{number, Budget, Direction, SchemaViolation, Schemas};

/// The steps that adding one value takes. They limit the memory as well: `{}` is two bytes, and may have many defaults.
const ADDED: u64 = 32;

/// Completes the last value of a tree, which is at the index.
pub(super) fn fill(
    schemas: &Schemas,
    schema: &Schema,
    tree: &mut Tree,
    index: usize,
    budget: &Budget,
) -> Result<(), SchemaViolation> {
    let has_whole_floats = tree.has_whole_floats();
    let value = tree.at(index);
    let is_same = !has_whole_floats && !value.is_container();
    if is_same || !may_change(schemas, schema, has_whole_floats) {
        return Ok(());
    }
    let changes = on_sufficient_stack(budget, |limit| {
        let mut filler = Filler {
            validator: Validator::new(schemas, Direction::Request, budget, limit),
            has_whole_floats,
            changes: Changes::default(),
            filled: HashSet::new(),
        };
        filler.fill(schema, value, &At::root(schema));
        let undecided = filler.validator.undecided();
        let is_too_deep = filler.validator.is_too_deep;
        (undecided.map_or(Ok(filler.changes), Err), is_too_deep)
    })?;
    for (index, number) in changes.integers {
        tree.replace_number(index, number);
    }
    let mut additions = changes.additions;
    additions.sort_by_key(|addition| addition.object);
    tree.add_members(index, &additions);
    Ok(())
}

/// Whether filling can change a value of the schema.
fn may_change(schemas: &Schemas, schema: &Schema, has_whole_floats: bool) -> bool {
    schemas.may_be_filled(schema, Filling::Members)
        || has_whole_floats && schemas.may_be_filled(schema, Filling::Integers)
}

/// Collects the changes.
struct Filler<'s> {
    validator: Validator<'s>,
    /// Whether there are numbers that integers may be written as.
    has_whole_floats: bool,
    changes: Changes<'s>,
    /// Schemas, by their addresses, and values that are done, where several ways lead to them.
    filled: HashSet<(usize, usize)>,
}

/// The changes of a tree.
#[derive(Default)]
struct Changes<'s> {
    additions: Vec<Addition<'s>>,
    /// Integers, and the indices of the numbers that they replace.
    integers: Vec<(usize, Number)>,
}

/// What filling does.
#[derive(Clone, Copy)]
enum Filling {
    /// Members with a default are added.
    Members,
    /// Numbers become integers.
    Integers,
}

impl<'s> Filler<'s> {
    fn visit(&mut self, schema: &'s Schema, value: Json<'_>, up: &At<'_>, step: Step<'_>) {
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
        let is_shared = schema.branches && (value.is_container() || schema.has_all_of());
        let key = || (std::ptr::from_ref(schema).addr(), value.index());
        if !may_change(self.validator.schemas, schema, self.has_whole_floats)
            || (at.is_same_value() && is_circular())
            || (is_shared && !self.filled.insert(key()))
        {
            return;
        }
        self.fill(schema, value, &at);
    }

    fn fill(&mut self, schema: &'s Schema, value: Json<'_>, at: &At<'_>) {
        if schema.requires_integer() {
            let integer = written_as_float(value).map(|number| (value.index(), number));
            self.changes.integers.extend(integer);
        }
        match (value.kind(), &schema.object, &schema.array) {
            (Kind::Object(members), Some(rules), _) => self.members(rules, value, members, at),
            (Kind::Array(items), _, Some(rules)) => {
                for (index, item) in items.iter().enumerate() {
                    let Some(schema) = rules.prefix.get(index).or(rules.items.as_ref()) else {
                        break;
                    };
                    self.visit(schema, item, at, Step::Item(index));
                }
            }
            _ => {}
        }
        let reference = schema.reference.as_ref();
        if let Some(schema) = reference.and_then(|it| self.validator.schemas.referenced(it)) {
            self.visit(schema, value, at, Step::Same);
        }
        if let Some(rules) = &schema.combination {
            self.combination(rules, value, at);
        }
    }

    fn members(&mut self, rules: &'s Objects, value: Json<'_>, members: Object<'_>, at: &At<'_>) {
        let object = value.index();
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
            if !may_have_default {
                continue;
            }
            let Some(default) = schemas.default(schema) else {
                continue;
            };
            // The members are searched one by one.
            if !self.validator.spend(pass(members.len()), at) {
                return;
            }
            if members.get(&member.name).is_some()
                || schemas.is_excluded(schema, Direction::Request)
            {
                continue;
            }
            if !self.validator.spend(steps(default), at) {
                return;
            }
            self.changes.additions.push(Addition {
                object,
                name: &member.name,
                value: default,
            });
        }
    }

    fn combination(&mut self, rules: &'s Combination, value: Json<'_>, at: &At<'_>) {
        for schema in &rules.all {
            self.visit(schema, value, at, Step::Same);
        }
        for branches in [&rules.any, &rules.one] {
            if !branches
                .iter()
                .any(|branch| may_change(self.validator.schemas, branch, self.has_whole_floats))
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
fn written_as_float(value: Json<'_>) -> Option<Number> {
    let number = value.as_number()?;
    // A float of -2^63 may have been a lesser integer, which serde_json has rounded.
    let is_exact = |integer: &i128| number.is_f64() && *integer > i64::MIN.into();
    let integer = number::integer(number).filter(is_exact)?;
    i64::try_from(integer)
        .map(Number::from)
        .or_else(|_| u64::try_from(integer).map(Number::from))
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

    /// Whether the schema, or one that it leads to, has a member with a default or requires an integer.
    fn may_be_filled(&self, schema: &Schema, filling: Filling) -> bool {
        if let Some(known) = filling.known(schema).get() {
            return *known;
        }
        let mut seen = HashSet::new();
        let mut open = vec![schema];
        let mut reached = Vec::new();
        while let Some(next) = open.pop() {
            if !seen.insert(std::ptr::from_ref(next).addr()) {
                continue;
            }
            let known = filling.known(next).get();
            if known == Some(&true) || self.is_filled(next, filling) {
                return *filling.known(schema).get_or_init(|| true);
            }
            if known.is_none() {
                reached.push(next);
                next.for_each_child(&mut |child| open.push(child));
                let reference = next.reference.as_ref();
                open.extend(reference.and_then(|reference| self.target(reference)));
            }
        }
        for schema in reached {
            filling.known(schema).get_or_init(|| false);
        }
        false
    }

    /// Whether the schema itself changes values.
    fn is_filled(&self, schema: &Schema, filling: Filling) -> bool {
        let members = schema.object.iter().flat_map(|rules| &rules.members);
        let mut members = members.filter_map(|member| member.schema.as_ref());
        match filling {
            Filling::Members => members.any(|member| self.default(member).is_some()),
            Filling::Integers => schema.requires_integer(),
        }
    }
}

impl Filling {
    /// Where the schema has the answer to whether it may be filled.
    fn known(self, schema: &Schema) -> &OnceLock<bool> {
        match self {
            Self::Members => &schema.may_add_members,
            Self::Integers => &schema.may_have_integers,
        }
    }
}

impl Schema {
    /// Whether the schema allows integers and no other numbers.
    fn requires_integer(&self) -> bool {
        self.types
            .is_some_and(|types| types & TypeSet::NUMBER == TypeSet::INTEGER)
    }

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
