//! Backreferences, as far as both languages agree on them.
//!
//! In ECMA-262 a reference to a group that has not taken part in the match is empty, and each repetition of a group
//! forgets what the groups in it have captured; in `fancy-regex` such a reference does not match, and captures are kept.
//! So only references to groups that are certain to have taken part in the same repetition are supported.

use super::super::PatternError;
use super::syntax::Node;

const UNSET: PatternError =
    PatternError::Unsupported("a backreference to a group that may not have matched");

/// The numbers of the groups that are referred to, in the order of the groups.
pub(super) fn referenced(root: &Node) -> Result<Vec<usize>, PatternError> {
    let mut referenced = Vec::new();
    references(root, &mut referenced);
    referenced.sort_unstable();
    referenced.dedup();
    if !referenced.is_empty() {
        check(root, &referenced, &mut Vec::new())?;
    }
    Ok(referenced)
}

fn references(node: &Node, found: &mut Vec<usize>) {
    if let Node::Backreference(number) = node {
        found.push(*number);
    }
    for child in children(node) {
        references(child, found);
    }
}

fn children(node: &Node) -> &[Node] {
    match node {
        Node::Concat(nodes) | Node::Alternation(nodes) => nodes,
        Node::Group(_, inner) | Node::Look { inner, .. } | Node::Repeat { inner, .. } => {
            std::slice::from_ref(inner)
        }
        _ => &[],
    }
}

/// Walks the pattern in the order of matching. `set` are the groups that have taken part for certain.
fn check(node: &Node, referenced: &[usize], set: &mut Vec<usize>) -> Result<(), PatternError> {
    match node {
        Node::Backreference(number) if !set.contains(number) => return Err(UNSET),
        Node::Concat(nodes) => {
            for node in nodes {
                check(node, referenced, set)?;
            }
        }
        Node::Alternation(nodes) => {
            let before = set.clone();
            let mut after: Option<Vec<usize>> = None;
            for node in nodes {
                let mut branch = before.clone();
                check(node, referenced, &mut branch)?;
                after = Some(match after {
                    None => branch,
                    Some(mut after) => {
                        after.retain(|number| branch.contains(number));
                        after
                    }
                });
            }
            *set = after.unwrap_or(before);
        }
        Node::Group(number, inner) => {
            check(inner, referenced, set)?;
            set.push(*number);
        }
        Node::Look {
            is_ahead: false,
            inner,
            ..
        } if has_captures(inner, referenced) => {
            return Err(PatternError::Unsupported("a backreference in a lookbehind"));
        }
        Node::Look {
            is_negative, inner, ..
        } => {
            let before = set.clone();
            check(inner, referenced, set)?;
            if *is_negative {
                *set = before;
            }
        }
        Node::Repeat { inner, min, .. } => {
            let mut within = set.clone();
            check(inner, referenced, &mut within)?;
            // Where an empty repetition ends, the two languages keep different captures.
            if has_captures(inner, referenced) && may_be_empty(inner) {
                return Err(UNSET);
            }
            if *min > 0 {
                *set = within;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Whether the part has a group that is referred to, or a reference.
fn has_captures(node: &Node, referenced: &[usize]) -> bool {
    match node {
        Node::Backreference(_) => true,
        Node::Group(number, _) if referenced.contains(number) => true,
        node => children(node)
            .iter()
            .any(|child| has_captures(child, referenced)),
    }
}

fn may_be_empty(node: &Node) -> bool {
    match node {
        Node::Literal(_) | Node::Class(_) => false,
        Node::Concat(nodes) => nodes.iter().all(may_be_empty),
        Node::Alternation(nodes) => nodes.iter().any(may_be_empty),
        Node::Group(_, inner) => may_be_empty(inner),
        Node::Repeat { inner, min, .. } => *min == 0 || may_be_empty(inner),
        Node::Start
        | Node::End
        | Node::WordBoundary(_)
        | Node::Look { .. }
        | Node::Backreference(_) => true,
    }
}
