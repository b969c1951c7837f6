//! Members of an error body, and the values that their schemas allow.

use serde_json::{Value, json};

use super::member;
use crate::example::Facts;
use crate::schema::{SchemaId, Type};

/// A member that may get a placeholder.
pub(super) struct Candidate<'a> {
    pub(super) name: &'a str,
    pub(super) ids: Vec<SchemaId>,
    pub(super) facts: Facts<'a>,
    /// The texts that its schema allows, if it allows any text.
    pub(super) text: Option<Text>,
}

impl Candidate<'_> {
    /// Whether its values may be of a type.
    pub(super) fn is(&self, kind: Type) -> bool {
        let implied = match kind {
            Type::Object => !self.facts.properties.is_empty(),
            Type::Array => !self.facts.items.is_empty(),
            _ => false,
        };
        self.facts
            .types
            .map_or(implied, |types| types.contains(kind))
    }
}

/// Any text, up to a length in characters.
#[derive(Clone, Copy)]
pub(super) struct Text {
    pub(super) max: Option<usize>,
}

impl Text {
    /// The placeholder of that name.
    pub(super) fn placeholder(self, name: &str) -> Value {
        match self.max {
            Some(max) => json!({ "$": name, "max": max }),
            None => json!({ "$": name }),
        }
    }
}

/// The index of the member that is the message.
pub(super) fn message(candidates: &[Candidate]) -> Option<usize> {
    let ranked = candidates
        .iter()
        .enumerate()
        .filter(|(_, candidate)| candidate.text.is_some());
    let ranked = ranked
        .filter_map(|(index, candidate)| Some((member::message_rank(candidate.name)?, index)));
    ranked.min().map(|(_, index)| index)
}

/// The texts that a schema allows, if it allows any text of at least the shortest length.
pub(super) fn free_text(facts: &Facts, shortest: usize) -> Option<Text> {
    text_of_formats(facts, shortest, facts.formats.is_empty())
}

/// As [`free_text`], where the caller has decided whether the formats allow any text.
pub(super) fn text_of_formats(facts: &Facts, shortest: usize, allowed: bool) -> Option<Text> {
    let text = facts
        .types
        .is_some_and(|types| types.contains(Type::String));
    let free = facts.values.is_none()
        && facts.patterns.is_empty()
        && facts.count("minLength").unwrap_or_default() <= shortest
        && facts.count("maxLength") != Some(0);
    (text && free && allowed).then(|| Text {
        max: facts.count("maxLength"),
    })
}

/// Whether an array may have any number of items from one on.
pub(super) fn is_free_list(facts: &Facts) -> bool {
    facts.count("maxItems").is_none()
        && facts.count("uniqueItems").is_none()
        && facts.count("minItems").unwrap_or_default() <= 1
        && facts.prefix_items.is_empty()
        && facts.contains.is_empty()
}
