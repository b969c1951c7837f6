//! JSONPath as Spectral's rulesets use it.
//!
//! It is a superset of RFC 9535 in some places and older than it in others: `~` gives names, `^` the parent, filters
//! are JavaScript expressions with `@property`, `@parent` and `@path`, names in brackets need no quotes.

mod eval;
mod expression;
mod parse;
mod script;

pub use eval::{Found, Matched, search, search_below};
pub use parse::parse;

use expression::Expression;

/// A parsed path.
#[derive(Debug)]
pub struct JsonPath {
    segments: Vec<Segment>,
}

/// A part of a path.
#[derive(Debug)]
struct Segment {
    /// Whether it applies to all descendants (`..`), not only to children.
    deep: bool,
    selector: Selector,
}

/// What a segment selects.
#[derive(Debug)]
enum Selector {
    /// Members or items by name: `a`, `['a','b']`.
    Names(Vec<String>),
    /// All children.
    Wildcard,
    /// A range of items: start, end, step.
    Slice(Option<i64>, Option<i64>, i64),
    /// The children for which an expression is truthy.
    Filter(Expression),
    /// The name of the node itself, `~`.
    Key,
    /// The parent, `^`.
    Parent,
    /// The node itself, for a trailing `..`.
    Itself,
}
