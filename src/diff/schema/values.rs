//! Types, enumerations, limits and other keywords about one value.

use super::super::tree::{json, members, printed, text};
use super::compare::Comparison;
use super::merged::{BOUNDS, MergedSchema};
use super::types::{self, Carrier, Fit, Typed, Types, fit};
use crate::diff::checks::{Direction, M, P};
use crate::source::{At, Node};

/// Compares; returns whether no value of the one is of a type of the other.
pub(super) fn compare(it: &mut Comparison) -> bool {
    let are_apart = compare_types(it);
    compare_nullability(it);
    compare_enums(it);
    compare_constants(it);
    if it.mode.has_default {
        compare_defaults(it);
    }
    compare_bounds(it);
    compare_patterns(it);
    compare_contents(it);
    compare_discriminators(it);
    compare_annotations(it);
    are_apart
}

/// Members of `allOf` that say nothing about values, by their text.
fn compare_annotations(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    if old.annotations.is_empty() && new.annotations.is_empty() {
        return;
    }
    let texts = |list: &[&Node]| -> Vec<String> { list.iter().map(|node| json(node)).collect() };
    let (before, after) = (texts(&old.annotations), texts(&new.annotations));
    for (node, text) in new.annotations.iter().zip(&after) {
        if !before.contains(text) {
            let message = "`allOf` lists a further schema, which only describes";
            it.change("all-of-added-annotation-only", message, At::NONE, node.at);
        }
    }
    for (node, text) in old.annotations.iter().zip(&before) {
        if !after.contains(text) {
            let message = "`allOf` does not list a schema any more, which only described";
            it.change("all-of-removed-annotation-only", message, node.at, At::NONE);
        }
    }
}

fn compare_types(it: &mut Comparison) -> bool {
    let (old, new) = (it.old, it.new);
    // Keywords such as `properties` imply a type, and to write out that type is no change. A type that says more, such as
    // `[object, 'null']`, decides about values that the other side allows to the letter.
    let is_stated = |one: &MergedSchema, other: &MergedSchema| {
        let is_written_out = one.types == other.types && one.is_nullable == other.is_nullable;
        !one.is_type_implied || one.enumeration.is_some() || other.is_type_implied || is_written_out
    };
    let before = Typed {
        types: old.types.filter(|_| is_stated(old, new)),
        formats: &old.formats,
    };
    let after = Typed {
        types: new.types.filter(|_| is_stated(new, old)),
        formats: &new.formats,
    };
    let is_open = old.types.is_none() || new.types.is_none();
    let are_apart = match (old.types, new.types) {
        (Some(before), Some(after)) => before.is_apart(after),
        _ => false,
    };
    let has_union = !old.unions.is_empty() && !new.unions.is_empty();
    if before == after || (has_union && (before.types.is_none() || after.types.is_none())) {
        return are_apart;
    }
    let is_list = (old.is_list_of_types || new.is_list_of_types) && before.types != after.types;
    let action = match it.mode.direction {
        Direction::Request => request_action(it, before, after, is_list),
        _ => response_action(it, before, after, is_list),
    };
    let message = format!(
        "the type changed from `{}` to `{}`",
        types::text(before.types, before.formats),
        types::text(after.types, after.formats)
    );
    let is_undecided = action == "type-changed" && it.mode.carrier == Carrier::Unknown;
    match is_undecided {
        true => it.change_with(M, it.local(action, message, At::NONE, At::NONE)),
        false => it.change(action, message, At::NONE, At::NONE),
    }
    are_apart || is_open
}

fn request_action(it: &Comparison, before: Typed, after: Typed, is_list: bool) -> &'static str {
    let carrier = it.mode.carrier;
    let fitting = fit(before, after, carrier);
    if carrier == Carrier::Unknown {
        let as_text = fit(before, after, Carrier::Text);
        return match (fitting == Fit::Broken, as_text == Fit::Broken) {
            (true, true) if is_list => "list-of-types-narrowed",
            (true, true) => "type-specialized",
            (false, false) if is_list => "list-of-types-widened",
            (false, false) => "type-generalized",
            _ => "type-changed",
        };
    }
    match fitting {
        Fit::Wider if is_list => "list-of-types-widened",
        Fit::Broken if is_list => "list-of-types-narrowed",
        Fit::Wider => "type-generalized",
        // A parameter is text anyway.
        Fit::SameText if it.mode.is_parameter => "type-generalized",
        Fit::SameText => "type-compatible",
        Fit::Broken if carrier == Carrier::Text && is_item_of_list(it) => "type-generalized",
        Fit::Broken => "type-changed",
    }
}

fn response_action(it: &Comparison, before: Typed, after: Typed, is_list: bool) -> &'static str {
    match fit(after, before, it.mode.carrier) {
        Fit::Wider if is_list => "list-of-types-narrowed",
        Fit::Broken if is_list => "list-of-types-widened",
        Fit::Wider => "type-specialized",
        Fit::SameText => "type-compatible",
        Fit::Broken => {
            let is_wider = match (before.types, after.types) {
                (Some(before), Some(after)) => before != after && after.covers(before),
                (before, None) => before.is_some(),
                (None, Some(_)) => false,
            };
            match is_wider {
                true => "type-generalized",
                false => "type-changed",
            }
        }
    }
}

/// Whether a parameter became a list of what it was: one value is a list of one, where items are separated by `&`.
fn is_item_of_list(it: &Comparison) -> bool {
    let ([item], Some(old)) = (&it.new.items[..], it.old.node) else {
        return false;
    };
    it.mode.is_exploded
        && it.new.types.is_some_and(Types::is_array)
        && super::equality::are_equal(&it.graph.old, &it.graph.new, old, item.node)
}

fn compare_nullability(it: &mut Comparison) {
    // Without a type, `null` is allowed anyway.
    let is_typed = |merged: &MergedSchema| merged.types.is_some() && !merged.is_type_implied;
    if is_typed(it.old) != is_typed(it.new) && it.old.unions.is_empty() && it.new.unions.is_empty()
    {
        return;
    }
    match (it.old.is_nullable, it.new.is_nullable) {
        (false, true) => it.change("became-nullable", "`null` is allowed", At::NONE, At::NONE),
        (true, false) => it.change(
            "became-not-nullable",
            "`null` is not allowed any more",
            At::NONE,
            At::NONE,
        ),
        _ => {}
    }
}

fn compare_enums(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    match (&old.enumeration, &new.enumeration) {
        (None, Some(values)) => {
            let at = values.values().next().map_or(At::NONE, |value| value.at);
            it.change(
                "became-enum",
                "only listed values are allowed",
                At::NONE,
                at,
            );
        }
        // An error to oasdiff, though every value that was sent is accepted.
        (Some(values), None) if it.is_sent() => {
            for value in values.values() {
                let message = format!(
                    "the value `{}` is not listed any more; any is allowed",
                    printed(value)
                );
                let local = it.local("enum-value-removed", message, value.at, At::NONE);
                it.change_with(P, local);
            }
        }
        (Some(values), None) => {
            let at = values.values().next().map_or(At::NONE, |value| value.at);
            it.change("became-not-enum", "any value is allowed", at, At::NONE);
        }
        (Some(before), Some(after)) => {
            for (_, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
                let message = format!("the value `{}` was added", printed(value));
                it.change("enum-value-added", message, At::NONE, value.at);
            }
            for (_, value) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
                let message = format!("the value `{}` was removed", printed(value));
                it.change("enum-value-removed", message, value.at, At::NONE);
            }
        }
        (None, None) => {}
    }
    if let (Some(before), Some(after)) = (old.extensible_enum, new.extensible_enum) {
        let listed = |list: &Node, value: &Node| {
            let mut values = list.as_array().unwrap_or_default().iter();
            values.any(|other| printed(other) == printed(value))
        };
        for value in before.as_array().unwrap_or_default() {
            if !listed(after, value) {
                let message = format!("the known value `{}` was removed", printed(value));
                it.change(
                    "x-extensible-enum-value-removed",
                    message,
                    value.at,
                    after.at,
                );
            }
        }
        for value in after.as_array().unwrap_or_default() {
            if !listed(before, value) {
                let message = format!("the known value `{}` was added", printed(value));
                it.change(
                    "x-extensible-enum-value-added",
                    message,
                    before.at,
                    value.at,
                );
            }
        }
    }
}

/// Compares a keyword with a value; `names` are the actions for added, removed and changed.
fn compare_value(
    it: &mut Comparison,
    old: Option<&Node>,
    new: Option<&Node>,
    what: &str,
    names: [&'static str; 3],
) {
    match (old, new) {
        (None, Some(value)) => {
            let message = format!("the {what} `{}` was added", printed(value));
            it.change(names[0], message, At::NONE, value.at);
        }
        (Some(value), None) => {
            let message = format!("the {what} `{}` was removed", printed(value));
            it.change(names[1], message, value.at, At::NONE);
        }
        (Some(before), Some(after)) if json(before) != json(after) => {
            let message = format!(
                "the {what} changed from `{}` to `{}`",
                printed(before),
                printed(after)
            );
            it.change(names[2], message, before.at, after.at);
        }
        _ => {}
    }
}

fn compare_constants(it: &mut Comparison) {
    let names = ["const-added", "const-removed", "const-changed"];
    let (old, new) = (&it.old.constants, &it.new.constants);
    let is_in = |list: &[&Node], value: &Node| list.iter().any(|it| json(it) == json(value));
    let removed = old.iter().find(|value| !is_in(new, value));
    let added = new.iter().find(|value| !is_in(old, value));
    compare_value(it, removed.copied(), added.copied(), "constant", names);
}

fn compare_defaults(it: &mut Comparison) {
    let names = [
        "default-value-added",
        "default-value-removed",
        "default-value-changed",
    ];
    compare_value(it, it.old.default, it.new.default, "default", names);
}

fn compare_bounds(it: &mut Comparison) {
    let exclusive = [
        ("exclusiveMaximum", "exclusive-max"),
        ("exclusiveMinimum", "exclusive-min"),
    ];
    let names = BOUNDS.iter().map(|(keyword, name, ..)| (*keyword, *name));
    for (keyword, name) in names.chain(exclusive) {
        let (old, new) = (it.old.bounds.get(name), it.new.bounds.get(name));
        // No lower limit of a length is the limit 0.
        let is_length = name == "min-length";
        let (change, message, before, after) = match (old.copied(), new.copied()) {
            (None, Some(bound)) => {
                let change = if is_length { "increased" } else { "set" };
                let message = format!("`{keyword}` was set to {}", bound.value);
                (change, message, At::NONE, bound.at)
            }
            (Some(bound), None) => {
                let change = if is_length { "decreased" } else { "unset" };
                let message = format!("`{keyword}` {} was removed", bound.value);
                (change, message, bound.at, At::NONE)
            }
            (Some(old), Some(new)) if old.value != new.value => {
                let change = match new.value > old.value {
                    _ if name == "multiple-of" => "changed",
                    true => "increased",
                    false => "decreased",
                };
                let message = format!("`{keyword}` changed from {} to {}", old.value, new.value);
                (change, message, old.at, new.at)
            }
            _ => continue,
        };
        it.change(format!("{name}-{change}"), message, before, after);
    }
    match (it.old.unique_items, it.new.unique_items) {
        (None, Some(at)) => it.change("unique-items-set", "items have to be unique", At::NONE, at),
        (Some(at), None) => {
            let message = "items do not have to be unique any more";
            it.change("unique-items-unset", message, at, At::NONE);
        }
        _ => {}
    }
}

fn compare_patterns(it: &mut Comparison) {
    let (old, new) = (&it.old.patterns, &it.new.patterns);
    let mut removed = old.iter().filter(|(text, _)| !new.contains_key(*text));
    let mut added = new.iter().filter(|(text, _)| !old.contains_key(*text));
    loop {
        match (removed.next(), added.next()) {
            (None, Some((pattern, at))) => {
                let message = format!("the pattern `{pattern}` was added");
                it.change("pattern-added", message, At::NONE, *at);
            }
            (Some((pattern, at)), None) => {
                let message = format!("the pattern `{pattern}` was removed");
                it.change("pattern-removed", message, *at, At::NONE);
            }
            (Some((before, old)), Some((after, new))) => {
                let matches_all = [".*", "^.*$"].contains(after);
                let action = match matches_all {
                    true => "pattern-generalized",
                    false => "pattern-changed",
                };
                let message = format!("the pattern changed from `{before}` to `{after}`");
                it.change(action, message, *old, *new);
            }
            (None, None) => break,
        }
    }
}

fn compare_contents(it: &mut Comparison) {
    for (name, keyword) in [
        ("content-encoding", "contentEncoding"),
        ("content-media-type", "contentMediaType"),
    ] {
        let (old, new) = (it.old.contents.get(name), it.new.contents.get(name));
        let value =
            |content: Option<&(&str, At)>| content.map_or("none".to_owned(), |it| it.0.to_owned());
        let at = |content: Option<&(&str, At)>| content.map_or(At::NONE, |it| it.1);
        if old.map(|it| it.0) != new.map(|it| it.0) {
            let message = format!(
                "`{keyword}` changed from `{}` to `{}`",
                value(old),
                value(new)
            );
            it.change(format!("{name}-changed"), message, at(old), at(new));
        }
    }
}

fn compare_discriminators(it: &mut Comparison) {
    let (old, new) = match (it.old.discriminator, it.new.discriminator) {
        (None, Some(new)) => {
            return it.change(
                "discriminator-added",
                "a discriminator was added",
                At::NONE,
                new.at,
            );
        }
        (Some(old), None) => {
            let message = "the discriminator was removed";
            return it.change("discriminator-removed", message, old.at, At::NONE);
        }
        (Some(old), Some(new)) => (old, new),
        (None, None) => return,
    };
    let property = |node| text(node, "propertyName").unwrap_or_default();
    if property(old) != property(new) {
        let message = format!(
            "the discriminator's property changed from `{}` to `{}`",
            property(old),
            property(new)
        );
        it.change(
            "discriminator-property-name-changed",
            message,
            old.at,
            new.at,
        );
        return;
    }
    let mapping = |node: &Node, key: &str| Some(printed(node.get("mapping")?.get(key)?));
    for (key, value) in members(new.get("mapping")) {
        match mapping(old, key) {
            None => {
                let message = format!("the discriminator's value `{key}` was added");
                it.change("discriminator-mapping-added", message, At::NONE, value.at);
            }
            Some(before) if before != printed(value) => {
                let message =
                    format!("the discriminator's value `{key}` stands for another schema");
                it.change("discriminator-mapping-changed", message, old.at, value.at);
            }
            Some(_) => {}
        }
    }
    for (key, value) in members(old.get("mapping")) {
        if mapping(new, key).is_none() {
            let message = format!("the discriminator's value `{key}` was removed");
            it.change("discriminator-mapping-deleted", message, value.at, At::NONE);
        }
    }
}
