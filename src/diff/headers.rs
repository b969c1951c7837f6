//! Headers of responses, and of parts.

use indexmap::IndexMap;

use super::checks::{Direction, Scope};
use super::collect::{Collector, Context};
use super::media::Relation;
use super::schema::{Carrier, Mode};
use super::tree::{at, flag, members};
use super::{encoding, media};
use crate::source::{At, Node};

/// Compares the headers of two responses.
pub(super) fn compare<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    response: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let key = |(name, node): (&str, &'t Node)| (name.to_ascii_lowercase(), node);
    let old: IndexMap<String, &Node> = members(before.get("headers")).map(key).collect();
    let new: IndexMap<String, &Node> = members(after.get("headers")).map(key).collect();
    for (name, node) in &old {
        let subject = format!("{response} header `{name}`");
        let Some(before) = collector.old.resolve(node) else {
            continue;
        };
        let Some(other) = new.get(name) else {
            let id = match flag(before, "required") {
                true => "required-response-header-removed",
                false => "optional-response-header-removed",
            };
            let places = (node.at, at(after, "headers"));
            collector.change(context, id, subject, "the header was removed", places);
            continue;
        };
        let Some(after) = collector.new.resolve(other) else {
            continue;
        };
        compare_header(collector, context, subject, (before, after));
    }
    for (name, node) in &new {
        if !old.contains_key(name) {
            let subject = format!("{response} header `{name}`");
            let places = (at(before, "headers"), node.at);
            let text = "the header was added";
            collector.change(context, "response-header-added", subject, text, places);
        }
    }
}

fn compare_header<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    subject: String,
    (before, after): (&'t Node, &'t Node),
) {
    let places: (At, At) = (at(before, "required"), at(after, "required"));
    match (flag(before, "required"), flag(after, "required")) {
        (true, false) => {
            let id = "response-header-became-optional";
            collector.change(context, id, &*subject, "the header became optional", places);
        }
        (false, true) => {
            let id = "response-header-became-required";
            collector.change(context, id, &*subject, "the header became required", places);
        }
        _ => {}
    }
    compare_schemas(collector, context, Scope::Header, &subject, (before, after));
}

/// Compares the schemas of two headers, or what their `content` is.
fn compare_schemas<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    scope: Scope,
    subject: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let front = match scope {
        Scope::Header => "response-header",
        _ => "request-parameter",
    };
    if compare_media(collector, context, front, subject, (before, after)) {
        return;
    }
    let schemas = (schema_of(before), schema_of(after));
    if let (Some((old, _)), Some((new, carrier))) = schemas {
        let mode = Mode {
            direction: scope.direction(),
            carrier,
            is_parameter: false,
            has_default: true,
            is_exploded: false,
        };
        collector.schema(context, scope, subject, &[], (old, new), mode);
    }
}

/// Compares how the value of a header or parameter is written: as which media type, or as text by a schema of its own.
/// `front` is what ids begin with. Returns whether it is another format.
pub(super) fn compare_media(
    collector: &mut Collector,
    context: &Context,
    front: &str,
    subject: &str,
    (before, after): (&Node, &Node),
) -> bool {
    let media = |node: &Node| -> Option<String> {
        match node.get("schema") {
            Some(_) => None,
            None => members(node.get("content"))
                .next()
                .map(|(name, _)| name.to_owned()),
        }
    };
    let is_written = |node: &Node| node.get("schema").is_some() || node.get("content").is_some();
    let (old, new) = (media(before), media(after));
    if old == new || !is_written(before) || !is_written(after) {
        return false;
    }
    let relation = match (&old, &new) {
        (Some(old), Some(new)) => media::relation(old, new),
        _ => None,
    };
    let change = match relation {
        None => "changed",
        Some(Relation::Generalized) => "name-generalized",
        Some(Relation::Specialized) => "name-specialized",
        Some(Relation::Changed) => "name-changed",
    };
    let name = |media: Option<String>| match media {
        Some(media) => format!("`{media}`"),
        None => "text by its schema".to_owned(),
    };
    let id = format!("{front}-media-type-{change}");
    let text = format!("the value was {} and is {}", name(old), name(new));
    collector.change(context, &id, subject, text, (before.at, after.at));
    relation.is_none()
}

/// Compares the headers of a part of a multipart body, which its `encoding` has.
pub(super) fn compare_parts<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    direction: Direction,
    part: &str,
    (before, after): (Option<&'t Node>, Option<&'t Node>),
) {
    let headers = |node: Option<&'t Node>| -> IndexMap<String, &'t Node> {
        let list = members(node.and_then(|node| node.get("headers")));
        // The type is `contentType`.
        list.filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"))
            .map(|(name, node)| (name.to_ascii_lowercase(), node))
            .collect()
    };
    let (old, new) = (headers(before), headers(after));
    let is_request = direction == Direction::Request;
    let front = match is_request {
        true => "request-body-encoding",
        false => "response-body-encoding",
    };
    for (name, node) in &old {
        let subject = format!("{part} header `{name}`");
        let Some(one) = collector.old.resolve(node) else {
            continue;
        };
        let Some(other) = new.get(name) else {
            let id = match (is_request, flag(one, "required")) {
                (true, _) => "header-removed",
                (false, true) => "required-header-removed",
                (false, false) => "optional-header-removed",
            };
            let places = (node.at, after.map_or(At::NONE, |node| node.at));
            let text = "the header was removed";
            collector.change(context, &format!("{front}-{id}"), subject, text, places);
            continue;
        };
        let Some(two) = collector.new.resolve(other) else {
            continue;
        };
        let places = (at(one, "required"), at(two, "required"));
        let became = match (flag(one, "required"), flag(two, "required")) {
            (true, false) => Some("optional"),
            (false, true) => Some("required"),
            _ => None,
        };
        if let Some(word) = became {
            let id = format!("{front}-header-became-{word}");
            let text = format!("the header became {word}");
            collector.change(context, &id, &*subject, text, places);
        }
        let scope = encoding::header_scope(direction);
        compare_schemas(collector, context, scope, &subject, (one, two));
    }
    for (name, node) in &new {
        if old.contains_key(name) {
            continue;
        }
        let Some(header) = collector.new.resolve(node) else {
            continue;
        };
        let id = match (is_request, flag(header, "required")) {
            (true, true) => "required-header-added",
            (true, false) => "optional-header-added",
            (false, _) => "header-added",
        };
        let subject = format!("{part} header `{name}`");
        let places = (before.map_or(At::NONE, |node| node.at), node.at);
        let text = "the header was added";
        collector.change(context, &format!("{front}-{id}"), subject, text, places);
    }
}

/// The schema of a header or parameter, itself or in its content, and how its values are written.
pub(super) fn schema_of(node: &Node) -> Option<(&Node, Carrier)> {
    if let Some(schema) = node.get("schema") {
        return Some((schema, Carrier::Text));
    }
    let (media, content) = members(node.get("content")).next()?;
    Some((content.get("schema")?, media::carrier(media)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::diff::{Calendar, compare};
    use crate::source::{At, Node};

    /// The changes of a parameter and a header with a media type each, and whether each breaks clients.
    fn changes(old: &str, new: &str) -> Vec<(String, bool)> {
        let document = |media: &str| {
            let value = |mut node: serde_json::Value| {
                node["content"] = json!({media: {"schema": {"type": "string"}}});
                node
            };
            let operation = json!({
                "parameters": [value(json!({"name": "a", "in": "query"}))],
                "responses": {"200": {"headers": {"b": value(json!({}))}}},
            });
            let value = json!({"openapi": "3.1.0", "paths": {"/a": {"get": operation}}});
            Node::from_json(At::NONE, value)
        };
        let changes = compare(&document(old), &document(new), Calendar::new(0, 0));
        let changes = changes.into_iter();
        changes
            .map(|change| (change.id.clone(), change.breaks_clients()))
            .collect()
    }

    #[test]
    fn media_types_are_compared_by_what_they_stand_for() {
        for (old, new, change, of_parameter, of_header) in [
            ("image/png", "image/*", "name-generalized", false, true),
            ("image/*", "image/png", "name-specialized", true, false),
            (
                "text/plain",
                "text/plain; charset=utf-8",
                "name-changed",
                false,
                false,
            ),
            ("text/plain", "text/csv", "changed", true, true),
        ] {
            let expected = [
                (
                    format!("request-parameter-media-type-{change}"),
                    of_parameter,
                ),
                (format!("response-header-media-type-{change}"), of_header),
            ];
            assert_eq!(changes(old, new), expected, "{old} {new}");
        }
    }
}
