//! Paths, operations, callbacks and webhooks.

use indexmap::IndexMap;

use super::collect::{Collector, Context};
use super::lifecycle::{Calendar, Stability, Sunset, sunset};
use super::parameters::Operation;
use super::tree::{NOTHING, Tree, at, flag, members, text, texts};
use super::{bodies, parameters, security, servers};
use crate::source::{At, Node};

const METHODS: [&str; 9] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// Limit on callbacks inside of callbacks.
const DEEPEST: usize = 4;

pub(super) fn compare(collector: &mut Collector) {
    let context = Context::default();
    let (old, new) = (collector.old.get("paths"), collector.new.get("paths"));
    compare_paths(collector, &context, (old, new), 0);
    compare_webhooks(collector);
}

/// The operations of a path item, by method in upper case. Of two for a method, the first one counts.
fn operations(item: &Node) -> IndexMap<String, &Node> {
    let mut all = IndexMap::new();
    for method in METHODS {
        if let Some(operation) = item.get(method) {
            all.insert(method.to_ascii_uppercase(), operation);
        }
    }
    for (method, operation) in members(item.get("additionalOperations")) {
        all.entry(method.to_owned()).or_insert(operation);
    }
    all
}

/// A path with its names left out.
fn shape(path: &str) -> String {
    let mut shape = String::new();
    let mut is_name = false;
    for character in path.chars() {
        match character {
            '{' => {
                is_name = true;
                shape.push_str("{}");
            }
            '}' => is_name = false,
            other if !is_name => shape.push(other),
            _ => {}
        }
    }
    shape
}

/// Compares paths, or the expressions of a callback.
fn compare_paths<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    (old, new): (Option<&'t Node>, Option<&'t Node>),
    depth: usize,
) {
    let is_path = |(path, _): &(&str, &Node)| !path.starts_with("x-");
    let before: Vec<_> = members(old).filter(is_path).collect();
    let mut after: IndexMap<&str, &Node> = members(new).filter(is_path).collect();
    let mut partners: IndexMap<&str, (&str, &Node)> = IndexMap::new();
    // The same names first, so that of two paths of one shape each finds its own.
    for (path, _) in &before {
        if let Some((name, node)) = after.shift_remove_entry(path) {
            partners.insert(path, (name, node));
        }
    }
    for (path, _) in &before {
        if !partners.contains_key(path) {
            let wanted = shape(path);
            let found = after.keys().find(|other| shape(other) == wanted).copied();
            if let Some((name, node)) = found.and_then(|name| after.shift_remove_entry(name)) {
                partners.insert(path, (name, node));
            }
        }
    }
    for (path, node) in &before {
        let Some(item) = collector.old.resolve(node) else {
            continue;
        };
        match partners.get(path) {
            Some((name, other)) => {
                if let Some(other) = collector.new.resolve(other) {
                    compare_items(collector, context, (path, item), (name, other), depth);
                }
            }
            None => {
                let new_at = new.map_or(At::NONE, |paths| paths.at);
                for (method, operation) in operations(item) {
                    let context = named(context, &method, path);
                    removed(collector, &context, operation, true, new_at);
                }
            }
        }
    }
    for (path, node) in after {
        let Some(item) = collector.new.resolve(node) else {
            continue;
        };
        for (method, operation) in operations(item) {
            let context = named(context, &method, path);
            let places = (old.map_or(At::NONE, |paths| paths.at), operation.at);
            collector.change(
                &context,
                "endpoint-added",
                "",
                "the operation was added",
                places,
            );
        }
    }
}

/// The context of an operation; that of a callback is behind the operation that has it.
fn named(context: &Context, method: &str, path: &str) -> Context {
    let operation = match &context.operation {
        None => format!("{method} {path}"),
        Some(owner) => format!("{owner}: {method} {path}"),
    };
    Context {
        operation: Some(operation),
        ..context.clone()
    }
}

fn compare_items<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    (old_path, old): (&'t str, &'t Node),
    (new_path, new): (&'t str, &'t Node),
    depth: usize,
) {
    let mut after = operations(new);
    for (method, operation) in operations(old) {
        let context = named(context, &method, new_path);
        match after.shift_remove(&method) {
            None => removed(collector, &context, operation, false, new.at),
            Some(other) => {
                let old = Operation {
                    path: old_path,
                    path_item: old,
                    node: operation,
                };
                let new = Operation {
                    path: new_path,
                    path_item: new,
                    node: other,
                };
                compare_operations(collector, &context, &old, &new, depth);
            }
        }
    }
    for (method, operation) in after {
        let context = named(context, &method, new_path);
        let places = (old.at, operation.at);
        collector.change(
            &context,
            "endpoint-added",
            "",
            "the operation was added",
            places,
        );
    }
}

fn stability(operation: &Node) -> Result<Stability, String> {
    Stability::of(operation.get("x-stability-level"))
}

/// An operation that the new document has not.
fn removed(
    collector: &mut Collector,
    context: &Context,
    operation: &Node,
    with_path: bool,
    new_at: At,
) {
    let places = (operation.at, new_at);
    match stability(operation) {
        Err(level) => return invalid_stability(collector, context, &level, places),
        Ok(level) if level.is_unstable() => return,
        Ok(_) => {}
    }
    let id = |path, operation| if with_path { path } else { operation };
    let (id, text) = match (
        flag(operation, "deprecated"),
        sunset(operation.get("x-sunset")),
    ) {
        (false, _) => (
            id(
                "api-path-removed-without-deprecation",
                "api-removed-without-deprecation",
            ),
            "the operation was removed".to_owned(),
        ),
        (true, Sunset::None) => (
            id(
                "api-path-removed-with-deprecation",
                "api-removed-with-deprecation",
            ),
            "the deprecated operation was removed".to_owned(),
        ),
        (true, Sunset::Invalid) => (
            "api-path-sunset-parse",
            "the operation was removed; its `x-sunset` is no date".to_owned(),
        ),
        (true, Sunset::Date(date)) if collector.calendar.today < date => (
            id(
                "api-path-removed-before-sunset",
                "api-removed-before-sunset",
            ),
            format!("the operation was removed before its sunset, {date}"),
        ),
        (true, Sunset::Date(date)) => (
            "endpoint-removed-after-sunset",
            format!("the operation was removed after its sunset, {date}"),
        ),
    };
    collector.change(context, id, "", text, places);
}

fn invalid_stability(collector: &mut Collector, context: &Context, level: &str, places: (At, At)) {
    let text =
        format!("`x-stability-level` is `{level}`, which is none of draft, alpha, beta and stable");
    collector.change(context, "api-invalid-stability-level", "", text, places);
}

fn compare_operations<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    old: &Operation<'t>,
    new: &Operation<'t>,
    depth: usize,
) {
    let places = (old.node.at, new.node.at);
    let (before, after) = match (stability(old.node), stability(new.node)) {
        (Ok(before), Ok(after)) => (before, after),
        // It was not better before.
        (Err(before), Err(after)) if before == after => (Stability::Stable, Stability::Stable),
        (Err(level), _) | (_, Err(level)) => {
            return invalid_stability(collector, context, &level, places);
        }
    };
    let key = "x-stability-level";
    let is_gone = old.node.get(key).is_some() && new.node.get(key).is_none();
    if after < before || is_gone {
        let text = match is_gone {
            true => format!("its stability, {}, is not stated any more", before.name()),
            false => format!(
                "its stability changed from {} to {}",
                before.name(),
                after.name()
            ),
        };
        collector.change(context, "api-stability-decreased", "", text, places);
    } else if after > before {
        let text = format!(
            "its stability changed from {} to {}",
            before.name(),
            after.name()
        );
        collector.change(context, "api-stability-increased", "", text, places);
    }
    if after.is_unstable() && after >= before {
        return;
    }
    compare_names(collector, context, old.node, new.node);
    lifecycle(collector, context, old.node, new.node);
    if !context.is_swapped {
        security::compare_operation(collector, context, old.node, new.node);
        servers::compare_operation(collector, context, old, new);
    }
    let nodes = (old.node, new.node);
    parameters::compare(collector, context, old, new);
    bodies::compare_requests(collector, context, nodes);
    bodies::compare_responses(collector, context, nodes);
    if depth < DEEPEST {
        compare_callbacks(collector, context, nodes, depth);
    }
}

/// Ids and tags.
fn compare_names(collector: &mut Collector, context: &Context, old: &Node, new: &Node) {
    let places = (at(old, "operationId"), at(new, "operationId"));
    match (text(old, "operationId"), text(new, "operationId")) {
        (None, Some(id)) => {
            let text = format!("the operation id `{id}` was added");
            collector.change(context, "api-operation-id-added", "", text, places);
        }
        (Some(id), None) => {
            let text = format!("the operation id `{id}` was removed");
            collector.change(context, "api-operation-id-removed", "", text, places);
        }
        (Some(before), Some(after)) if before != after => {
            let text = format!("the operation id changed from `{before}` to `{after}`");
            collector.change(context, "api-operation-id-removed", "", text, places);
        }
        _ => {}
    }
    let places = (at(old, "tags"), at(new, "tags"));
    let tags = |node| texts(Node::get(node, "tags")).collect::<Vec<&str>>();
    let (before, after) = (tags(old), tags(new));
    for tag in before.iter().filter(|tag| !after.contains(tag)) {
        let text = format!("the tag `{tag}` was removed");
        collector.change(context, "api-tag-removed", "", text, places);
    }
    for tag in after.iter().filter(|tag| !before.contains(tag)) {
        let text = format!("the tag `{tag}` was added");
        collector.change(context, "api-tag-added", "", text, places);
    }
}

/// Deprecation.
fn lifecycle(collector: &mut Collector, context: &Context, old: &Node, new: &Node) {
    let places = (at(old, "deprecated"), at(new, "deprecated"));
    let Calendar {
        earliest,
        needs_sunset,
        ..
    } = collector.calendar;
    let (before, after) = (sunset(old.get("x-sunset")), sunset(new.get("x-sunset")));
    let (id, text) = match (flag(old, "deprecated"), flag(new, "deprecated")) {
        (true, false) => (
            "endpoint-reactivated",
            "the operation is not deprecated any more".to_owned(),
        ),
        (false, true) => match after {
            Sunset::None if needs_sunset => (
                "api-deprecated-sunset-missing",
                "the operation was deprecated without `x-sunset`".to_owned(),
            ),
            Sunset::None => (
                "endpoint-deprecated",
                "the operation was deprecated".to_owned(),
            ),
            Sunset::Invalid => (
                "api-deprecated-sunset-parse",
                "the operation was deprecated with an `x-sunset` that is no date".to_owned(),
            ),
            Sunset::Date(date) if date < earliest => (
                "api-sunset-date-too-small",
                format!("the operation was deprecated until {date}, which is too early"),
            ),
            Sunset::Date(date) => (
                "endpoint-deprecated-with-sunset",
                format!("the operation was deprecated until {date}"),
            ),
        },
        (_, true) => match (before, after) {
            (Sunset::None, _) => return,
            (_, Sunset::None) => (
                "sunset-deleted",
                "`x-sunset` of the deprecated operation was removed".to_owned(),
            ),
            (before, after) if before == after => return,
            (Sunset::Date(before), Sunset::Date(after)) if after < before && after < earliest => (
                "api-sunset-date-changed-too-small",
                format!("the sunset of the operation moved from {before} to {after}"),
            ),
            (Sunset::Date(_), Sunset::Date(_)) => return,
            _ => (
                "api-path-sunset-parse",
                "`x-sunset` of the operation is no date".to_owned(),
            ),
        },
        (false, false) => return,
    };
    collector.change(context, id, "", text, places);
}

/// Callbacks, by name and expression. Clients receive their requests.
fn compare_callbacks<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    (old, new): (&'t Node, &'t Node),
    depth: usize,
) {
    let before: IndexMap<&str, &Node> = members(old.get("callbacks")).collect();
    let after: IndexMap<&str, &Node> = members(new.get("callbacks")).collect();
    for (name, node) in &before {
        let Some(other) = after.get(name) else {
            let text = format!("the callback `{name}` was removed");
            let places = (node.at, new.at);
            collector.change(context, "callback-removed", "", text, places);
            continue;
        };
        let pair = (collector.old.resolve(node), collector.new.resolve(other));
        let inner = Context {
            prefix: match context.prefix {
                "" => "callback-",
                prefix => prefix,
            },
            is_swapped: !context.is_swapped,
            operation: context.operation.as_ref().map(|it| format!("{it}: {name}")),
        };
        compare_paths(collector, &inner, pair, depth + 1);
    }
    for (name, node) in &after {
        if !before.contains_key(name) {
            let text = format!("the callback `{name}` was added");
            collector.change(context, "callback-added", "", text, (old.at, node.at));
        }
    }
}

/// Webhooks, by name. Clients receive their requests.
fn compare_webhooks(collector: &mut Collector) {
    let section = |tree: &Tree| tree.get("webhooks").map_or(At::NONE, |it| it.at);
    let places = (section(&collector.old), section(&collector.new));
    let before: IndexMap<&str, &Node> = members(collector.old.get("webhooks")).collect();
    let after: IndexMap<&str, &Node> = members(collector.new.get("webhooks")).collect();
    let plain = Context::default();
    for (name, node) in &before {
        let Some(other) = after.get(name) else {
            let text = format!("the webhook `{name}` was removed");
            collector.change(&plain, "webhook-removed", "", text, (node.at, places.1));
            continue;
        };
        let old = collector.old.resolve(node).unwrap_or(&NOTHING);
        let new = collector.new.resolve(other).unwrap_or(&NOTHING);
        let context = Context {
            prefix: "webhook-",
            is_swapped: true,
            operation: None,
        };
        compare_items(collector, &context, (name, old), (name, new), 0);
    }
    for (name, node) in &after {
        if !before.contains_key(name) {
            let text = format!("the webhook `{name}` was added");
            collector.change(&plain, "webhook-added", "", text, (places.0, node.at));
        }
    }
}
