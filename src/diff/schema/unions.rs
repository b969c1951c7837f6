//! `oneOf` and `anyOf`.

use std::collections::HashMap;

use super::super::tree::{last_segment, reference, text};
use super::compare::{Comparison, single};
use super::equality::{are_equal, hash};
use super::graph::Choice;
use super::merged::{MergedSchema, Part, Parts, Union, label};
use crate::source::{At, Node};

/// Whether one of the two is a union and the other is not, so that there are no alternatives to match.
pub(super) fn is_one_sided(old: &MergedSchema, new: &MergedSchema) -> bool {
    old.unions.is_empty() != new.unions.is_empty()
}

/// Compares a union with a schema that is none: every alternative with it, or one that fits.
pub(super) fn compare_one_sided<'t>(it: &mut Comparison<'_, 't>, old: &Parts<'t>, new: &Parts<'t>) {
    let is_wrapped = old_is_plain(it.old);
    let (merged, parts) = match is_wrapped {
        true => (it.new, new),
        false => (it.old, old),
    };
    let bare = parts.iter().map(|part| Part {
        node: part.node,
        bare: true,
    });
    let bare: Parts = bare.collect();
    let sent = it.is_sent();
    for union in &merged.unions {
        let candidates = union.alternatives.iter().map(|alternative| {
            let mut parts = bare.clone();
            parts.push(Part::from(*alternative));
            match is_wrapped {
                true => it.candidate(old.clone(), parts),
                false => it.candidate(parts, new.clone()),
            }
        });
        let candidates = candidates.collect();
        let kind = union.kind;
        let (action, message, before, after) = match is_wrapped {
            true => {
                let action = match kind {
                    "one-of" => "wrapped-in-one-of",
                    _ if sent => "any-of-removed",
                    _ => "any-of-added",
                };
                let message = format!("it became a choice of {}", names(union));
                (action, message, At::NONE, union.at)
            }
            false => {
                let action = match (kind, sent) {
                    ("one-of", true) => "one-of-removed",
                    ("one-of", false) => "one-of-added",
                    (_, true) => "any-of-removed",
                    (_, false) => "any-of-added",
                };
                let message = format!("it was a choice of {}, and is none any more", names(union));
                (action, message, union.at, At::NONE)
            }
        };
        let fits = it.local("union-compatible", message.clone(), before, after);
        let otherwise = it.local(action, message, before, after);
        it.choice(Choice {
            candidates,
            // What clients send has to fit one alternative of the new schema, and each of the old one; what they read,
            // the reverse.
            any: is_wrapped != sent,
            fits,
            otherwise,
        });
    }
}

fn old_is_plain(old: &MergedSchema) -> bool {
    old.unions.is_empty()
}

fn names(union: &Union) -> String {
    let labels = union.alternatives.iter().enumerate();
    let labels: Vec<String> = labels
        .map(|(index, it)| format!("`{}`", label(it, index)))
        .collect();
    labels.join(", ")
}

/// Matches the alternatives of unions on both sides.
pub(super) fn compare(it: &mut Comparison) {
    let (old, new) = (it.old, it.new);
    for (before, after) in old.unions.iter().zip(&new.unions) {
        compare_unions(it, before, after);
    }
    let common = old.unions.len().min(new.unions.len());
    for union in new.unions.iter().skip(common) {
        let message = format!("a choice of {} was added", names(union));
        it.change("all-of-added", message, At::NONE, union.at);
    }
    for union in old.unions.iter().skip(common) {
        let message = format!("a choice of {} was removed", names(union));
        it.change("all-of-removed", message, union.at, At::NONE);
    }
}

fn compare_unions<'t>(it: &mut Comparison<'_, 't>, old: &Union<'t>, new: &Union<'t>) {
    let Matches {
        matched,
        removed,
        added,
    } = matches(it, old, new);
    let segment = match new.kind {
        "one-of" => "oneOf",
        _ => "anyOf",
    };
    for (before, after) in matched {
        let name = label(new.alternatives[after], after);
        it.below(
            format!("{segment}[{name}]"),
            single(old.alternatives[before]),
            single(new.alternatives[after]),
        );
    }
    for index in added {
        let alternative = new.alternatives[index];
        let message = format!("the alternative `{}` was added", label(alternative, index));
        it.change(
            format!("{}-added", new.kind),
            message,
            old.at,
            alternative.at,
        );
    }
    for index in removed {
        let alternative = old.alternatives[index];
        let message = format!(
            "the alternative `{}` was removed",
            label(alternative, index)
        );
        it.change(
            format!("{}-removed", old.kind),
            message,
            alternative.at,
            new.at,
        );
    }
}

/// The alternatives of two unions by their indices.
struct Matches {
    matched: Vec<(usize, usize)>,
    removed: Vec<usize>,
    added: Vec<usize>,
}

/// Matches alternatives: by the name of their schema, by equality, by title, and the last two.
fn matches<'t>(it: &Comparison<'_, 't>, old: &Union<'t>, new: &Union<'t>) -> Matches {
    let mut matches = Matches {
        matched: Vec::new(),
        removed: (0..old.alternatives.len()).collect(),
        added: (0..new.alternatives.len()).collect(),
    };
    let name = |node: &'t Node| reference(node).map(last_segment);
    let title = |node: &'t Node| text(node, "title").filter(|_| reference(node).is_none());
    matches.by(old, new, |one, other| {
        name(one).is_some() && name(one) == name(other)
    });
    let (old_tree, new_tree) = (it.graph.old, it.graph.new);
    let hashes = |tree, union: &Union<'t>| -> HashMap<usize, u64> {
        let nodes = union.alternatives.iter();
        nodes
            .map(|node| (std::ptr::from_ref(*node).addr(), hash(tree, node)))
            .collect()
    };
    let (old_hashes, new_hashes) = (hashes(&old_tree, old), hashes(&new_tree, new));
    matches.by(old, new, |one, other| {
        let old_hash = old_hashes.get(&std::ptr::from_ref(one).addr());
        let new_hash = new_hashes.get(&std::ptr::from_ref(other).addr());
        old_hash == new_hash && are_equal(&old_tree, &new_tree, one, other)
    });
    matches.by(old, new, |one, other| {
        title(one).is_some() && title(one) == title(other)
    });
    if let ([one], [other]) = (&matches.removed[..], &matches.added[..]) {
        let (one, other) = (*one, *other);
        let is_inline = |node| reference(node).is_none() && title(node).is_none();
        if is_inline(old.alternatives[one]) && is_inline(new.alternatives[other]) {
            matches.matched.push((one, other));
            matches.removed.clear();
            matches.added.clear();
        }
    }
    matches.matched.sort_unstable_by_key(|(_, after)| *after);
    matches
}

impl Matches {
    /// Matches what is left by a condition.
    fn by<'t>(
        &mut self,
        old: &Union<'t>,
        new: &Union<'t>,
        is_same: impl Fn(&'t Node, &'t Node) -> bool,
    ) {
        let (added, matched) = (&mut self.added, &mut self.matched);
        self.removed.retain(|before| {
            let alternative = old.alternatives[*before];
            let found = added
                .iter()
                .position(|after| is_same(alternative, new.alternatives[*after]));
            match found {
                Some(index) => {
                    matched.push((*before, added.remove(index)));
                    false
                }
                None => true,
            }
        });
    }
}
