//! The engine for `pattern`, which a validator is given from outside: regular expressions need dependencies that most
//! documents do not.

use std::fmt;
use std::sync::OnceLock;

use super::{Budget, Exhausted, SchemaError, Schemas};

/// Compiles a pattern of ECMA-262.
pub type CompilePattern = fn(&str) -> Result<Box<dyn Matcher>, PatternError>;

/// A compiled pattern.
pub trait Matcher: fmt::Debug + Send + Sync {
    /// Whether the pattern matches anywhere in the text. The answer is exact.
    ///
    /// # Errors
    /// When finding out takes more steps than the budget has left.
    fn is_match(&self, text: &str, budget: &Budget) -> Result<bool, Exhausted>;

    /// Whether the time that a search takes is linear in the length of the text.
    fn is_linear(&self) -> bool;
}

/// Why a pattern cannot be compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PatternError {
    /// It is not a regular expression of ECMA-262.
    Syntax(String),

    /// It uses something that cannot be checked exactly.
    Unsupported(&'static str),

    /// It is longer than the limit, in bytes, or its compiled form is.
    TooLarge,

    /// No engine was set: see [`Schemas::with_patterns`](super::Schemas::with_patterns).
    NoEngine,
}

impl fmt::Display for PatternError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(reason) => f.write_str(reason),
            Self::Unsupported(what) => write!(f, "{what} is not supported"),
            Self::TooLarge => f.write_str("it is too large to be compiled"),
            Self::NoEngine => f.write_str("there is no engine for patterns"),
        }
    }
}

impl std::error::Error for PatternError {}

/// A pattern of a schema, compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    compiled: OnceLock<Result<Box<dyn Matcher>, PatternError>>,
}

/// Why it is not known whether a pattern matches.
pub(crate) enum Undecided<'p> {
    Exhausted,
    Uncompiled(&'p PatternError),
}

impl Pattern {
    pub(crate) fn new(source: &str) -> Self {
        Self {
            source: source.into(),
            compiled: OnceLock::new(),
        }
    }

    /// The pattern as the document has it.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Whether the pattern matches anywhere in the text.
    pub(crate) fn is_match(
        &self,
        text: &str,
        schemas: &Schemas,
        budget: &Budget,
    ) -> Result<bool, Undecided<'_>> {
        let compiled = self.compiled.get_or_init(|| {
            let compiled = match schemas.compile_pattern {
                Some(compile) => compile(&self.source),
                None => Err(PatternError::NoEngine),
            };
            compiled.inspect_err(|error| {
                schemas.report(SchemaError::Pattern {
                    pattern: self.source.to_string(),
                    error: error.clone(),
                });
            })
        });
        let matcher = compiled.as_ref().map_err(Undecided::Uncompiled)?;
        matcher
            .is_match(text, budget)
            .map_err(|Exhausted| Undecided::Exhausted)
    }
}
