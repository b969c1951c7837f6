//! The engine for patterns: regular expressions of ECMA-262, searched for anywhere in the text.
//!
//! A pattern is parsed and printed in the syntax of the crate `regex`, which searches in time linear in the text,
//! whatever the pattern is. What `regex` cannot express, `fancy-regex` searches for by backtracking, which takes
//! exponential time with some patterns: there the number of times that it goes back is limited by the budget. The
//! answer is exact in both cases, or there is none.

mod captures;
mod class;
mod cost;
mod print;
mod syntax;

use std::fmt;
use std::sync::OnceLock;

use fancy_regex::{Error, RegexBuilder};

use self::print::Target;
use self::syntax::Node;
use super::budget::pass;
use super::{Budget, Exhausted, Matcher, PatternError};

/// The most memory in bytes that the compiled form of a pattern may take.
const SIZE: usize = 16 << 20;

/// The longest pattern that is compiled, in bytes.
const LONGEST: usize = 16 << 10;

/// The limits on backtracking that a search is tried with, one after another. `fancy-regex` does not tell how often it
/// went back, so that the limit itself is spent.
const LIMITS: [usize; 5] = [32, 512, 8_192, 131_072, 2_097_152];

/// How many steps of a budget going back once takes.
const BACKTRACK: u64 = 8;

/// Compiles a pattern. It is a [`CompilePattern`](super::CompilePattern).
///
/// # Errors
/// When the text is not a regular expression of ECMA-262, uses what cannot be checked exactly, or is too large.
pub fn compile(source: &str) -> Result<Box<dyn Matcher>, PatternError> {
    if source.len() > LONGEST {
        return Err(PatternError::TooLarge);
    }
    let node = syntax::parse(source)?;
    if let Some(parts) = Linear::parts(&node) {
        return Ok(Box::new(Linear::compile(&parts)?));
    }
    Ok(Box::new(Backtracking::compile(&node)?))
}

/// Patterns that must all match, or not match where `is_expected` is false.
#[derive(Debug)]
struct Linear(Vec<Part>);

#[derive(Debug)]
struct Part {
    is_expected: bool,
    regex: regex::Regex,
    /// The steps for each 32 bytes of a text.
    steps: u64,
}

impl Linear {
    /// The parts of a pattern that `regex` can express: `^a(?=b)(?!c)d` is `^ab`, not `^ac`, and `^ad`. Rules for
    /// passwords and paths have this form. What precedes a lookahead must have a fixed length, so that the lookahead is
    /// at one position only.
    fn parts(node: &Node) -> Option<Vec<(bool, Node)>> {
        if print::is_linear(node) {
            return Some(vec![(true, node.clone())]);
        }
        let Node::Concat(nodes) = node else {
            return None;
        };
        if !matches!(nodes.first(), Some(Node::Start)) {
            return None;
        }
        let (mut parts, mut before) = (Vec::new(), Vec::new());
        for node in nodes {
            match node {
                Node::Look {
                    is_ahead: true,
                    is_negative,
                    inner,
                } if before.iter().all(|node| fixed_length(node).is_some()) => {
                    let mut part = before.clone();
                    part.push((**inner).clone());
                    parts.push((!is_negative, Node::Concat(part)));
                }
                node => before.push(node.clone()),
            }
        }
        parts.push((true, Node::Concat(before)));
        let is_linear = parts.iter().all(|(_, part)| print::is_linear(part));
        is_linear.then_some(parts)
    }

    fn compile(parts: &[(bool, Node)]) -> Result<Self, PatternError> {
        let parts = parts.iter().map(|(expected, part)| {
            let printed = print::print(part, Target::Linear);
            let mut builder = regex::RegexBuilder::new(&printed);
            let regex = builder
                .size_limit(SIZE)
                .build()
                .map_err(|error| match error {
                    regex::Error::CompiledTooBig(_) => PatternError::TooLarge,
                    // The rest of the syntax is known to be valid.
                    _ => syntax::syntax("it has an unknown property of characters"),
                });
            Ok(Part {
                is_expected: *expected,
                regex: regex?,
                steps: cost::steps(part),
            })
        });
        parts.collect::<Result<_, _>>().map(Self)
    }
}

/// The number of characters that the part always matches.
fn fixed_length(node: &Node) -> Option<u32> {
    match node {
        Node::Literal(_) | Node::Class(_) => Some(1),
        Node::Start | Node::End | Node::WordBoundary(_) => Some(0),
        Node::Concat(nodes) => nodes
            .iter()
            .try_fold(0_u32, |sum, node| sum.checked_add(fixed_length(node)?)),
        Node::Alternation(nodes) => {
            let mut lengths = nodes.iter().map(fixed_length);
            let first = lengths.next()??;
            lengths.all(|length| length == Some(first)).then_some(first)
        }
        Node::Group(_, inner) => fixed_length(inner),
        Node::Repeat {
            inner, min, max, ..
        } if *max == Some(*min) => fixed_length(inner)?.checked_mul(*min),
        Node::Repeat { .. } | Node::Look { .. } | Node::Backreference(_) => None,
    }
}

impl Matcher for Linear {
    fn is_match(&self, text: &str, budget: &Budget) -> Result<bool, Exhausted> {
        for part in &self.0 {
            budget.spend(part.steps.saturating_mul(pass(text.len())))?;
            if part.regex.is_match(text) != part.is_expected {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_linear(&self) -> bool {
        true
    }
}

/// A pattern that is searched for by backtracking.
struct Backtracking {
    /// In the syntax of `fancy-regex`.
    printed: String,
    /// Compiled with each of the `LIMITS`, when it is first needed.
    compiled: [OnceLock<Option<fancy_regex::Regex>>; LIMITS.len()],
}

impl Backtracking {
    fn compile(node: &Node) -> Result<Self, PatternError> {
        let referenced = captures::referenced(node)?;
        let printed = print::print(node, Target::Backtracking(&referenced));
        let compiled: [OnceLock<_>; LIMITS.len()] = Default::default();
        let regex = build(&printed, LIMITS[0]).map_err(|error| match error {
            Error::CompileError(error) if is_too_large(&error) => PatternError::TooLarge,
            _ => PatternError::Unsupported("this combination of lookaround"),
        })?;
        if let Some(first) = compiled.first() {
            first.get_or_init(|| Some(regex));
        }
        Ok(Self { printed, compiled })
    }
}

fn is_too_large(error: &fancy_regex::CompileError) -> bool {
    match error {
        fancy_regex::CompileError::InnerError(error) => error.size_limit().is_some(),
        fancy_regex::CompileError::PatternTooComplex => true,
        _ => false,
    }
}

fn build(printed: &str, limit: usize) -> Result<fancy_regex::Regex, Error> {
    // Without the optional optimizations, so that less can go wrong.
    RegexBuilder::new(printed)
        .backtrack_limit(limit)
        .delegate_size_limit(SIZE)
        .max_prog_size(SIZE / 64)
        .optimize(false)
        .seek(false)
        .build()
}

impl Matcher for Backtracking {
    fn is_match(&self, text: &str, budget: &Budget) -> Result<bool, Exhausted> {
        for (limit, compiled) in LIMITS.into_iter().zip(&self.compiled) {
            // Between going back twice, the engine may go through the whole text.
            let each = BACKTRACK.saturating_mul(pass(text.len()));
            budget.spend(each.saturating_mul(u64::try_from(limit).unwrap_or(u64::MAX)))?;
            let regex = compiled.get_or_init(|| build(&self.printed, limit).ok());
            match regex.as_ref().map(|regex| regex.is_match(text)) {
                Some(Ok(is_match)) => return Ok(is_match),
                Some(Err(Error::RuntimeError(
                    fancy_regex::RuntimeError::BacktrackLimitExceeded,
                ))) => {}
                // It uses more memory than it may.
                Some(Err(_)) | None => return Err(Exhausted),
            }
        }
        Err(Exhausted)
    }

    fn is_linear(&self) -> bool {
        false
    }
}

impl fmt::Debug for Backtracking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Backtracking").field(&self.printed).finish()
    }
}
