//! JSON Schema 2020-12 as OpenAPI uses it: validation of values, and filling in defaults.
//!
//! A [`Schema`] is compiled once and checks any number of values. [`Schemas`] holds the named schemas, which
//! `{"$ref": "Name"}` refers to. The validator is exact or refuses: a value whose validity cannot be determined, because
//! the [`Budget`] is used up or because a schema is broken, is never accepted.

mod access;
mod array;
mod budget;
mod combine;
mod compile;
mod defaults;
mod engine;
mod equal;
mod explain;
mod format;
pub mod line;
mod number;
mod object;
#[cfg(feature = "patterns")]
pub mod pattern;
mod place;
mod required;
mod rules;
mod scalar;
mod types;
mod unconditional;
mod validator;
mod violations;

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Mutex, OnceLock, PoisonError};

use serde_json::Value;

use super::json::{Json, Tree};

pub use self::budget::{Budget, Exhausted};
pub(crate) use self::engine::Pattern;
pub use self::engine::{shared_pattern, CompilePattern, CompiledPattern, Matcher, PatternError};
use self::rules::Reference;
pub use self::rules::Schema;
pub use self::types::TypeSet;
#[cfg(feature = "server")]
pub use self::violations::MOST_VIOLATIONS;

/// The most errors of schemas that are kept until they are taken.
const MOST_ERRORS: usize = 100;

/// The direction in which a value is sent. It decides which required members may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the client to the server: `readOnly` members are not required.
    Request,

    /// From the server to the client: `writeOnly` members are not required.
    Response,
}

/// A keyword of a schema that a value does not satisfy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaViolation {
    /// The location of the value as a JSON Pointer (RFC 6901). For a missing member, where it should be.
    pub pointer: String,

    /// The keyword, e.g. `maxLength`; `budget` where the budget ran out, `depth` where the value or its schema is nested
    /// too deeply, and `$ref` where a schema that is needed is unknown or broken.
    pub code: &'static str,

    /// What is expected and what was found, e.g. `must be at most 100 characters long, has 132`.
    pub message: String,
}

/// A defect of a schema, because of which values are refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaError {
    /// The text of a named schema is not JSON.
    NotJson {
        /// The name of the schema.
        name: String,
        /// What the parser of JSON says.
        reason: String,
    },

    /// `$ref` names a schema that does not exist.
    UnknownReference {
        /// The name that is unknown.
        name: String,
    },

    /// A pattern cannot be compiled.
    Pattern {
        /// The pattern as the document has it.
        pattern: String,
        /// Why it cannot be compiled.
        error: PatternError,
    },
}

impl fmt::Display for SchemaError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { name, reason } => {
                write!(f, "the text of the schema {name} is not JSON: {reason}")
            }
            Self::UnknownReference { name } => write!(f, "there is no schema {name}"),
            Self::Pattern { pattern, error } => {
                write!(f, "the pattern {pattern} cannot be compiled: {error}")
            }
        }
    }
}

impl std::error::Error for SchemaError {}

/// The named schemas.
///
/// Each one is compiled when it is first needed, so that a large contract costs little at the start.
#[derive(Debug, Default)]
pub struct Schemas {
    named: Vec<Named>,
    /// The number of the schema of each name.
    numbers: HashMap<String, usize>,
    compile_pattern: Option<CompilePattern>,
    errors: Mutex<Vec<SchemaError>>,
    /// So that requests share no lock where there are no errors.
    has_errors: AtomicBool,
}

#[derive(Debug)]
struct Named {
    name: String,
    text: Cow<'static, str>,
    schema: OnceLock<Schema>,
}

impl Schemas {
    /// Takes the name and the JSON text of each schema. A text that is not JSON refuses every value.
    pub fn new<N, T>(schemas: impl IntoIterator<Item = (N, T)>) -> Self
    where
        N: Into<String>,
        T: Into<Cow<'static, str>>,
    {
        let named = schemas.into_iter().map(|(name, text)| Named {
            name: name.into(),
            text: text.into(),
            schema: OnceLock::new(),
        });
        let named: Vec<_> = named.collect();
        let numbers = named.iter().enumerate();
        let numbers = numbers.map(|(number, named)| (named.name.clone(), number));
        Self {
            numbers: numbers.collect(),
            named,
            ..Default::default()
        }
    }

    /// Sets the engine for `pattern` and `patternProperties`. Without one, strings that a schema has a pattern for are
    /// refused.
    #[must_use]
    pub fn with_patterns(mut self, compile: CompilePattern) -> Self {
        self.compile_pattern = Some(compile);
        self
    }

    /// The schema of that name.
    pub fn get(&self, name: &str) -> Option<&Schema> {
        let number = *self.numbers.get(name)?;
        self.named.get(number).map(|named| self.compiled(named))
    }

    fn compiled<'a>(&'a self, named: &'a Named) -> &'a Schema {
        named.schema.get_or_init(|| {
            serde_json::from_str(&named.text).map_or_else(
                |error| {
                    self.report(SchemaError::NotJson {
                        name: named.name.clone(),
                        reason: error.to_string(),
                    });
                    Schema::broken()
                },
                |json: Value| Schema::compile(&json),
            )
        })
    }

    /// The schema that a reference names. It is looked up once: schemas are mostly used with the same others.
    fn target(&self, reference: &Reference) -> Option<&Schema> {
        let name = &*reference.name;
        let is_named = |named: &&Named| named.name == name;
        let known = reference.number.get();
        let known = known.and_then(|number| self.named.get(*number).filter(is_named));
        if let Some(named) = known {
            return Some(self.compiled(named));
        }
        let number = *self.numbers.get(name)?;
        let _ = reference.number.set(number);
        self.named.get(number).map(|named| self.compiled(named))
    }

    /// All violations in the order of the value, at most a hundred; none if the value is valid.
    ///
    /// When the budget runs out, or when a schema that is needed is unknown or broken, the last violation says so.
    pub fn check(
        &self,
        schema: &Schema,
        value: Json<'_>,
        direction: Direction,
        budget: &Budget,
    ) -> Vec<SchemaViolation> {
        validator::violations(self, schema, value, direction, budget)
    }

    /// Whether the value is valid. Stops at the first violation.
    ///
    /// # Errors
    /// When it cannot be determined, as [`check`](Self::check) explains.
    pub fn accepts(
        &self,
        schema: &Schema,
        value: Json<'_>,
        direction: Direction,
        budget: &Budget,
    ) -> Result<bool, SchemaViolation> {
        validator::verdict(self, schema, value, direction, budget)
    }

    /// Completes a request's value, which must be valid, to what a handler should see.
    ///
    /// Absent members that have a `default` get it, at every depth, except `readOnly` ones, which a client does not set.
    /// Where the schema requires an integer, `1.0` becomes `1`. The value is the last one of the tree, at that index.
    ///
    /// # Errors
    /// When the budget runs out. The value is unchanged then.
    pub fn fill_defaults(
        &self,
        schema: &Schema,
        tree: &mut Tree,
        index: usize,
        budget: &Budget,
    ) -> Result<(), SchemaViolation> {
        defaults::fill(self, schema, tree, index, budget)
    }

    /// Takes the defects of schemas that were found since the last call, each once, for a log.
    pub fn take_errors(&self) -> Vec<SchemaError> {
        if !self.has_errors.load(Relaxed) {
            return Vec::new();
        }
        self.has_errors.store(false, Relaxed);
        let errors = self.errors.lock();
        std::mem::take(&mut *errors.unwrap_or_else(PoisonError::into_inner))
    }

    /// As [`target`](Self::target). An unknown name is reported.
    fn referenced(&self, reference: &Reference) -> Option<&Schema> {
        let schema = self.target(reference);
        if schema.is_none() {
            self.report(SchemaError::UnknownReference {
                name: reference.name.to_string(),
            });
        }
        schema
    }

    /// Keeps an error until it is taken.
    fn report(&self, error: SchemaError) {
        let errors = self.errors.lock();
        let mut errors = errors.unwrap_or_else(PoisonError::into_inner);
        if errors.len() < MOST_ERRORS && !errors.contains(&error) {
            errors.push(error);
            self.has_errors.store(true, Relaxed);
        }
    }
}
