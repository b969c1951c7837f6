//! Members of an error body, and the texts that their schemas allow.

use serde_json::{Value, json};

use super::member_names;
use crate::example::Chosen;
use crate::resolve::Count;
use crate::schema::{SchemaId, Type};

/// A member that may get a placeholder.
pub(super) struct ErrorMember<'a> {
    pub(super) name: &'a str,
    pub(super) ids: Vec<SchemaId>,
    pub(super) constraints: Chosen<'a>,
    /// The texts that its schema allows, if it allows any text.
    pub(super) text: Option<Text>,
}

impl ErrorMember<'_> {
    /// Whether its values may be of a type.
    pub(super) fn is(&self, kind: Type) -> bool {
        let implied = match kind {
            Type::Object => !self.constraints.properties.is_empty(),
            Type::Array => self.constraints.has_items(),
            _ => false,
        };
        self.constraints
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
pub(super) fn message(documented: &[ErrorMember]) -> Option<usize> {
    let ranked = documented
        .iter()
        .enumerate()
        .filter(|(_, member)| member.text.is_some());
    let ranked = ranked
        .filter_map(|(index, member)| Some((member_names::message_rank(member.name)?, index)));
    ranked.min().map(|(_, index)| index)
}

/// The texts that a schema allows, if it allows any text of at least the shortest length.
pub(super) fn free_text(constraints: &Chosen, shortest: usize) -> Option<Text> {
    text_of_formats(constraints, shortest, constraints.formats.is_empty())
}

/// As [`free_text`], where the caller has decided whether the formats allow any text.
pub(super) fn text_of_formats(
    constraints: &Chosen,
    shortest: usize,
    allowed: bool,
) -> Option<Text> {
    let text = constraints
        .types
        .is_some_and(|types| types.contains(Type::String));
    let free = constraints.values.is_none()
        && constraints.patterns.is_empty()
        && constraints
            .counts
            .min_length
            .map(Count::size)
            .unwrap_or_default()
            <= shortest
        && constraints.counts.max_length.map(Count::size) != Some(0);
    (text && free && allowed).then(|| Text {
        max: constraints.counts.max_length.map(Count::size),
    })
}

/// Whether an array may have any number of items from one on.
pub(super) fn is_free_list(constraints: &Chosen) -> bool {
    constraints.counts.max_items.is_none()
        && !constraints.unique_items
        && constraints
            .counts
            .min_items
            .map(Count::size)
            .unwrap_or_default()
            <= 1
        && constraints.prefix_length() == 0
        && constraints.contains.is_empty()
}
