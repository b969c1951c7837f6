//! Request bodies, responses and their headers.

use indexmap::IndexMap;

use super::checks::{Direction, Scope};
use super::collect::{Collector, Context};
use super::media::{self, Relation};
use super::schema::Mode;
use super::tree::{at, flag, members};
use super::{encoding, headers, links};
use crate::source::Node;

/// Compares the request bodies of an operation.
pub(super) fn compare_requests<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    (old, new): (&'t Node, &'t Node),
) {
    let resolved_old = old
        .get("requestBody")
        .and_then(|body| collector.old.resolve(body));
    let resolved_new = new
        .get("requestBody")
        .and_then(|body| collector.new.resolve(body));
    let subject = "request body";
    let (before, after) = match (resolved_old, resolved_new) {
        (None, Some(body)) => {
            let (id, text) = match flag(body, "required") {
                true => ("request-body-added-required", "a required body was added"),
                false => ("request-body-added-optional", "an optional body was added"),
            };
            return collector.change(context, id, subject, text, (old.at, body.at));
        }
        (Some(body), None) => {
            let text = "the body was removed";
            return collector.change(
                context,
                "request-body-removed",
                subject,
                text,
                (body.at, new.at),
            );
        }
        (Some(before), Some(after)) => (before, after),
        (None, None) => return,
    };
    let places = (at(before, "required"), at(after, "required"));
    match (flag(before, "required"), flag(after, "required")) {
        (false, true) => {
            let text = "the body became required";
            collector.change(
                context,
                "request-body-became-required",
                subject,
                text,
                places,
            );
        }
        (true, false) => {
            let text = "the body became optional";
            collector.change(
                context,
                "request-body-became-optional",
                subject,
                text,
                places,
            );
        }
        _ => {}
    }
    compare_contents(collector, context, &Body::REQUEST, subject, (before, after));
}

/// The ids of changes of media types.
struct Body {
    scope: Scope,
    direction: Direction,
    added: &'static str,
    removed: &'static str,
    specialized: &'static str,
    generalized: &'static str,
    changed: &'static str,
    /// The ids for a schema and an `itemSchema`, added and removed.
    schemas: [(&'static str, &'static str, &'static str); 2],
}

impl Body {
    const REQUEST: Body = Body {
        scope: Scope::RequestBody,
        direction: Direction::Request,
        added: "request-body-media-type-added",
        removed: "request-body-media-type-removed",
        specialized: "request-body-media-type-name-specialized",
        generalized: "request-body-media-type-name-generalized",
        changed: "request-body-media-type-name-changed",
        schemas: [
            (
                "schema",
                "request-body-media-type-schema-added",
                "request-body-media-type-schema-removed",
            ),
            (
                "itemSchema",
                "request-body-media-type-item-schema-added",
                "request-body-media-type-item-schema-removed",
            ),
        ],
    };
    const RESPONSE: Body = Body {
        scope: Scope::ResponseBody,
        direction: Direction::Response,
        added: "response-media-type-added",
        removed: "response-media-type-removed",
        specialized: "response-media-type-name-specialized",
        generalized: "response-media-type-name-generalized",
        changed: "response-media-type-name-changed",
        schemas: [
            (
                "schema",
                "response-body-media-type-schema-added",
                "response-body-media-type-schema-removed",
            ),
            (
                "itemSchema",
                "response-body-media-type-item-schema-added",
                "response-body-media-type-item-schema-removed",
            ),
        ],
    };
}

/// Compares the media types of two bodies, and their schemas.
fn compare_contents<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    body: &Body,
    subject: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let old: IndexMap<&str, &Node> = members(before.get("content")).collect();
    let mut new: IndexMap<&str, &Node> = members(after.get("content")).collect();
    let is_single = old.len() <= 1 && new.len() <= 1;
    let (old_at, new_at) = (at(before, "content"), at(after, "content"));
    let mut removed = Vec::new();
    let mut pairs = Vec::new();
    for (name, node) in &old {
        match new.shift_remove(name) {
            Some(other) => pairs.push((*name, *node, *name, other)),
            None => removed.push((*name, *node)),
        }
    }
    removed.retain(|(name, node)| {
        let found = new
            .keys()
            .find_map(|other| Some((*other, media::relation(name, other)?)));
        let Some((other, relation)) = found else {
            return true;
        };
        let Some(after) = new.shift_remove(other) else {
            return true;
        };
        let id = match relation {
            Relation::Specialized => body.specialized,
            Relation::Generalized => body.generalized,
            Relation::Changed => body.changed,
        };
        let text = format!("the media type `{name}` became `{other}`");
        collector.change(context, id, subject, text, (node.at, after.at));
        pairs.push((*name, *node, other, after));
        false
    });
    for (name, node) in removed {
        let text = format!("the media type `{name}` was removed");
        collector.change(context, body.removed, subject, text, (node.at, new_at));
    }
    for (name, node) in new {
        let text = format!("the media type `{name}` was added");
        collector.change(context, body.added, subject, text, (old_at, node.at));
    }
    for (_, before, name, after) in pairs {
        let subject = match is_single {
            true => subject.to_owned(),
            false => format!("{subject} ({name})"),
        };
        compare_media(collector, context, body, &subject, name, (before, after));
    }
}

fn compare_media<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    body: &Body,
    subject: &str,
    name: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let (Some(before), Some(after)) = (collector.old.resolve(before), collector.new.resolve(after))
    else {
        return;
    };
    encoding::compare(
        collector,
        context,
        body.direction,
        (subject, name),
        (before, after),
    );
    for (keyword, added, removed) in body.schemas {
        match (before.get(keyword), after.get(keyword)) {
            (None, Some(schema)) => {
                let text = format!("the media type `{name}` got `{keyword}`");
                collector.change(context, added, subject, text, (before.at, schema.at));
            }
            (Some(schema), None) => {
                let text = format!("`{keyword}` of the media type `{name}` was removed");
                collector.change(context, removed, subject, text, (schema.at, after.at));
            }
            (Some(old), Some(new)) => {
                let mode = Mode {
                    direction: body.direction,
                    carrier: media::carrier(name),
                    is_parameter: false,
                    has_default: true,
                    is_exploded: false,
                };
                let path: &[&str] = match keyword {
                    "schema" => &[],
                    keyword => &[keyword],
                };
                collector.schema(context, body.scope, subject, path, (old, new), mode);
            }
            (None, None) => {}
        }
    }
}

/// Compares the responses of an operation.
pub(super) fn compare_responses<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    (old, new): (&'t Node, &'t Node),
) {
    let (old_list, new_list) = (old.get("responses"), new.get("responses"));
    let place = |list: Option<&Node>, node: &Node| list.map_or(node.at, |list| list.at);
    let find = |list: Option<&'t Node>, status: &str| {
        members(list)
            .find(|(other, _)| other.eq_ignore_ascii_case(status))
            .map(|(_, node)| node)
    };
    for (status, before) in members(old_list).filter(|(status, _)| is_status(status)) {
        let subject = format!("response {status}");
        match find(new_list, status) {
            Some(after) => {
                let pair = (collector.old.resolve(before), collector.new.resolve(after));
                if let (Some(before), Some(after)) = pair {
                    let body = format!("{subject} body");
                    headers::compare(collector, context, &subject, (before, after));
                    links::compare(collector, context, &subject, (before, after));
                    compare_contents(collector, context, &Body::RESPONSE, &body, (before, after));
                }
            }
            None => {
                let id = match is_success(status) {
                    true => "response-success-status-removed",
                    false => "response-non-success-status-removed",
                };
                let places = (before.at, place(new_list, new));
                collector.change(context, id, subject, "the response was removed", places);
            }
        }
    }
    for (status, after) in members(new_list).filter(|(status, _)| is_status(status)) {
        if find(old_list, status).is_some() {
            continue;
        }
        let places = (place(old_list, old), after.at);
        let subject = format!("response {status}");
        let text = "the response was added";
        if !is_success(status) {
            let id = "response-non-success-status-added";
            collector.change(context, id, subject, text, places);
            continue;
        }
        // Where the old document has a response for all of these statuses, clients expect it.
        let was_expected = ["2XX", "default"]
            .iter()
            .any(|all| find(old_list, all).is_some());
        let id = "response-success-status-added";
        let breaks = !was_expected && !context.is_swapped;
        collector.change_with(context, id, breaks, subject, text, places);
    }
}

fn is_status(key: &str) -> bool {
    !key.starts_with("x-")
}

fn is_success(status: &str) -> bool {
    status.starts_with('2')
}
