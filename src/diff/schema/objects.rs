//! Members of objects.

use std::rc::Rc;

use super::super::tree::printed;
use super::compare::Comparison;
use super::merged::{MergedSchema, Parts};
use crate::source::At;

pub(super) fn compare(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    for (name, parts) in &new.properties {
        match old.properties.get(name) {
            None => added(it, name, parts),
            Some(before) => both(it, name, before, parts),
        }
    }
    for (name, parts) in &old.properties {
        if !new.properties.contains_key(name) {
            removed(it, name, parts);
        }
    }
    // Members without a schema may be required as well.
    for name in new.required.difference(&old.required) {
        if !new.properties.contains_key(name) && !old.properties.contains_key(name) {
            let message = format!("`{name}` became required, though no schema describes it");
            it.property_change(
                "undescribed-became-required",
                name,
                message,
                At::NONE,
                At::NONE,
            );
        }
    }
    for name in old.required.difference(&new.required) {
        if !new.properties.contains_key(name) && !old.properties.contains_key(name) {
            let message = format!("`{name}` became optional, though no schema describes it");
            it.property_change(
                "undescribed-became-optional",
                name,
                message,
                At::NONE,
                At::NONE,
            );
        }
    }
    compare_additional(it);
}

/// The position of a property.
fn place(parts: &Parts) -> At {
    parts.first().map_or(At::NONE, |part| part.node.at)
}

fn required(merged: &MergedSchema, name: &str) -> &'static str {
    match merged.required.contains(name) {
        true => "required",
        false => "optional",
    }
}

fn added<'t>(it: &mut Comparison<'_, 't>, name: &str, parts: &Parts<'t>) {
    let merged = it.graph.merged(true, parts);
    let is_required = it.new.required.contains(name);
    let action = match (it.is_sent(), is_required) {
        // What the server alone writes, clients do not send.
        (true, true) if merged.is_read_only => "added-optional".to_owned(),
        (true, true) if merged.default.is_some() => "added-required-with-default".to_owned(),
        (true, true) => "added-required".to_owned(),
        (true, false) => "added-optional".to_owned(),
        (false, _) => write_only(&merged, format!("added-{}", required(it.new, name))),
    };
    let message = match is_required {
        true => "a required property was added",
        false => "an optional property was added",
    };
    it.property_change(action, name, message, At::NONE, place(parts));
}

fn write_only(merged: &MergedSchema, action: String) -> String {
    match merged.is_write_only {
        true => action + "-write-only",
        false => action,
    }
}

fn removed<'t>(it: &mut Comparison<'_, 't>, name: &str, parts: &Parts<'t>) {
    let merged = it.graph.merged(false, parts);
    let is_ignored = it.is_sent() && merged.is_read_only;
    if is_ignored {
        return;
    }
    let action = format!("removed-{}", required(it.old, name));
    let action = match it.is_sent() {
        true => action,
        false => write_only(&merged, action),
    };
    it.property_change(
        action,
        name,
        "the property was removed",
        place(parts),
        At::NONE,
    );
}

fn both<'t>(it: &mut Comparison<'_, 't>, name: &str, before: &Parts<'t>, after: &Parts<'t>) {
    let (old, new) = (it.graph.merged(false, before), it.graph.merged(true, after));
    let (old_at, new_at) = (place(before), place(after));
    let is_hidden = match it.is_sent() {
        true => new.is_read_only,
        false => new.is_write_only,
    };
    let (was_required, is_required) = (
        it.old.required.contains(name),
        it.new.required.contains(name),
    );
    if was_required != is_required {
        let (word, message) = match is_required {
            true => ("required", "it became required"),
            false => ("optional", "it became optional"),
        };
        let action = match (it.is_sent(), is_hidden) {
            (true, true) => None,
            (true, false) if is_required && new.default.is_some() => {
                Some("became-required-with-default".to_owned())
            }
            (false, true) => Some(format!("write-only-became-{word}")),
            _ => Some(format!("became-{word}")),
        };
        if let Some(action) = action {
            it.property_change(action, name, message, old_at, new_at);
        }
    }
    let word = required(it.new, name);
    for (was, is, what) in [
        (old.is_read_only, new.is_read_only, "read-only"),
        (old.is_write_only, new.is_write_only, "write-only"),
    ] {
        if was != is {
            let not = if is { "" } else { "not-" };
            let message = format!("it became {}{what}", if is { "" } else { "not " });
            let action = format!("{word}-became-{not}{what}");
            it.property_change(action, name, message, old_at, new_at);
        }
    }
    lifecycle(it, name, &old, &new, old_at, new_at);
    if !is_hidden {
        it.below(name, before.clone(), after.clone());
    } else {
        hidden_values(it, name, &old, &new);
        if it.is_sent() {
            read_only_pattern(it, name, &old, &new);
        }
    }
}

/// Limits and listed values of what the other side writes: information, since it is not sent.
fn hidden_values(it: &mut Comparison, name: &str, old: &MergedSchema, new: &MergedSchema) {
    let word = match it.is_sent() {
        true => "read-only",
        false => "write-only",
    };
    if let (Some(before), Some(after)) = (&old.enumeration, &new.enumeration) {
        for (_, value) in after.iter().filter(|(key, _)| !before.contains_key(*key)) {
            let message = format!("the value `{}` was added", printed(value));
            let action = format!("{word}-enum-value-added");
            it.property_change(action, name, message, old.at, value.at);
        }
        for (_, value) in before.iter().filter(|(key, _)| !after.contains_key(*key)) {
            let message = format!("the value `{}` was removed", printed(value));
            let action = format!("{word}-enum-value-removed");
            it.property_change(action, name, message, value.at, new.at);
        }
    }
    for (bound, keyword) in [
        ("max", "maximum"),
        ("max-length", "maxLength"),
        ("min", "minimum"),
    ] {
        if let (Some(before), Some(after)) = (old.bounds.get(bound), new.bounds.get(bound))
            && before.value != after.value
        {
            let what = match after.value > before.value {
                true => "increased",
                false => "decreased",
            };
            let message = format!(
                "`{keyword}` was {what} from {} to {}",
                before.value, after.value
            );
            let action = format!("{word}-{bound}-{what}");
            it.property_change(action, name, message, before.at, after.at);
        }
    }
}

/// What only the server writes is not compared in requests, apart from patterns: clients may send it back.
fn read_only_pattern(it: &mut Comparison, name: &str, old: &MergedSchema, new: &MergedSchema) {
    if let (None, Some((pattern, at))) = (
        old.patterns.first_key_value(),
        new.patterns.first_key_value(),
    ) {
        let message = format!("the pattern `{pattern}` was added");
        it.property_change("pattern-added", name, message, old.at, *at);
    }
}

fn lifecycle(
    it: &mut Comparison,
    name: &str,
    old: &Rc<MergedSchema>,
    new: &Rc<MergedSchema>,
    old_at: At,
    new_at: At,
) {
    use crate::diff::lifecycle::{Stability, Sunset, sunset};
    let (before, after) = (Stability::of(old.stability), Stability::of(new.stability));
    let is_same = before == after;
    if let Err(level) = before.and(after)
        && !is_same
    {
        let message = format!("its `x-stability-level` is `{level}`, which is none");
        it.property_change("stability-invalid", name, message, old_at, new_at);
    }
    if let (Ok(before), Ok(after)) = (Stability::of(old.stability), Stability::of(new.stability))
        && before != after
    {
        let action = match after < before {
            true => "stability-decreased",
            false => "stability-increased",
        };
        let message = format!(
            "its stability changed from {} to {}",
            before.name(),
            after.name()
        );
        it.property_change(action, name, message, old_at, new_at);
    }
    if old.is_deprecated == new.is_deprecated {
        return;
    }
    let (action, message) = match (new.is_deprecated, sunset(new.sunset)) {
        (false, _) => ("reactivated", "it is not deprecated any more".to_owned()),
        (true, Sunset::None) if it.graph.calendar.needs_sunset => (
            "deprecated-sunset-missing",
            "it was deprecated without `x-sunset`".to_owned(),
        ),
        (true, Sunset::None) => ("deprecated", "it was deprecated".to_owned()),
        (true, Sunset::Invalid) => (
            "deprecated-sunset-invalid",
            "it was deprecated with an `x-sunset` that is no date".to_owned(),
        ),
        (true, Sunset::Date(date)) if date < it.graph.calendar.earliest => (
            "sunset-date-too-small",
            format!("it was deprecated until {date}, which is too early"),
        ),
        (true, Sunset::Date(date)) => (
            "deprecated-with-sunset",
            format!("it was deprecated until {date}"),
        ),
    };
    it.property_change(action, name, message, old_at, new_at);
}

fn compare_additional(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    match (
        old.additional_properties_false,
        new.additional_properties_false,
    ) {
        (None, Some(at)) => {
            let message = "other properties are not allowed any more";
            it.change("additional-properties-forbidden", message, At::NONE, at);
        }
        (Some(at), None) => {
            let message = "other properties are allowed";
            it.change("additional-properties-allowed", message, at, At::NONE);
        }
        (None, None) if !(old.additional.is_empty() && new.additional.is_empty()) => {
            it.below(
                "additionalProperties",
                old.additional.clone(),
                new.additional.clone(),
            );
        }
        _ => {}
    }
}
