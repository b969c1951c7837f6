//! Schemas of forms and multipart bodies, as far as they decide how their members are written.

use indexmap::IndexMap;

use super::super::tree::Tree;
use super::merged::{MergedSchema, Part, Parts};
use crate::source::Node;

/// Limit on lists in lists.
const DEPTH: usize = 20;

/// The properties of an object, with those of the schemas that it includes.
pub(in crate::diff) fn properties<'t>(
    tree: &Tree<'t>,
    schema: &'t Node,
) -> IndexMap<&'t str, Parts<'t>> {
    MergedSchema::new(tree, &[schema.into()]).properties
}

/// The schemas of parts by position.
pub(in crate::diff) struct Positions<'t> {
    /// Those with positions of their own.
    pub first: Vec<Parts<'t>>,
    /// That of all others; empty if they are not described.
    rest: Parts<'t>,
    /// Whether the body is a list, so that there are positions.
    is_list: bool,
}

impl<'t> Positions<'t> {
    /// The schemas of the part at a position, or of those behind all positions; `None` if there can be no such part.
    pub fn at(&self, tree: &Tree<'t>, position: Option<usize>) -> Option<&Parts<'t>> {
        let own = position.and_then(|position| self.first.get(position));
        let parts = own.unwrap_or(&self.rest);
        let is_false = |part: &Part<'t>| {
            let schema = tree.resolve(part.node);
            schema.is_some_and(|schema| schema.as_bool() == Some(false))
        };
        (self.is_list && !parts.iter().any(is_false)).then_some(parts)
    }
}

/// The schemas of the parts of a multipart body by position: `prefixItems` and `items`, or `itemSchema`.
pub(in crate::diff) fn positions<'t>(tree: &Tree<'t>, media: &'t Node) -> Positions<'t> {
    let item_schema = media.get("itemSchema").map(Part::from);
    let Some(schema) = media.get("schema") else {
        return Positions {
            first: Vec::new(),
            rest: item_schema.into_iter().collect(),
            is_list: true,
        };
    };
    let merged = MergedSchema::new(tree, &[schema.into()]);
    let mut rest = merged.items;
    rest.extend(item_schema);
    let types = merged.types.filter(|_| !merged.is_type_implied);
    let array = ["array"].into_iter().collect();
    Positions {
        is_list: types.is_none_or(|types| !types.is_apart(array)),
        first: merged
            .prefix_items
            .into_iter()
            .map(|node| vec![node.into()])
            .collect(),
        rest,
    }
}

/// Whether the values are neither lists nor objects.
pub(in crate::diff) fn is_scalar<'t>(tree: &Tree<'t>, parts: &Parts<'t>) -> bool {
    let merged = MergedSchema::new(tree, parts);
    !merged.is_type_implied && merged.types.is_some_and(|types| types.is_scalar())
}

/// The media type of a part without `contentType`; `None` if the schema does not tell.
pub(in crate::diff) fn default_media_type<'t>(
    tree: &Tree<'t>,
    parts: &Parts<'t>,
) -> Option<&'static str> {
    media_type(tree, parts, DEPTH)
}

fn media_type<'t>(tree: &Tree<'t>, parts: &Parts<'t>, depth: usize) -> Option<&'static str> {
    let merged = MergedSchema::new(tree, parts);
    let types = merged.types.filter(|_| !merged.is_type_implied)?;
    let is_binary = ["binary", "byte"]
        .iter()
        .any(|format| merged.formats.contains(format))
        || merged.contents.contains_key("content-encoding");
    match () {
        () if types.is_object() => Some("application/json"),
        () if types.is_string() && is_binary => Some("application/octet-stream"),
        () if types.is_scalar() => Some("text/plain"),
        () if types.is_array() && depth > 0 && !merged.items.is_empty() => {
            media_type(tree, &merged.items, depth - 1)
        }
        () => None,
    }
}
