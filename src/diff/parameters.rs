//! Parameters of operations.

use indexmap::IndexMap;

use super::checks::{Direction, Scope};
use super::collect::{Collector, Context};
use super::headers::{compare_media, schema_of};
use super::lifecycle::{Calendar, Sunset, sunset};
use super::schema::{Carrier, Mode};
use super::tree::{Tree, at, flag, items, text};
use crate::source::Node;

/// A parameter of an operation.
struct Parameter<'t> {
    node: &'t Node,
    /// Whether the path item has it, for all operations.
    is_shared: bool,
}

type Parameters<'t> = IndexMap<(String, String), Parameter<'t>>;

/// One operation with what it takes over from its path.
#[derive(Clone, Copy)]
pub(super) struct Operation<'t> {
    pub path: &'t str,
    pub path_item: &'t Node,
    pub node: &'t Node,
}

/// The parameters by location and name. `rename` gives the name in the new document for the name of a path parameter.
fn parameters<'t>(
    tree: &Tree<'t>,
    operation: &Operation<'t>,
    rename: &dyn Fn(&str) -> String,
) -> Parameters<'t> {
    let mut all = IndexMap::new();
    for (owner, is_shared) in [(operation.path_item, true), (operation.node, false)] {
        for item in items(owner.get("parameters")) {
            let Some(node) = tree.resolve(item) else {
                continue;
            };
            let (Some(place), Some(name)) = (text(node, "in"), text(node, "name")) else {
                continue;
            };
            let name = match place {
                "path" => rename(name),
                "header" => name.to_ascii_lowercase(),
                _ => name.to_owned(),
            };
            all.insert((place.to_owned(), name), Parameter { node, is_shared });
        }
    }
    all
}

/// The names in a path's template, in order.
pub(super) fn template_names(path: &str) -> Vec<&str> {
    let parts = path.split('{').skip(1);
    parts
        .filter_map(|part| Some(part.split_once('}')?.0))
        .collect()
}

pub(super) fn compare<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    old: &Operation<'t>,
    new: &Operation<'t>,
) {
    // Path parameters are matched by position: their names are not sent.
    let names: IndexMap<&str, &str> = template_names(old.path)
        .into_iter()
        .zip(template_names(new.path))
        .collect();
    let rename = |name: &str| names.get(name).map_or(name, |new| *new).to_owned();
    let before = parameters(&collector.old, old, &rename);
    let after = parameters(&collector.new, new, &|name| name.to_owned());
    for ((place, name), parameter) in &before {
        let subject = format!("{place} parameter `{name}`");
        match after.get(&(place.clone(), name.clone())) {
            Some(other) => both(
                collector,
                context,
                &subject,
                place,
                (parameter.node, other.node),
            ),
            None => removed(collector, context, &subject, parameter.node, new.node),
        }
    }
    for ((place, name), parameter) in &after {
        if before.contains_key(&(place.clone(), name.clone())) {
            continue;
        }
        let is_required = flag(parameter.node, "required");
        let id = match (&**place, is_required, parameter.is_shared) {
            ("path", _, _) => "new-request-path-parameter",
            (_, true, true) => "new-required-request-default-parameter-to-existing-path",
            (_, true, false) => "new-required-request-parameter",
            (_, false, true) => "new-optional-request-default-parameter-to-existing-path",
            (_, false, false) => "new-optional-request-parameter",
        };
        let text = match is_required {
            true => "a required parameter was added",
            false => "an optional parameter was added",
        };
        let subject = format!("{place} parameter `{name}`");
        let places = (at(old.node, "parameters"), parameter.node.at);
        collector.change(context, id, subject, text, places);
    }
}

fn removed(
    collector: &mut Collector,
    context: &Context,
    subject: &str,
    parameter: &Node,
    operation: &Node,
) {
    let places = (parameter.at, at(operation, "parameters"));
    let (id, text) = match (
        flag(parameter, "deprecated"),
        sunset(parameter.get("x-sunset")),
    ) {
        (false, _) => (
            "request-parameter-removed",
            "the parameter was removed".to_owned(),
        ),
        (true, Sunset::None) => (
            "request-parameter-removed-with-deprecation",
            "the deprecated parameter was removed".to_owned(),
        ),
        (true, Sunset::Invalid) => (
            "request-parameter-sunset-parse",
            "the parameter was removed; its `x-sunset` is no date".to_owned(),
        ),
        (true, Sunset::Date(date)) if collector.calendar.today < date => (
            "request-parameter-removed-before-sunset",
            format!("the parameter was removed before its sunset, {date}"),
        ),
        (true, Sunset::Date(_)) => return,
    };
    collector.change(context, id, subject, text, places);
}

fn both<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    subject: &str,
    place: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let places = (at(before, "required"), at(after, "required"));
    // Path parameters are always required, whatever the document says.
    match (flag(before, "required"), flag(after, "required")) {
        (false, true) if place != "path" => {
            let id = "request-parameter-became-required";
            collector.change(
                context,
                id,
                subject,
                "the parameter became required",
                places,
            );
        }
        (true, false) if place != "path" => {
            let id = "request-parameter-became-optional";
            collector.change(
                context,
                id,
                subject,
                "the parameter became optional",
                places,
            );
        }
        _ => {}
    }
    lifecycle(collector, context, subject, (before, after));
    serialization(collector, context, subject, place, (before, after));
    schemas(collector, context, subject, place, (before, after));
}

fn lifecycle(
    collector: &mut Collector,
    context: &Context,
    subject: &str,
    (before, after): (&Node, &Node),
) {
    let was = flag(before, "deprecated");
    let is = flag(after, "deprecated");
    let places = (before.at, after.at);
    let (old_sunset, new_sunset) = (before.get("x-sunset"), after.get("x-sunset"));
    let Calendar {
        earliest,
        needs_sunset,
        ..
    } = collector.calendar;
    let (id, text) = match (was, is) {
        (true, false) => (
            "request-parameter-reactivated",
            "the parameter is not deprecated any more".to_owned(),
        ),
        (false, true) => match sunset(new_sunset) {
            Sunset::None if needs_sunset => (
                "request-parameter-deprecated-sunset-missing",
                "the parameter was deprecated without `x-sunset`".to_owned(),
            ),
            Sunset::None => (
                "request-parameter-deprecated",
                "the parameter was deprecated".to_owned(),
            ),
            Sunset::Invalid => (
                "request-parameter-sunset-parse",
                "the parameter was deprecated with an `x-sunset` that is no date".to_owned(),
            ),
            Sunset::Date(date) if date < earliest => (
                "request-parameter-sunset-date-too-small",
                format!("the parameter was deprecated until {date}, which is too early"),
            ),
            Sunset::Date(date) => (
                "request-parameter-deprecated",
                format!("the parameter was deprecated until {date}"),
            ),
        },
        (_, true) => match (sunset(old_sunset), sunset(new_sunset)) {
            (Sunset::None, _) => return,
            (_, Sunset::None) => (
                "request-parameter-sunset-deleted",
                "`x-sunset` of the deprecated parameter was removed".to_owned(),
            ),
            (one, other) if one == other => return,
            (Sunset::Date(one), Sunset::Date(other)) if other < one && other < earliest => (
                "request-parameter-sunset-date-changed-too-small",
                format!("the sunset of the parameter moved from {one} to {other}"),
            ),
            (Sunset::Date(_), Sunset::Date(_)) => return,
            _ => (
                "request-parameter-sunset-parse",
                "`x-sunset` of the parameter is no date".to_owned(),
            ),
        },
        (false, false) => return,
    };
    collector.change(context, id, subject, text, places);
}

fn is_required(node: &Node, place: &str) -> bool {
    place == "path" || flag(node, "required")
}

/// How a parameter is written.
fn style<'n>(node: &'n Node, place: &str) -> (&'n str, bool) {
    let style = text(node, "style").unwrap_or(match place {
        "query" | "cookie" => "form",
        _ => "simple",
    });
    let explode = node.get("explode").and_then(Node::as_bool);
    (style, explode.unwrap_or(style == "form"))
}

/// Whether all values of a schema are single values, which `explode` does not change.
fn is_scalar(tree: &Tree, parameter: &Node) -> bool {
    let schema = parameter
        .get("schema")
        .and_then(|schema| tree.resolve_any(schema));
    let is_scalar = |name: &str| ["string", "number", "integer", "boolean", "null"].contains(&name);
    schema
        .and_then(|schema| schema.get("type"))
        .is_some_and(|it| match it.as_array() {
            Some(list) => list.iter().all(|name| name.as_str().is_some_and(is_scalar)),
            None => it.as_str().is_some_and(is_scalar),
        })
}

fn serialization(
    collector: &mut Collector,
    context: &Context,
    subject: &str,
    place: &str,
    (before, after): (&Node, &Node),
) {
    if before.get("schema").is_none() || after.get("schema").is_none() {
        return;
    }
    let (old_style, old_explode) = style(before, place);
    let (new_style, new_explode) = style(after, place);
    let are_scalars = is_scalar(&collector.old, before) && is_scalar(&collector.new, after);
    if old_style != new_style {
        let text = format!("the style changed from `{old_style}` to `{new_style}`");
        let places = (at(before, "style"), at(after, "style"));
        collector.change(
            context,
            "request-parameter-style-changed",
            subject,
            text,
            places,
        );
    } else if old_explode != new_explode && !are_scalars {
        let text = format!("`explode` changed from {old_explode} to {new_explode}");
        let places = (at(before, "explode"), at(after, "explode"));
        collector.change(
            context,
            "request-parameter-explode-changed",
            subject,
            text,
            places,
        );
    }
    let places = (at(before, "allowReserved"), at(after, "allowReserved"));
    match (flag(before, "allowReserved"), flag(after, "allowReserved")) {
        (false, true) => {
            let text = "reserved characters may be sent as they are";
            let id = "request-parameter-became-allow-reserved";
            collector.change(context, id, subject, text, places);
        }
        (true, false) => {
            let text = "reserved characters have to be encoded";
            let id = "request-parameter-became-not-allow-reserved";
            collector.change(context, id, subject, text, places);
        }
        _ => {}
    }
}

fn schemas<'t>(
    collector: &mut Collector<'t>,
    context: &Context,
    subject: &str,
    place: &str,
    (before, after): (&'t Node, &'t Node),
) {
    let front = "request-parameter";
    if compare_media(collector, context, front, subject, (before, after)) {
        return;
    }
    if let (Some((old, _)), Some((new, carrier))) = (schema_of(before), schema_of(after)) {
        let scope = match place {
            "header" => Scope::HeaderParameter,
            _ => Scope::Parameter,
        };
        let mode = Mode {
            direction: Direction::Request,
            carrier,
            is_parameter: true,
            has_default: true,
            is_exploded: carrier == Carrier::Text && style(after, place) == ("form", true),
        };
        // A default says what the server assumes; a required parameter is never left out.
        let has_default = !(is_required(before, place) && is_required(after, place));
        let mode = Mode {
            has_default,
            ..mode
        };
        collector.schema(context, scope, subject, &[], (old, new), mode);
    }
}
