//! The comparison of one pair of schemas.

use std::borrow::Cow;

use super::super::checks::Effect;
use super::graph::{Choice, Graph, Pair, PairId};
use super::merged::{MergedSchema, Part, Parts};
use super::types::Carrier;
use super::{Local, Mode, applicators, objects, unions, values};
use crate::source::At;

/// A comparison in progress.
pub(super) struct Comparison<'g, 't> {
    pub graph: &'g mut Graph<'t>,
    pub mode: Mode,
    pub old: &'g MergedSchema<'t>,
    pub new: &'g MergedSchema<'t>,
    pair: Pair,
}

/// Compares two schemas, without their subschemas, which become pairs of their own.
pub(super) fn compare<'t>(
    graph: &mut Graph<'t>,
    old: &Parts<'t>,
    new: &Parts<'t>,
    mode: Mode,
) -> Pair {
    let (old_merged, new_merged) = (graph.merged(false, old), graph.merged(true, new));
    let mut comparison = Comparison {
        graph,
        mode,
        old: &old_merged,
        new: &new_merged,
        pair: Pair::default(),
    };
    if unions::is_one_sided(&old_merged, &new_merged) {
        unions::compare_one_sided(&mut comparison, old, new);
    } else {
        let are_apart = values::compare(&mut comparison);
        unions::compare(&mut comparison);
        applicators::compare(&mut comparison);
        // Members and items of values of other types are not compared.
        if !are_apart {
            objects::compare(&mut comparison);
            applicators::compare_arrays(&mut comparison);
        }
    }
    comparison.pair
}

impl<'t> Comparison<'_, 't> {
    /// Whether clients send the value.
    pub fn is_sent(&self) -> bool {
        self.mode.direction == super::Direction::Request
    }

    pub fn change(
        &mut self,
        action: impl Into<Cow<'static, str>>,
        text: impl Into<String>,
        old: At,
        new: At,
    ) {
        let local = self.local(action, text, old, new);
        self.pair.changes.push(local);
    }

    /// A change whose effect is not that of its action.
    pub fn change_with(&mut self, effect: Effect, mut local: Local) {
        local.effect = Some(effect);
        self.pair.changes.push(local);
    }

    /// A change of a property of the schema.
    pub fn property_change(
        &mut self,
        action: impl Into<Cow<'static, str>>,
        property: &str,
        text: impl Into<String>,
        old: At,
        new: At,
    ) {
        let mut local = self.local(action, text, old, new);
        local.property = Some(property.to_owned());
        self.pair.changes.push(local);
    }

    pub fn local(
        &self,
        action: impl Into<Cow<'static, str>>,
        text: impl Into<String>,
        old: At,
        new: At,
    ) -> Local {
        let or = |at: At, other: At| if at.is_none() { other } else { at };
        Local {
            action: action.into(),
            property: None,
            effect: None,
            text: text.into(),
            old: or(old, self.old.at),
            new: or(new, self.new.at),
        }
    }

    pub fn choice(&mut self, choice: Choice) {
        self.pair.choices.push(choice);
    }

    /// Compares two subschemas later.
    pub fn below(&mut self, segment: impl Into<String>, old: Parts<'t>, new: Parts<'t>) {
        let mode = Mode {
            has_default: true,
            ..self.mode
        };
        let mode = match (self.mode.is_parameter, self.mode.carrier) {
            (true, Carrier::Text) => Mode {
                carrier: Carrier::Unknown,
                is_exploded: false,
                ..mode
            },
            _ => mode,
        };
        let pair = self.graph.pair(old, new, mode);
        self.pair.below.push((segment.into(), pair));
    }

    /// A pair that decides a choice.
    pub fn candidate(&mut self, old: Parts<'t>, new: Parts<'t>) -> PairId {
        self.graph.pair(old, new, self.mode)
    }
}

/// One schema as a list of parts.
pub(super) fn single<'t>(node: &'t crate::source::Node) -> Parts<'t> {
    vec![Part::from(node)]
}
