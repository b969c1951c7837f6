//! Components that no reference names.

use crate::lint::document::Step;
use crate::lint::functions::{Context, Hit, Target, members};
use crate::source::Node;

/// The kinds of components that references name.
const SECTIONS: [&str; 8] = [
    "schemas",
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "links",
    "callbacks",
];

pub(super) fn unused<'a>(
    root: &'a Node,
    path: &[Step<'a>],
    context: Context<'_, 'a>,
) -> Vec<Hit<'a>> {
    let components = root.get("components");
    SECTIONS
        .iter()
        .flat_map(|section| {
            let Some(section_node) = components.and_then(|node| node.get(section)) else {
                return Vec::new();
            };
            let location = format!("#/components/{section}");
            members::unreferenced(Target::Node(section_node), &location, path, context)
        })
        .collect()
}
