//! The comparison of schemas by what they accept, in the direction in which values are sent.
//!
//! A pair of schemas is compared once ([`compare`]), however many operations use it; pairs refer to the pairs of their
//! subschemas ([`graph`]). So recursive schemas end, and the cost is that of the distinct pairs. An operation's changes are
//! those of the pairs that can be reached from its bodies and parameters ([`graph::Graph::report`]).

mod applicators;
mod compare;
mod equality;
mod flat;
mod graph;
mod limits;
mod nullable;
mod objects;
mod types;
mod unions;
mod values;

use std::borrow::Cow;

pub(super) use graph::{Found, Graph, PairId};
pub(super) use types::Carrier;

use super::checks::{Direction, Effect};
use crate::source::At;

/// How values of a pair are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Mode {
    pub direction: Direction,
    pub carrier: Carrier,
    /// Whether the values are parameters, whose objects may be text or JSON.
    pub is_parameter: bool,
    /// Whether the value may be left out, so that its default counts.
    pub has_default: bool,
    /// Whether they are separated by `&`, so that a list of one item is that item.
    pub is_exploded: bool,
}

/// A change of one schema, without the place at which an operation uses it.
#[derive(Clone, Debug)]
pub(super) struct Local {
    /// The action in the table of checks.
    pub action: Cow<'static, str>,
    /// The property that it is about; `None` if it is about the schema itself.
    pub property: Option<String>,
    /// The effect, where it is not that of the action.
    pub effect: Option<Effect>,
    /// What changed, after the name of the place.
    pub text: String,
    pub old: At,
    pub new: At,
}
