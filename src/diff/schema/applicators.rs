//! Keywords whose schemas apply to the value or its items.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::compare::{Comparison, single};
use super::merged::Parts;
use super::types::Types;
use crate::source::At;

pub(super) fn compare(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    let names: BTreeSet<&str> = old
        .applicators
        .keys()
        .chain(new.applicators.keys())
        .copied()
        .collect();
    for name in names {
        match (old.applicators.get(name), new.applicators.get(name)) {
            (None, Some(parts)) => {
                let message = format!("the condition `{}` was added", keyword(name));
                it.change(format!("{name}-added"), message, At::NONE, at(parts));
            }
            (Some(parts), None) => {
                let message = format!("the condition `{}` was removed", keyword(name));
                it.change(format!("{name}-removed"), message, at(parts), At::NONE);
            }
            (Some(before), Some(after)) if name == "not" => {
                let are_equal = before.len() == after.len()
                    && before.iter().zip(after).all(|(one, other)| {
                        super::equality::are_equal(
                            &it.graph.old,
                            &it.graph.new,
                            one.node,
                            other.node,
                        )
                    });
                if !are_equal {
                    let message = "the values that `not` excludes changed";
                    it.change("not-changed", message, at(before), at(after));
                }
            }
            (Some(before), Some(after)) => {
                it.below(keyword(name), before.clone(), after.clone());
            }
            (None, None) => {}
        }
    }
    let patterns = (&old.pattern_properties, &new.pattern_properties);
    compare_keyed(it, patterns, "pattern-property", "patternProperties");
    let dependent = (&old.dependent_schemas, &new.dependent_schemas);
    compare_keyed(it, dependent, "dependent-schema", "dependentSchemas");
    compare_dependent_required(it);
}

fn at(parts: &Parts) -> At {
    parts.first().map_or(At::NONE, |part| part.node.at)
}

/// The keyword of a name in the ids of checks.
fn keyword(name: &str) -> String {
    let mut words = name.split('-');
    let mut keyword = words.next().unwrap_or_default().to_owned();
    for word in words {
        let (first, rest) = word.split_at(word.len().min(1));
        keyword.push_str(&first.to_ascii_uppercase());
        keyword.push_str(rest);
    }
    keyword
}

type Keyed<'a, 't> = &'a IndexMap<&'t str, Parts<'t>>;

fn compare_keyed<'t>(
    it: &mut Comparison<'_, 't>,
    (old, new): (Keyed<'_, 't>, Keyed<'_, 't>),
    name: &str,
    keyword: &str,
) {
    for (key, parts) in new {
        match old.get(key) {
            None => {
                let message = format!("`{keyword}` for `{key}` was added");
                it.change(format!("{name}-added"), message, At::NONE, at(parts));
            }
            Some(before) => it.below(format!("{keyword}[{key}]"), before.clone(), parts.clone()),
        }
    }
    for (key, parts) in old {
        if !new.contains_key(key) {
            let message = format!("`{keyword}` for `{key}` was removed");
            it.change(format!("{name}-removed"), message, at(parts), At::NONE);
        }
    }
}

fn compare_dependent_required(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    for (key, names) in &new.dependent_required {
        let names_text = || names.iter().copied().collect::<Vec<_>>().join("`, `");
        match old.dependent_required.get(key) {
            None => {
                let message = format!("with `{key}`, `{}` became required", names_text());
                it.change("dependent-required-added", message, At::NONE, At::NONE);
            }
            Some(before) if before != names => {
                let message = format!(
                    "what is required with `{key}` changed to `{}`",
                    names_text()
                );
                it.change("dependent-required-changed", message, At::NONE, At::NONE);
            }
            Some(_) => {}
        }
    }
    for key in old.dependent_required.keys() {
        if !new.dependent_required.contains_key(key) {
            let message = format!("nothing is required with `{key}` any more");
            it.change("dependent-required-removed", message, At::NONE, At::NONE);
        }
    }
}

/// Compares items.
pub(super) fn compare_arrays(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    let is_list = |types: Option<Types>| types.is_none_or(|types| !types.is_scalar());
    let has_items = !(old.items.is_empty() && new.items.is_empty());
    if has_items && is_list(old.types) && is_list(new.types) {
        it.below("items", old.items.clone(), new.items.clone());
    }
    for (index, (before, after)) in old.prefix_items.iter().zip(&new.prefix_items).enumerate() {
        it.below(
            format!("prefixItems[{index}]"),
            single(before),
            single(after),
        );
    }
    for item in new.prefix_items.iter().skip(old.prefix_items.len()) {
        let message = "a schema for an item at a position was added";
        it.change("prefix-items-added", message, At::NONE, item.at);
    }
    for item in old.prefix_items.iter().skip(new.prefix_items.len()) {
        let message = "a schema for an item at a position was removed";
        it.change("prefix-items-removed", message, item.at, At::NONE);
    }
}
