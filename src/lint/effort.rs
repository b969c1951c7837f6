//! How much work a run does at most, so that a hostile document or ruleset takes no longer than a large one.
//!
//! What is not decided is not a finding, and the report says that it was not checked.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use specfirst_runtime::schema::{Budget, Exhausted};

/// The work of a run. A run has one thread.
#[derive(Debug)]
pub struct Effort {
    patterns: Cell<u64>,
    comparisons: Cell<u64>,
    schemas: Cell<u64>,
    warnings: RefCell<BTreeSet<String>>,
}

/// A kind of work that has a limit for each call, and one for all together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// The search of a text by a regular expression.
    Pattern,
    /// The comparison of values.
    Comparison,
}

/// The most steps of searches: of one, and of all.
const PATTERN_STEPS: (u64, u64) = (2_000_000, 200_000_000);

/// The most nodes that are compared: at once, and in all.
const COMPARISON_STEPS: (u64, u64) = (1_000_000, 50_000_000);

/// The most schemas that are evaluated.
const SCHEMA_STEPS: u64 = 20_000_000;

impl Default for Effort {
    fn default() -> Self {
        Self {
            patterns: Cell::new(PATTERN_STEPS.1),
            comparisons: Cell::new(COMPARISON_STEPS.1),
            schemas: Cell::new(SCHEMA_STEPS),
            warnings: RefCell::default(),
        }
    }
}

impl Effort {
    /// Does work within the limits; `None` if it takes more.
    pub fn limited<T>(
        &self,
        work: Work,
        run: impl FnOnce(&Budget) -> Result<T, Exhausted>,
    ) -> Option<T> {
        let (left, most, warning) = match work {
            Work::Pattern => (
                &self.patterns,
                PATTERN_STEPS.0,
                "a regular expression takes too long on a text, which is not checked by it",
            ),
            Work::Comparison => (
                &self.comparisons,
                COMPARISON_STEPS.0,
                "values are too large to be compared, and are not checked",
            ),
        };
        let steps = left.get().min(most);
        let budget = Budget::of_steps(steps);
        let result = run(&budget).ok();
        left.set(left.get() - steps.saturating_sub(budget.left()));
        if result.is_none() {
            self.warn(warning);
        }
        result
    }

    /// Counts evaluations of schemas; false if there were too many.
    pub fn evaluates(&self, schemas: u64) -> bool {
        let left = self.schemas.get();
        self.schemas.set(left.saturating_sub(schemas));
        if left < schemas {
            self.warn("the schemas take too long to evaluate: not all values are checked");
        }
        left >= schemas
    }

    /// How many more schemas are evaluated.
    pub fn schemas_left(&self) -> u64 {
        self.schemas.get()
    }

    /// Notes what is not checked.
    pub fn warn(&self, warning: impl Into<String>) {
        self.warnings.borrow_mut().insert(warning.into());
    }

    /// What was not checked.
    pub fn warnings(&self) -> Vec<String> {
        self.warnings.borrow().iter().cloned().collect()
    }
}
