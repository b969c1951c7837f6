//! `links`: which operations a response leads to. They are not sent, so that no client breaks on the wire.

use indexmap::IndexMap;

use super::collect::{Collector, Context};
use super::tree::{Tree, at, json, members, text};
use crate::source::{Node, pointer};

/// The members that say where a link leads and what it takes there.
const MEMBERS: [&str; 4] = ["parameters", "requestBody", "server", "body"];

/// Compares the links of two responses.
pub(super) fn compare<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    response: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let old: IndexMap<&str, &Node> = links(before).collect();
    let new: IndexMap<&str, &Node> = links(after).collect();
    for (name, node) in &old {
        let subject = format!("{response} link `{name}`");
        let Some(other) = new.get(name) else {
            let places = (node.at, at(after, "links"));
            let text = "the link was removed";
            collector.change(context, "response-link-removed", subject, text, places);
            continue;
        };
        let pair = (collector.old.resolve(node), collector.new.resolve(other));
        let (Some(one), Some(two)) = pair else {
            continue;
        };
        let (from, to) = (target(&collector.old, one), target(&collector.new, two));
        let is_same = MEMBERS
            .iter()
            .all(|key| one.get(key).map(json) == two.get(key).map(json));
        let text = match (from == to, is_same) {
            (true, true) => continue,
            (false, _) => format!("the link led to `{from}` and leads to `{to}`"),
            (true, false) => "the link takes other values to its operation".to_owned(),
        };
        let places = (one.at, two.at);
        collector.change(context, "response-link-changed", subject, text, places);
    }
    for (name, node) in &new {
        if !old.contains_key(name) {
            let subject = format!("{response} link `{name}`");
            let places = (at(before, "links"), node.at);
            let text = "the link was added";
            collector.change(context, "response-link-added", subject, text, places);
        }
    }
}

fn links(response: &Node) -> impl Iterator<Item = (&str, &Node)> {
    members(response.get("links")).filter(|(name, _)| !name.starts_with("x-"))
}

/// The operation that a link leads to, by method and path, as its `operationId` may change.
fn target(tree: &Tree, link: &Node) -> String {
    if let Some(reference) = text(link, "operationRef") {
        let steps = reference.strip_prefix("#/paths/").map(|steps| {
            let mut steps = steps.split('/').map(pointer::percent_decode);
            (steps.next(), steps.next())
        });
        return match steps {
            Some((Some(path), Some(method))) => {
                format!(
                    "{} {}",
                    method.to_ascii_uppercase(),
                    pointer::unescape(&path)
                )
            }
            _ => reference.to_owned(),
        };
    }
    let id = text(link, "operationId").unwrap_or_default();
    let found = members(tree.get("paths")).find_map(|(path, item)| {
        let (method, _) = members(tree.resolve(item))
            .find(|(_, operation)| text(operation, "operationId") == Some(id))?;
        Some(format!("{} {path}", method.to_ascii_uppercase()))
    });
    found.unwrap_or_else(|| id.to_owned())
}
