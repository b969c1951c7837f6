//! The location of a check: the path to the value, and the enclosing schemas.

use std::fmt::Write;

use super::super::json::pointer::push_member;
use super::rules::Schema;

/// A schema that is being checked, with the path to it from the root.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) up: Option<&'a At<'a>>,
    pub(super) schema: &'a Schema,
    pub(super) step: Step<'a>,
    /// The number of schemas above this one.
    pub(super) depth: usize,
    /// Identifies the enclosing schemas that allow members of the same value to be missing; 0 if there are none.
    pub(super) exclusions: usize,
}

/// The step from one schema to the next.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Root,
    /// To another schema for the same value.
    Same,
    /// To a schema for the same value that need not be satisfied, as in `anyOf`.
    Branch,
    /// To the value of a member, by position and name.
    Member(usize, &'a str),
    /// To an item.
    Item(usize),
}

impl<'a> At<'a> {
    /// The root of a check.
    pub(super) fn root(schema: &'a Schema) -> Self {
        Self {
            up: None,
            schema,
            step: Step::Root,
            depth: 0,
            exclusions: 0,
        }
    }

    /// The location of a member or item, for messages.
    pub(super) fn below(up: &'a At<'a>, step: Step<'a>) -> Self {
        Self {
            up: Some(up),
            schema: up.schema,
            step,
            depth: up.depth + 1,
            exclusions: 0,
        }
    }

    /// The steps from the root to this location.
    pub(super) fn steps(&self) -> Vec<Step<'_>> {
        let mut steps: Vec<_> = std::iter::successors(Some(self), |at| at.up)
            .map(|at| at.step)
            .collect();
        steps.reverse();
        steps
    }

    /// The JSON Pointer to the value.
    pub(super) fn pointer(&self) -> String {
        let mut pointer = String::new();
        for step in self.steps() {
            match step {
                Step::Root | Step::Same | Step::Branch => {}
                Step::Member(_, name) => push_member(&mut pointer, name),
                Step::Item(index) => drop(write!(pointer, "/{index}")),
            }
        }
        pointer
    }

    /// The indices of the members and items on the path to the value.
    pub(super) fn positions(&self) -> Vec<usize> {
        let positions = self.steps().into_iter().filter_map(|step| match step {
            Step::Root | Step::Same | Step::Branch => None,
            Step::Member(index, _) | Step::Item(index) => Some(index),
        });
        positions.collect()
    }

    /// Whether the schema applies to the same value as the enclosing one.
    pub(super) fn is_same_value(&self) -> bool {
        matches!(self.step, Step::Same | Step::Branch)
    }

    /// The schemas that the same value is checked against, innermost first.
    pub(super) fn same_value(&self) -> impl Iterator<Item = &At<'a>> {
        let mut next = Some(self);
        std::iter::from_fn(move || {
            let at = next?;
            next = at.up.filter(|_| at.is_same_value());
            Some(at)
        })
    }
}
