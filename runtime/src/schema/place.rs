//! Where in a value, and in which schemas, a check stands.

use std::fmt::Write;

use super::rules::Schema;

/// Where a check stands: the schema, and how it was reached from the one before.
pub(super) struct At<'a> {
    pub(super) up: Option<&'a At<'a>>,
    pub(super) schema: &'a Schema,
    pub(super) step: Step<'a>,
}

/// The way from one schema to the next.
#[derive(Clone, Copy)]
pub(super) enum Step<'a> {
    Root,
    /// To another schema for the same value.
    Same,
    /// To a member's value, by position and name.
    Member(usize, &'a str),
    /// To an item.
    Item(usize),
}

impl At<'_> {
    fn steps(&self) -> Vec<Step<'_>> {
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
                Step::Root | Step::Same => {}
                Step::Member(_, name) => {
                    pointer.push('/');
                    pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
                }
                Step::Item(index) => drop(write!(pointer, "/{index}")),
            }
        }
        pointer
    }

    /// The positions that lead to the value.
    pub(super) fn place(&self) -> Vec<usize> {
        let places = self.steps().into_iter().filter_map(|step| match step {
            Step::Root | Step::Same => None,
            Step::Member(index, _) | Step::Item(index) => Some(index),
        });
        places.collect()
    }

    /// The schemas that the same value is being held against, the innermost first.
    pub(super) fn around(&self) -> impl Iterator<Item = &Schema> {
        let mut next = Some(self);
        std::iter::from_fn(move || {
            let at = next?;
            next = at.up.filter(|_| matches!(at.step, Step::Same));
            Some(at.schema)
        })
    }
}
