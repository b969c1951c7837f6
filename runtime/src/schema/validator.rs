//! Checking a value against a schema.

use std::collections::HashMap;

use super::super::json::{Json, Kind};
use super::budget::pass;
use super::place::{At, Step};
use super::rules::{Reference, Schema, Values};
use super::types::TypeSet;
use super::violations::{listed, printed, Found, MOST_VIOLATIONS};
use super::{equal, Budget, Direction, SchemaViolation, Schemas};

/// Limit on the schemas around each other, those reached by reference included. Documents need fewer than thirty for
/// each level of a value, and `serde_json` reads 128 levels.
const DEPTH: usize = 4_096;

/// The depth for which every thread's stack suffices, two megabytes in a debug build included. A check that goes deeper
/// is started again on a stack of `STACK_SIZE`.
const SHALLOW: usize = 100;

/// The size in bytes of a stack for `DEPTH`. Only what is used of it takes memory.
const STACK_SIZE: usize = 64 << 20;

/// The steps that another stack costs.
const STACK_STEPS: u64 = 5_000;

/// The steps that keeping track of the evaluated members or items costs for one schema.
const TRACKED: u64 = 8;

/// How many numbers are compared with one of `enum` in the time of a step.
const COMPARED_IN_A_STEP: usize = 4;

/// A verdict is remembered if finding it took at least so many steps; the others are found again as quickly.
const REMEMBERED: u64 = 32;

/// All violations, in the order of the value.
pub(super) fn violations(
    schemas: &Schemas,
    schema: &Schema,
    value: Json<'_>,
    direction: Direction,
    budget: &Budget,
) -> Vec<SchemaViolation> {
    on_sufficient_stack(budget, |limit| {
        let mut validator = Validator::new(schemas, direction, budget, limit);
        let ok = validator.visit(schema, value, None, Step::Root, None);
        let undecided = validator.undecided();
        let mut found = validator.found;
        if ok && undecided.is_none() && found.is_empty() {
            return (Vec::new(), false);
        }
        found.sort_by(|a, b| a.positions.cmp(&b.positions));
        let mut violations: Vec<_> = found.into_iter().map(|found| found.violation).collect();
        if let Some(undecided) = undecided {
            violations.truncate(MOST_VIOLATIONS - 1);
            violations.push(undecided);
        } else if !ok && violations.is_empty() {
            // No keyword leaves out its message; a value that is refused must not look valid if one does.
            violations.push(SchemaViolation {
                pointer: String::new(),
                code: "false",
                message: "is not valid".to_owned(),
            });
        }
        (violations, validator.is_too_deep)
    })
}

/// Whether there is no violation.
pub(super) fn verdict(
    schemas: &Schemas,
    schema: &Schema,
    value: Json<'_>,
    direction: Direction,
    budget: &Budget,
) -> Result<bool, SchemaViolation> {
    on_sufficient_stack(budget, |limit| {
        let mut validator = Validator::new(schemas, direction, budget, limit);
        validator.quiet = true;
        let ok = validator.visit(schema, value, None, Step::Root, None);
        let verdict = validator.undecided().map_or(Ok(ok), Err);
        (verdict, validator.is_too_deep)
    })
}

/// Runs a check, which is given the depth that it may go to and returns whether that was too little: first on the current
/// stack, then on a larger one.
pub(super) fn on_sufficient_stack<T: Send>(
    budget: &Budget,
    check: impl Fn(usize) -> (T, bool) + Sync,
) -> T {
    let (shallow, is_too_deep) = check(SHALLOW);
    if !is_too_deep || budget.spend(STACK_STEPS).is_err() {
        return shallow;
    }
    let deep = std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK_SIZE);
        let thread = thread.spawn_scoped(scope, || check(DEPTH).0);
        thread.ok()?.join().ok()
    });
    deep.unwrap_or(shallow)
}

/// A check in progress.
pub(super) struct Validator<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) direction: Direction,
    pub(super) budget: &'s Budget,
    /// Only the verdict is wanted: the check ends at the first violation and records none.
    pub(super) quiet: bool,
    pub(super) found: Vec<Found>,
    /// The limit on the schemas around each other.
    pub(super) limit: usize,
    /// Whether the limit was reached.
    pub(super) is_too_deep: bool,
    /// Made for the first that is remembered.
    verdicts: Option<HashMap<Question, Verdict>>,
    /// Whether verdicts may be remembered: not for temporary values, which are in trees of their own.
    pub(super) remembers: bool,
    /// Whether there are verdicts on values that are neither arrays nor objects, which is rare.
    remembers_scalars: bool,
    /// The depth of the outermost schema that a circular reference has led back to, since the current verdict depends
    /// on it; `usize::MAX` if there is none.
    outermost: usize,
    /// Why the check was given up. The verdict is undecided, so that the value is refused.
    pub(super) stopped: Option<SchemaViolation>,
}

/// What a verdict depends on: the address of the schema, the index of the value, and which enclosing schemas exclude members.
type Question = (usize, usize, usize);

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Valid,
    Invalid,
    /// Invalid, and its violations are in the list.
    Recorded,
}

impl<'s> Validator<'s> {
    pub(super) fn new(
        schemas: &'s Schemas,
        direction: Direction,
        budget: &'s Budget,
        limit: usize,
    ) -> Self {
        Self {
            schemas,
            direction,
            budget,
            limit,
            quiet: false,
            is_too_deep: false,
            found: Vec::new(),
            verdicts: None,
            remembers: true,
            remembers_scalars: false,
            outermost: usize::MAX,
            stopped: None,
        }
    }

    /// Checks a value against a schema. `seen` has a flag for each member or item, which is set if it was evaluated.
    pub(super) fn visit(
        &mut self,
        schema: &Schema,
        value: Json<'_>,
        up: Option<&At<'_>>,
        step: Step<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        let at = At {
            up,
            schema,
            step,
            depth: up.map_or(0, |up| up.depth + 1),
            exclusions: self.exclusions(up, step),
        };
        if self.is_stopped() || !self.spend(1, &at) {
            return false;
        }
        if self.is_beyond_limit(&at) {
            return false;
        }
        let is_shared = schema.branches || matches!(step, Step::Branch);
        match seen {
            None if is_shared && self.remembers => self.remembered(value, &at),
            seen => self.evaluate(value, &at, seen),
        }
    }

    /// Another schema for the same value.
    pub(super) fn same(
        &mut self,
        schema: &Schema,
        value: Json<'_>,
        at: &At<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        self.visit(schema, value, Some(at), Step::Same, seen)
    }

    /// Whether the value satisfies another schema, which it need not. Only a schema that is satisfied evaluates members
    /// and items.
    pub(super) fn fits(
        &mut self,
        schema: &Schema,
        value: Json<'_>,
        at: &At<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let ok = match seen {
            None => self.visit(schema, value, Some(at), Step::Branch, None),
            Some(seen) => {
                let mut own = vec![false; seen.len()];
                let ok = self.spend(TRACKED + pass(own.len()), at)
                    && self.visit(schema, value, Some(at), Step::Branch, Some(&mut own));
                if ok {
                    merge(seen, &own);
                }
                ok
            }
        };
        self.quiet = quiet || self.is_stopped();
        ok
    }

    /// The verdict on a value that several ways through the schemas may lead to, found once.
    fn remembered(&mut self, value: Json<'_>, at: &At<'_>) -> bool {
        let question = (
            std::ptr::from_ref(at.schema).addr(),
            value.index(),
            at.exclusions,
        );
        let is_container = value.is_container();
        let known = match is_container || self.remembers_scalars {
            true => self.verdicts.as_ref().and_then(|all| all.get(&question)),
            false => None,
        };
        match known {
            Some(Verdict::Valid) => return true,
            Some(Verdict::Recorded) => return false,
            Some(Verdict::Invalid) if self.quiet => return false,
            _ => {}
        }
        let before = self.budget.left();
        let outermost = std::mem::replace(&mut self.outermost, usize::MAX);
        let recording = !self.quiet;
        let ok = self.evaluate(value, at, None);
        let is_independent = self.outermost >= at.depth;
        let is_costly = before.saturating_sub(self.budget.left()) >= REMEMBERED;
        if is_independent && is_costly && !self.is_stopped() {
            let verdict = match ok {
                true => Verdict::Valid,
                false if recording => Verdict::Recorded,
                false => Verdict::Invalid,
            };
            let verdicts = self.verdicts.get_or_insert_default();
            verdicts.insert(question, verdict);
            self.remembers_scalars |= !is_container;
        }
        if is_independent {
            self.outermost = usize::MAX;
        }
        self.outermost = self.outermost.min(outermost);
        ok
    }

    fn evaluate(&mut self, value: Json<'_>, at: &At<'_>, seen: Option<&mut [bool]>) -> bool {
        if at.schema.tracks {
            self.tracked(value, at, seen)
        } else {
            self.keywords(value, at, seen)
        }
    }

    /// A schema with `unevaluatedProperties` or `unevaluatedItems`, which depend on what the other keywords of this
    /// schema evaluate, and not on the schemas around it.
    fn tracked(&mut self, value: Json<'_>, at: &At<'_>, seen: Option<&mut [bool]>) -> bool {
        let mut own = match value.kind() {
            Kind::Object(members) => vec![false; members.len()],
            Kind::Array(items) => vec![false; items.len()],
            _ => return self.keywords(value, at, seen),
        };
        if !self.spend(TRACKED + pass(own.len()), at) {
            return false;
        }
        let mut ok = self.keywords(value, at, Some(&mut own));
        if ok || !self.quiet {
            ok &= match value.kind() {
                Kind::Object(members) => self.unevaluated_members(members, at, &mut own),
                Kind::Array(items) => self.unevaluated_items(items, at, &mut own),
                _ => true,
            };
        }
        if let Some(seen) = seen {
            merge(seen, &own);
        }
        ok
    }

    fn keywords(&mut self, value: Json<'_>, at: &At<'_>, mut seen: Option<&mut [bool]>) -> bool {
        let schema = at.schema;
        if schema.broken {
            return self.stop(at, "$ref", "has a schema that cannot be read");
        }
        if schema.never {
            return self.fail(at, "false", || "must not be there".to_owned());
        }
        if let Some(types) = schema.types.filter(|types| !types.allows(value)) {
            // The other keywords would only repeat it.
            return self.fail(at, "type", || {
                format!("must be {types}, is {}", TypeSet::of(value))
            });
        }
        let mut ok = true;
        if let Some(values) = &schema.values {
            ok = self.values(values, value, at);
        }
        if ok || !self.quiet {
            ok &= self.typed(value, at, seen.as_deref_mut());
        }
        let combination = schema.combination.as_ref();
        if let Some(combination) = combination.filter(|_| ok || !self.quiet) {
            ok &= self.combination(combination, value, at, seen.as_deref_mut());
        }
        let reference = schema.reference.as_ref();
        if let Some(reference) = reference.filter(|_| ok || !self.quiet) {
            ok &= self.reference(reference, value, at, seen);
        }
        ok
    }

    /// The keywords for the type of the value.
    fn typed(&mut self, value: Json<'_>, at: &At<'_>, seen: Option<&mut [bool]>) -> bool {
        let schema = at.schema;
        match value.kind() {
            Kind::Number(number) => schema
                .number
                .as_ref()
                .is_none_or(|rules| self.number(rules, number, at)),
            Kind::String(text) => schema
                .string
                .as_ref()
                .is_none_or(|rules| self.string(rules, text, at)),
            Kind::Array(items) => schema
                .array
                .as_ref()
                .is_none_or(|rules| self.array(rules, items, at, seen)),
            Kind::Object(members) => schema
                .object
                .as_ref()
                .is_none_or(|rules| self.object(rules, value, members, at, seen)),
            Kind::Null | Kind::Bool(_) => true,
        }
    }

    fn reference(
        &mut self,
        reference: &Reference,
        value: Json<'_>,
        at: &At<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        let Some(schema) = self.schemas.referenced(reference) else {
            return self.stop(at, "$ref", "has a schema that is unknown");
        };
        // A circular reference for the same value adds no constraint if all schemas of the cycle must be satisfied. If one of
        // them is a branch, as in `anyOf`, the cycle must not make it succeed.
        let mut has_branch = false;
        for outer in at.same_value() {
            if std::ptr::eq(outer.schema, schema) {
                self.outermost = self.outermost.min(outer.depth);
                return !has_branch || self.fail(at, "$ref", || "has a circular schema".to_owned());
            }
            has_branch |= matches!(outer.step, Step::Branch);
        }
        self.same(schema, value, at, seen)
    }

    fn values(&mut self, values: &Values, value: Json<'_>, at: &At<'_>) -> bool {
        let budget = self.budget;
        let differs = |constant: &Json<'_>| !equal::equal(*constant, value, budget);
        if let Some(constant) = values.constant().filter(differs) {
            return self.fail(at, "const", || {
                format!("must be {}, is {}", printed(constant), printed(value))
            });
        }
        let Some(choices) = &values.choices else {
            return true;
        };
        let found = match value.kind() {
            Kind::String(text) => choices
                .strings
                .binary_search_by(|choice| (**choice).cmp(text))
                .is_ok(),
            _ => {
                let mut listed = choices.values();
                let found = listed.position(|choice| equal::equal(choice, value, budget));
                let compared = found.map_or_else(|| choices.values().count(), |index| index + 1);
                let steps = u64::try_from(compared / COMPARED_IN_A_STEP).unwrap_or(u64::MAX);
                self.spend(steps, at) && found.is_some()
            }
        };
        found
            || self.fail(at, "enum", || {
                format!(
                    "must be {}, is {}",
                    listed(choices.values()),
                    printed(value)
                )
            })
    }
}

fn merge(seen: &mut [bool], own: &[bool]) {
    seen.iter_mut()
        .zip(own)
        .for_each(|(seen, own)| *seen |= own);
}
