//! `links`: which operations a response leads to. They are not sent, so that no client breaks on the wire.

use indexmap::IndexMap;

use super::collect::{Collector, Context};
use super::tree::{Tree, at, members, text, value};
use crate::source::{Node, pointer};

/// The members that say where a link leads and what it takes there.
const MEMBERS: [&str; 3] = ["parameters", "requestBody", "server"];

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
            .all(|key| one.get(key).map(value) == two.get(key).map(value));
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

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::diff::{Calendar, compare};
    use crate::source::{At, Node};

    fn ids(old: Value, new: Value) -> Vec<String> {
        let document = |link: Value| {
            let responses = json!({"200": {"links": {"next": link}}});
            let value = json!({
                "openapi": "3.1.0",
                "paths": {"/a": {"get": {"operationId": "a", "responses": responses}}},
            });
            Node::from_json(At::NONE, value)
        };
        let changes = compare(&document(old), &document(new), Calendar::new(0, 0));
        changes.into_iter().map(|change| change.id).collect()
    }

    #[test]
    fn the_order_of_members_and_what_is_no_member_do_not_count() {
        let link = |parameters: Value, body: u8| json!({"operationId": "a", "parameters": parameters, "body": body});
        let one = link(json!({"x": 1, "y": {"a": 1, "b": 2}}), 1);
        let other = link(json!({"y": {"b": 2, "a": 1}, "x": 1}), 2);
        assert_eq!(ids(one.clone(), other), Vec::<String>::new());
        let changed = link(json!({"x": 1, "y": {"a": 2, "b": 1}}), 1);
        assert_eq!(ids(one, changed), ["response-link-changed"]);
    }
}
