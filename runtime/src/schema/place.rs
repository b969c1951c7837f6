//! The location of a check: the value within the root value, and the schemas around the current one.

use std::fmt::Write;

use super::super::json::pointer::push_member;
use super::rules::Schema;

/// A schema that is being checked, and how the check reached it.
#[derive(Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) up: Option<&'a At<'a>>,
    pub(super) schema: &'a Schema,
    pub(super) step: Step<'a>,
    /// The number of schemas above this one.
    pub(super) depth: usize,
    /// Identifies the schemas around this one that excuse missing members of the same value; 0 if there are none.
    pub(super) excuses: usize,
}

/// The step from one schema to the next.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Root,
    /// To another schema for the same value.
    Same,
    /// To a schema that is tried against the same value, and that the value need not satisfy.
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
            excuses: 0,
        }
    }

    /// A member or an item of the value, for messages.
    pub(super) fn below(up: &'a At<'a>, step: Step<'a>) -> Self {
        Self {
            up: Some(up),
            schema: up.schema,
            step,
            depth: up.depth + 1,
            excuses: 0,
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

    /// The positions of the members and items that lead to the value.
    pub(super) fn positions(&self) -> Vec<usize> {
        let positions = self.steps().into_iter().filter_map(|step| match step {
            Step::Root | Step::Same | Step::Branch => None,
            Step::Member(index, _) | Step::Item(index) => Some(index),
        });
        positions.collect()
    }

    /// Whether the step leads to the value that the schema above is for.
    pub(super) fn is_same_value(&self) -> bool {
        matches!(self.step, Step::Same | Step::Branch)
    }

    /// The schemas that the same value is being checked against, the innermost first.
    pub(super) fn around(&self) -> impl Iterator<Item = &At<'a>> {
        let mut next = Some(self);
        std::iter::from_fn(move || {
            let at = next?;
            next = at.up.filter(|_| at.is_same_value());
            Some(at)
        })
    }
}
