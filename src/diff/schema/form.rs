//! Schemas of forms and multipart bodies, as far as they decide how their members are written.

use indexmap::IndexMap;

use super::super::tree::Tree;
use super::merged::{MergedSchema, Parts};
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
