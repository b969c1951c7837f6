//! Holding a value against a schema.

use serde_json::Value;

use super::place::{At, Step};
use super::rules::{Schema, Values};
use super::types::Types;
use super::{equal, shape};
use super::{Direction, Schemas, Violation};

/// The list of violations ends here.
const MOST: usize = 100;

/// How many schemas may lie around each other, those reached by reference included.
const DEPTH: usize = 400;

/// How many times a value may be held against a schema in one check. Two megabytes of values stay far below it.
const STEPS: usize = 20_000_000;

/// Every violation, in the order of the value.
pub(super) fn violations(
    schemas: &Schemas,
    schema: &Schema,
    value: &Value,
    direction: Direction,
) -> Vec<Violation> {
    let mut checker = Checker::new(schemas, direction, false);
    checker.visit(schema, value, None, Step::Root, None);
    if checker.overrun {
        checker.quiet = false;
        let root = At {
            up: None,
            schema,
            step: Step::Root,
        };
        checker.fail(&root, "depth", || {
            "is nested too deeply to be checked".to_owned()
        });
    }
    let mut found = checker.found;
    found.sort_by(|a, b| a.place.cmp(&b.place));
    found.into_iter().map(|found| found.violation).collect()
}

/// Whether there is no violation.
pub(super) fn accepts(
    schemas: &Schemas,
    schema: &Schema,
    value: &Value,
    direction: Direction,
) -> bool {
    accepts_within(STEPS, schemas, schema, value, direction) == Some(true)
}

/// Whether there is no violation; none where that takes more steps.
pub(super) fn accepts_within(
    steps: usize,
    schemas: &Schemas,
    schema: &Schema,
    value: &Value,
    direction: Direction,
) -> Option<bool> {
    let mut checker = Checker::new(schemas, direction, true);
    checker.steps = STEPS.saturating_sub(steps);
    let ok = checker.visit(schema, value, None, Step::Root, None);
    (!checker.overrun).then_some(ok)
}

/// One check in progress.
pub(super) struct Checker<'s> {
    pub(super) schemas: &'s Schemas,
    pub(super) direction: Direction,
    /// Only the verdict matters: stop at the first violation and record none.
    pub(super) quiet: bool,
    found: Vec<Found>,
    depth: usize,
    steps: usize,
    /// A limit was met, so that the verdict cannot be trusted.
    pub(super) overrun: bool,
}

struct Found {
    /// The positions that lead to the value; a missing member comes after those that are there.
    place: Vec<usize>,
    violation: Violation,
}

impl<'s> Checker<'s> {
    fn new(schemas: &'s Schemas, direction: Direction, quiet: bool) -> Self {
        Self {
            schemas,
            direction,
            quiet,
            found: Vec::new(),
            depth: 0,
            steps: 0,
            overrun: false,
        }
    }

    /// Holds a value against a schema. `seen` has a flag for each member or item, which is set if it was evaluated.
    pub(super) fn visit(
        &mut self,
        schema: &Schema,
        value: &Value,
        up: Option<&At<'_>>,
        step: Step<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        if self.depth >= DEPTH || self.steps >= STEPS {
            self.overrun = true;
            self.quiet = true;
            return false;
        }
        self.steps += 1;
        self.depth += 1;
        let at = At { up, schema, step };
        #[cfg(feature = "rare-keywords")]
        let ok = if schema.tracks {
            self.tracked(value, &at, seen)
        } else {
            self.keywords(value, &at, seen)
        };
        #[cfg(not(feature = "rare-keywords"))]
        let ok = self.keywords(value, &at, seen);
        self.depth -= 1;
        ok
    }

    /// Another schema for the same value.
    pub(super) fn same(
        &mut self,
        schema: &Schema,
        value: &Value,
        at: &At<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        self.visit(schema, value, Some(at), Step::Same, seen)
    }

    /// Like [`same`](Self::same), only for the verdict; what a schema that does not fit has seen does not count.
    #[cfg(any(feature = "combinations", feature = "rare-keywords"))]
    pub(super) fn fits(
        &mut self,
        schema: &Schema,
        value: &Value,
        at: &At<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        let quiet = std::mem::replace(&mut self.quiet, true);
        let ok = match seen {
            None => self.same(schema, value, at, None),
            Some(seen) => {
                let mut own = vec![false; seen.len()];
                let ok = self.same(schema, value, at, Some(&mut own));
                if ok {
                    merge(seen, &own);
                }
                ok
            }
        };
        self.quiet = quiet || self.overrun;
        ok
    }

    /// A schema with `unevaluatedProperties` or `unevaluatedItems`, which see what the other keywords have seen
    /// here, and nothing that schemas around this one have.
    #[cfg(feature = "rare-keywords")]
    fn tracked(&mut self, value: &Value, at: &At<'_>, seen: Option<&mut [bool]>) -> bool {
        let mut own = match value {
            Value::Object(members) => vec![false; members.len()],
            Value::Array(items) => vec![false; items.len()],
            _ => return self.keywords(value, at, seen),
        };
        let mut ok = self.keywords(value, at, Some(&mut own));
        if ok || !self.quiet {
            ok &= match value {
                Value::Object(members) => self.unevaluated_members(members, at, &mut own),
                Value::Array(items) => self.unevaluated_items(items, at, &mut own),
                _ => true,
            };
        }
        if let Some(seen) = seen {
            merge(seen, &own);
        }
        ok
    }

    fn keywords(&mut self, value: &Value, at: &At<'_>, mut seen: Option<&mut [bool]>) -> bool {
        let schema = at.schema;
        if schema.never {
            return self.fail(at, "false", || "must not be there".to_owned());
        }
        let others = |types: &Types| !types.contains(Types::of(value));
        if let Some(types) = schema.types.filter(others) {
            // The other keywords would only repeat it.
            return self.fail(at, "type", || {
                format!("must be {types}, is {}", Types::of(value))
            });
        }
        let mut ok = true;
        if let Some(values) = &schema.values {
            ok = self.values(values, value, at);
        }
        if ok || !self.quiet {
            ok &= match value {
                Value::Number(number) => schema
                    .number
                    .as_ref()
                    .is_none_or(|rules| self.number(rules, number, at)),
                Value::String(text) => schema
                    .string
                    .as_ref()
                    .is_none_or(|rules| self.string(rules, text, at)),
                Value::Array(items) => {
                    let seen = seen.as_deref_mut();
                    schema
                        .array
                        .as_ref()
                        .is_none_or(|rules| self.array(rules, items, at, seen))
                }
                Value::Object(_) => {
                    let seen = seen.as_deref_mut();
                    schema
                        .object
                        .as_ref()
                        .is_none_or(|rules| self.object(rules, value, at, seen))
                }
                Value::Null | Value::Bool(_) => true,
            };
        }
        #[cfg(feature = "combinations")]
        let go_on = ok || !self.quiet;
        #[cfg(feature = "combinations")]
        if let Some(combination) = schema.combination.as_ref().filter(|_| go_on) {
            ok &= self.combination(combination, value, at, seen.as_deref_mut());
        }
        let go_on = ok || !self.quiet;
        if let Some(name) = schema.reference.as_ref().filter(|_| go_on) {
            ok &= self.reference(name, value, at, seen);
        }
        ok
    }

    fn reference(
        &mut self,
        name: &str,
        value: &Value,
        at: &At<'_>,
        seen: Option<&mut [bool]>,
    ) -> bool {
        let Some(schema) = self.schemas.get(name) else {
            return true;
        };
        // A schema that leads back to itself without going into the value says nothing more.
        if at.around().any(|around| std::ptr::eq(around, schema)) {
            return true;
        }
        self.same(schema, value, at, seen)
    }

    fn values(&mut self, values: &Values, value: &Value, at: &At<'_>) -> bool {
        let differs = |constant: &&Value| !equal::equal(constant, value);
        if let Some(constant) = values.constant.as_ref().filter(differs) {
            return self.fail(at, "const", || {
                format!(
                    "must be {}, is {}",
                    shape::shown(constant),
                    shape::shown(value)
                )
            });
        }
        let Some(choices) = &values.choices else {
            return true;
        };
        let found = match value {
            Value::String(text) => choices
                .strings
                .binary_search_by(|choice| (**choice).cmp(text))
                .is_ok(),
            value => choices
                .listed
                .iter()
                .any(|choice| equal::equal(choice, value)),
        };
        found
            || self.fail(at, "enum", || {
                format!(
                    "must be {}, is {}",
                    shape::listed(&choices.listed),
                    shape::shown(value)
                )
            })
    }

    /// Records a violation.
    pub(super) fn fail(
        &mut self,
        at: &At<'_>,
        code: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        if !self.quiet {
            let violation = Violation {
                pointer: at.pointer(),
                code,
                message: message(),
            };
            self.found.push(Found {
                place: at.place(),
                violation,
            });
            self.quiet = self.found.len() >= MOST;
        }
        false
    }

    /// Records a violation at a member of the value.
    pub(super) fn fail_member(
        &mut self,
        at: &At<'_>,
        step: Step<'_>,
        code: &'static str,
        message: impl FnOnce() -> String,
    ) -> bool {
        self.fail(
            &At {
                up: Some(at),
                schema: at.schema,
                step,
            },
            code,
            message,
        )
    }

    /// What a schema has against a value, without recording it.
    #[cfg(feature = "rare-keywords")]
    pub(super) fn complaint(
        &mut self,
        schema: &Schema,
        value: &Value,
        at: &At<'_>,
    ) -> Option<String> {
        let quiet = std::mem::replace(&mut self.quiet, false);
        let before = self.found.len();
        self.same(schema, value, at, None);
        self.quiet = quiet || self.overrun;
        let complaint = self.found.drain(before..).next();
        complaint.map(|found| found.violation.message)
    }
}

#[cfg(any(feature = "combinations", feature = "rare-keywords"))]
fn merge(seen: &mut [bool], own: &[bool]) {
    seen.iter_mut()
        .zip(own)
        .for_each(|(seen, own)| *seen |= own);
}
