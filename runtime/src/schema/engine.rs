//! The engine for `pattern`, which a validator is given from outside: regular expressions need dependencies that most
//! documents do not.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

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

/// A compiled pattern, or why it cannot be compiled.
pub type CompiledPattern = Result<Box<dyn Matcher>, PatternError>;

/// The compiled patterns that are in use somewhere in the process.
static IN_USE: Mutex<InUse> = Mutex::new(InUse {
    patterns: BTreeMap::new(),
    limit: 64,
});

struct InUse {
    patterns: BTreeMap<String, (CompilePattern, Weak<CompiledPattern>)>,
    /// The number of patterns at which those that are in use no more are removed.
    limit: usize,
}

/// Compiles a pattern, unless it is in use: schemas with the same pattern share it.
pub fn shared_pattern(compile: CompilePattern, source: &str) -> Arc<CompiledPattern> {
    let in_use = || IN_USE.lock().unwrap_or_else(PoisonError::into_inner);
    let known = in_use().get(compile, source);
    known.unwrap_or_else(|| {
        // Not while others wait.
        let compiled = Arc::new(compile(source));
        in_use().insert(compile, source, &compiled);
        compiled
    })
}

impl InUse {
    fn get(&self, compile: CompilePattern, source: &str) -> Option<Arc<CompiledPattern>> {
        let (by, compiled) = self.patterns.get(source)?;
        let is_same = *by as usize == compile as usize;
        compiled.upgrade().filter(|_| is_same)
    }

    fn insert(&mut self, compile: CompilePattern, source: &str, compiled: &Arc<CompiledPattern>) {
        if self.patterns.len() >= self.limit {
            let patterns = &mut self.patterns;
            patterns.retain(|_, (_, compiled)| compiled.strong_count() > 0);
            self.limit = 64.max(2 * patterns.len());
        }
        let compiled = (compile, Arc::downgrade(compiled));
        self.patterns.insert(source.to_owned(), compiled);
    }
}

/// A pattern of a schema, compiled when it is first needed.
#[derive(Debug)]
pub(crate) struct Pattern {
    source: Box<str>,
    compiled: OnceLock<Arc<CompiledPattern>>,
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
                Some(compile) => shared_pattern(compile, &self.source),
                None => Arc::new(Err(PatternError::NoEngine)),
            };
            if let Err(error) = &*compiled {
                schemas.report(SchemaError::Pattern {
                    pattern: self.source.to_string(),
                    error: error.clone(),
                });
            }
            compiled
        });
        let matcher = (**compiled).as_ref().map_err(Undecided::Uncompiled)?;
        matcher
            .is_match(text, budget)
            .map_err(|Exhausted| Undecided::Exhausted)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use super::*;

    static COMPILED: AtomicUsize = AtomicUsize::new(0);

    fn refuse(_: &str) -> CompiledPattern {
        COMPILED.fetch_add(1, Relaxed);
        Err(PatternError::TooLarge)
    }

    #[test]
    fn a_pattern_that_is_in_use_is_compiled_once() {
        let first = shared_pattern(refuse, "a pattern of a test");
        let second = shared_pattern(refuse, "a pattern of a test");
        assert!(Arc::ptr_eq(&first, &second));
        let kept: Vec<_> = (0..200)
            .map(|number| shared_pattern(refuse, &format!("pattern {number} of a test")))
            .collect();
        assert!(Arc::ptr_eq(
            &kept[7],
            &shared_pattern(refuse, "pattern 7 of a test")
        ));
        assert_eq!(COMPILED.load(Relaxed), 201);
        drop((first, second));
        let _third = shared_pattern(refuse, "a pattern of a test");
        assert_eq!(COMPILED.load(Relaxed), 202);
    }

    #[test]
    fn patterns_that_are_in_use_no_more_are_removed() {
        let mut in_use = InUse {
            patterns: BTreeMap::new(),
            limit: 64,
        };
        let kept: CompiledPattern = Err(PatternError::TooLarge);
        let kept = Arc::new(kept);
        in_use.insert(refuse, "kept", &kept);
        for number in 0..1_000 {
            let dropped: CompiledPattern = Err(PatternError::TooLarge);
            in_use.insert(refuse, &number.to_string(), &Arc::new(dropped));
        }
        assert!(in_use.patterns.len() <= 64);
        assert!(in_use.get(refuse, "kept").is_some());
    }
}
