//! Validates values by JSON Schema, in the order and to the extent that rulesets expect.
//!
//! specfirst's own validator finds every violation of a schema that it compiled before. Rulesets expect what ajv does:
//! the first violation only, unless all are asked for, and those of every alternative. Schemas are evaluated as they are
//! in the document, and references are followed by its view.

mod check;
mod evaluate;
mod formats;
mod report;

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

pub use check::{Dialect, unresolved};
pub use report::reported;

use super::document::{Step, View};
use super::pattern::{NoPattern, Pattern};
use crate::source::Node;

/// A violation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation<'a> {
    /// The keyword that is violated.
    pub keyword: &'static str,
    /// The path of the value, from the value that was validated.
    pub path: Vec<Step<'a>>,
    /// What is wrong, without the name of the value.
    pub message: String,
    /// The member that is not expected, for `additionalProperties`.
    pub member: Option<&'a str>,
    /// The allowed values, for `enum`.
    pub allowed: Vec<String>,
}

/// The result of a validation.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// There is nothing to say, or nothing can be said, as the schema contains itself.
    Done(Vec<Violation<'a>>),
    /// The schema itself is wrong.
    InvalidSchema(String),
}

/// Which members a message may lack although they are required.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Relaxed {
    /// Those with `readOnly`.
    pub read_only: bool,
    /// Those with `writeOnly`.
    pub write_only: bool,
}

/// How schemas are evaluated.
#[derive(Clone, Copy, Debug)]
pub struct Mode {
    /// The keywords and their meaning.
    pub dialect: Dialect,
    /// Whether all violations are looked for.
    pub all: bool,
    /// Which required members may be missing.
    pub relaxed: Relaxed,
    /// The name of the keyword by which null is allowed.
    pub nullable: &'static str,
    /// Whether a boolean `required` of the schema itself is left out, as parameters of 2.0 have it.
    pub ignores_required: bool,
}

impl Mode {
    /// The mode of a dialect, in which the first violation is looked for.
    pub fn of(dialect: Dialect) -> Self {
        Self {
            dialect,
            all: false,
            relaxed: Relaxed::default(),
            nullable: "nullable",
            ignores_required: false,
        }
    }
}

/// What was found out about schemas, for the next time.
#[derive(Debug, Default)]
pub struct Cache {
    schemas: RefCell<HashMap<(*const Node, Dialect), Rc<check::Checked>>>,
    patterns: RefCell<HashMap<String, Result<Rc<Pattern>, NoPattern>>>,
}

impl Cache {
    /// A compiled pattern.
    ///
    /// # Errors
    /// When it cannot be compiled.
    pub fn pattern(&self, source: &str) -> Result<Rc<Pattern>, NoPattern> {
        if let Some(known) = self.patterns.borrow().get(source) {
            return known.clone();
        }
        let pattern = Pattern::without_flags(source).map(Rc::new);
        self.patterns
            .borrow_mut()
            .insert(source.to_owned(), pattern.clone());
        pattern
    }

    /// Whether a text is a regular expression, also one that cannot be compiled.
    pub fn is_expression(&self, source: &str) -> bool {
        !matches!(self.pattern(source), Err(NoPattern::Syntax))
    }
}

/// Validates a value. `schemas` is the view of the schema, `values` that of the value.
pub fn validate<'a>(
    cache: &Cache,
    schemas: View<'_, 'a>,
    schema: &'a Node,
    values: View<'_, 'a>,
    value: &'a Node,
    mode: Mode,
) -> Outcome<'a> {
    match check::check(cache, schemas, schema, mode).as_ref() {
        check::Checked::Valid => {
            let found = evaluate::evaluate(cache, schemas, values, schema, value, mode);
            Outcome::Done(found)
        }
        check::Checked::Unresolved => Outcome::Done(Vec::new()),
        check::Checked::Invalid(reason) => Outcome::InvalidSchema(reason.clone()),
    }
}

/// All violations of a schema with references into itself, which is known to be valid.
pub fn violations<'a>(
    cache: &Cache,
    view: View<'_, 'a>,
    schema: &'a Node,
    value: &'a Node,
) -> Vec<Violation<'a>> {
    let mut mode = Mode::of(Dialect::Draft2020);
    mode.all = true;
    evaluate::evaluate(cache, view, view, schema, value, mode)
}
