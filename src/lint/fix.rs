//! Corrects what has one right answer, in the text, so that comments and the layout are kept.

use std::collections::BTreeSet;
use std::ops::Range;

use super::document::{Step, child};
use super::{Finding, Report};
use crate::source::{At, FileId, Node, Sources};

/// A change of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    /// The file.
    pub file: FileId,
    /// The first byte that is replaced.
    pub start: usize,
    /// The byte behind the last one.
    pub end: usize,
    /// What stands there instead.
    pub text: String,
}

/// The changes that correct findings. `root` has the tree of each file.
pub fn edits<'a>(
    report: &Report,
    sources: &Sources,
    root: impl Fn(FileId) -> Option<&'a Node>,
) -> Vec<Edit> {
    let mut edits = BTreeSet::new();
    for finding in &report.findings {
        if let Some(root) = root(finding.file) {
            edits.extend(of_finding(finding, root, sources));
        }
    }
    // Of changes that overlap, the first one is made; the next run finds the other.
    let mut kept: Vec<Edit> = Vec::new();
    for edit in edits {
        let overlaps = kept
            .last()
            .is_some_and(|last| last.file == edit.file && edit.start < last.end);
        if !overlaps {
            kept.push(edit);
        }
    }
    kept
}

/// Applies the changes of a file to its text.
pub fn apply(text: &str, edits: &[Edit]) -> String {
    let mut changed = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        if let Some(before) = text.get(at..edit.start) {
            changed.push_str(before);
            changed.push_str(&edit.text);
            at = edit.end;
        }
    }
    changed.push_str(text.get(at..).unwrap_or_default());
    changed
}

fn of_finding(finding: &Finding, root: &Node, sources: &Sources) -> Vec<Edit> {
    let node = finding
        .path
        .iter()
        .try_fold(root, |node, key| child(node, &Step::Key(key)));
    let Some(node) = node else {
        return Vec::new();
    };
    match finding.code.as_str() {
        "path-keys-no-trailing-slash" => path_key(finding, root, sources),
        "oas3-server-trailing-slash" | "oas2-host-trailing-slash" => {
            slash(sources, node.at).into_iter().collect()
        }
        "duplicated-entry-in-enum" => duplicates(node, sources),
        _ => Vec::new(),
    }
}

fn path_key(finding: &Finding, root: &Node, sources: &Sources) -> Vec<Edit> {
    let Some((key, parents)) = finding.path.split_last() else {
        return Vec::new();
    };
    let paths = parents
        .iter()
        .try_fold(root, |node, key| child(node, &Step::Key(key)))
        .and_then(Node::as_object);
    let Some(paths) = paths else {
        return Vec::new();
    };
    // Another path may have the name already.
    let shorter = key.strip_suffix('/').unwrap_or(key);
    match paths.entry(key) {
        Some(entry) if !paths.contains(shorter) => {
            slash(sources, entry.key_at).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// Removes the slash at the end of a text.
fn slash(sources: &Sources, at: At) -> Option<Edit> {
    let span = sources.locate(at)?;
    let written = sources.text(span.file).get(span.range.clone())?;
    let inner = written.trim_end_matches(['"', '\'']);
    inner.ends_with('/').then(|| Edit {
        file: span.file,
        start: span.range.start + inner.len() - 1,
        end: span.range.start + inner.len(),
        text: String::new(),
    })
}

/// Removes the values of a list that are there before.
fn duplicates(list: &Node, sources: &Sources) -> Vec<Edit> {
    let items = list.as_array().unwrap_or_default();
    let mut seen: Vec<serde_json::Value> = Vec::new();
    let mut edits = Vec::new();
    for item in items {
        let value = item.to_json();
        if !seen.contains(&value) {
            seen.push(value);
            continue;
        }
        let edit = sources.locate(item.at).and_then(|span| {
            let range = item_range(sources.text(span.file), span.range)?;
            Some(Edit {
                file: span.file,
                start: range.start,
                end: range.end,
                text: String::new(),
            })
        });
        edits.extend(edit);
    }
    edits
}

/// What has to go with the item of a list: its line, if it has one, or the comma before it.
fn item_range(text: &str, item: Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..item.start)?;
    let trimmed = before.trim_end();
    if trimmed.ends_with(',') {
        return Some(trimmed.len() - 1..item.end);
    }
    let line = before.rfind('\n').map_or(0, |newline| newline + 1);
    if before[line..].trim() != "-" {
        return None;
    }
    let rest = text.get(item.end..)?;
    let length = rest.find('\n').map_or(rest.len(), |newline| newline + 1);
    let after = rest[..length].trim();
    (after.is_empty() || after.starts_with('#')).then_some(line..item.end + length)
}

#[cfg(test)]
mod tests {
    use super::item_range;

    #[test]
    fn items_go_with_their_lines_or_commas() {
        let block = "enum:\n  - a\n  - a # again\n  - b\n";
        let range = item_range(block, 16..17).unwrap();
        assert_eq!(&block[range], "  - a # again\n");
        let flow = "[a, b, a]";
        assert_eq!(&flow[item_range(flow, 7..8).unwrap()], ", a");
        assert_eq!(item_range("[a, a]", 1..2), None);
    }
}
