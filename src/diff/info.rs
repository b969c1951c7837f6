//! The document as a whole: its version and its components.

use super::checks::{Direction, Level, other_effect};
use super::collect::{Collector, Context};
use super::tree::{Tree, at, members, text};
use super::{Change, Verdict};
use crate::source::{At, Node};

/// Names of schemas, which generated code has.
pub(super) fn compare(collector: &mut Collector) {
    let section = |tree: &Tree<'_>| {
        let components = tree.get("components");
        components.map_or(tree.root().at, |it| at(it, "schemas"))
    };
    let places = (section(&collector.old), section(&collector.new));
    let context = Context::default();
    let (old, new) = (collector.old, collector.new);
    for (name, node) in members(old.get("components").and_then(|it| it.get("schemas"))) {
        if new.component("schemas", name).is_none() {
            let text = format!("the schema `{name}` was removed");
            collector.change(
                &context,
                "api-schema-removed",
                "components",
                text,
                (node.at, places.1),
            );
        }
    }
    for (name, node) in members(new.get("components").and_then(|it| it.get("schemas"))) {
        if old.component("schemas", name).is_none() {
            let text = format!("the schema `{name}` was added");
            collector.change(
                &context,
                "api-schema-added",
                "components",
                text,
                (places.0, node.at),
            );
        }
    }
}

/// Adds what `info.version` lacks, if there are breaking changes.
pub(super) fn compare_versions(old: Tree, new: Tree, changes: &mut Vec<Change>) {
    if !changes.iter().any(Change::is_breaking) {
        return;
    }
    let version = |tree: Tree<'_>| Some(text(tree.get("info")?, "version")?.to_owned());
    let place = |tree: Tree<'_>| {
        tree.get("info")
            .map_or(At::NONE, |info: &Node| at(info, "version"))
    };
    let (Some(before), Some(after)) = (version(old), version(new)) else {
        return;
    };
    let (id, text) = match (numbers(&before), numbers(&after)) {
        _ if before == after => (
            "api-version-not-bumped",
            format!("there are breaking changes, and `info.version` is still {before}"),
        ),
        (Some(one), Some(other)) if other < one => (
            "api-version-decreased",
            format!("there are breaking changes, and `info.version` went from {before} to {after}"),
        ),
        (Some(one), Some(other)) if one[0] == other[0] => (
            "api-major-version-not-bumped",
            format!(
                "there are breaking changes, and `info.version` went from {before} to {after} only"
            ),
        ),
        _ => return,
    };
    let level: Level = other_effect(id).level;
    changes.push(Change {
        id: id.to_owned(),
        level,
        direction: Direction::Either,
        operation: None,
        subject: "info".to_owned(),
        text,
        old: place(old),
        new: place(new),
        fingerprint: String::new(),
        verdict: Verdict {
            requests_accepted: true,
            responses_readable: true,
        },
        is_judged: false,
    });
}

/// The numbers of a version such as `1.2.3` or `v2`.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let version = version.trim_start_matches(['v', 'V']);
    let end = version.find(['-', '+']).unwrap_or(version.len());
    version[..end]
        .split('.')
        .map(|part| part.parse().ok())
        .collect()
}
