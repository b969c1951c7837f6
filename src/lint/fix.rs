//! Corrects what has one right answer, in the text, so that comments and the layout are kept.

mod tags;

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use serde_json::Value as Json;

use super::document::{Step, child};
use super::{Finding, Report};
use crate::diagnostic::Diagnostics;
use crate::source::{At, FileId, Node, Object, Sources, Span, Value, pointer};

/// Another text for a part of a text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edit {
    file: FileId,
    start: usize,
    end: usize,
    text: String,
}

/// What an edit changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Change {
    /// Removes the slash at the end of a text.
    Slash(At),
    /// Removes an item of a list.
    Item(At),
    /// Sorts or completes the tags of the document.
    Tags,
}

impl Change {
    fn at(self) -> Option<At> {
        match self {
            Self::Slash(at) | Self::Item(at) => Some(at),
            Self::Tags => None,
        }
    }

    /// The removal of what is at the place.
    fn edit(self, text: &str, span: &Span) -> Option<Edit> {
        let range = match self {
            Self::Slash(_) => slash_range(text, span.range.clone())?,
            Self::Item(_) => item_range(text, span.range.clone())?,
            Self::Tags => return None,
        };
        Some(Edit {
            file: span.file,
            start: range.start,
            end: range.end,
            text: String::new(),
        })
    }
}

/// What became of a file with findings that can be corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Correction {
    /// The file.
    pub file: FileId,
    /// Its text after the changes; `None` if they would have changed anything else, as the value of an alias.
    pub text: Option<String>,
    /// The number of changes in it. That of the list of tags is one.
    pub changes: usize,
}

/// Corrects findings. `trees` has the tree of each file, `root` is that of the document itself.
pub fn corrections(
    report: &Report,
    sources: &Sources,
    trees: &BTreeMap<FileId, &Node>,
    root: FileId,
) -> Vec<Correction> {
    let referenced = trees.values().fold(HashSet::new(), |mut paths, tree| {
        referenced_paths(tree, &mut paths);
        paths
    });
    let mut changes = Vec::new();
    for finding in &report.findings {
        if let Some(root) = trees.get(&finding.file) {
            changes.extend(of_finding(finding, root, &referenced));
        }
    }
    let places: Vec<At> = changes.iter().filter_map(|change| change.at()).collect();
    let spans = sources.locate_all(&places);
    let mut edits: BTreeMap<Edit, Change> = changes
        .into_iter()
        .filter_map(|change| {
            let span = spans.get(&change.at()?)?;
            Some((change.edit(sources.text(span.file), span)?, change))
        })
        .collect();
    let tags = tags::corrected(report, sources, trees, root);
    for edit in tags.iter().flat_map(|tags| &tags.edits) {
        edits.insert(edit.clone(), Change::Tags);
    }
    let mut by_file: BTreeMap<FileId, Vec<(Edit, Change)>> = BTreeMap::new();
    for (edit, change) in edits {
        by_file.entry(edit.file).or_default().push((edit, change));
    }
    by_file
        .into_iter()
        .map(|(file, mut edits)| {
            let corrected = trees.get(&file).and_then(|tree| {
                let tags = tags.as_ref().filter(|_| file == root);
                let text = sources.text(file);
                corrected(text, &edits, tree, tags).or_else(|| {
                    // The list of tags is moved as text, which may have another meaning there.
                    edits.retain(|(_, change)| *change != Change::Tags);
                    let has_others = tags.is_some() && !edits.is_empty();
                    has_others.then(|| corrected(text, &edits, tree, None))?
                })
            });
            let (text, changes) = corrected.unzip();
            Correction {
                file,
                text,
                changes: changes.unwrap_or_default(),
            }
        })
        .collect()
}

/// The edits, which are in order, without those that overlap an earlier one; the next run makes these.
fn without_overlaps(edits: &[(Edit, Change)]) -> (Vec<Edit>, HashSet<Change>) {
    let mut kept: Vec<Edit> = Vec::new();
    let mut changes = HashSet::new();
    for (edit, change) in edits {
        if kept.last().is_none_or(|last| edit.start >= last.end) {
            kept.push(edit.clone());
            changes.insert(*change);
        }
    }
    (kept, changes)
}

/// The text after changes, and their number, if it has the values that it should have then.
fn corrected(
    text: &str,
    edits: &[(Edit, Change)],
    root: &Node,
    tags: Option<&tags::Tags>,
) -> Option<(String, usize)> {
    let (edits, changes) = without_overlaps(edits);
    let changed = apply(text, &edits);
    let mut sources = Sources::new();
    let file = sources.add("", changed.as_str());
    let tree = sources.parse_part(file, &mut Diagnostics::new()).ok()?;
    let mut expected = without(root, &changes);
    if let (Some(tags), Json::Object(members)) = (tags, &mut expected) {
        members.insert("tags".to_owned(), Json::Array(tags.items.clone()));
    }
    (tree.to_json() == expected).then_some((changed, changes.len()))
}

/// The value of a node after removals.
fn without(node: &Node, changes: &HashSet<Change>) -> Json {
    let shortened = |text: &str, at: At| {
        let shorter = text
            .strip_suffix('/')
            .filter(|_| changes.contains(&Change::Slash(at)));
        shorter.unwrap_or(text).to_owned()
    };
    match &node.value {
        Value::String(text) => Json::String(shortened(text, node.at)),
        Value::Array(items) => items
            .iter()
            .filter(|item| !changes.contains(&Change::Item(item.at)))
            .map(|item| without(item, changes))
            .collect(),
        Value::Object(object) => {
            let members = object.iter().map(|(key, entry)| {
                let key = shortened(key, entry.key_at);
                (key, without(&entry.node, changes))
            });
            Json::Object(members.collect())
        }
        _ => node.to_json(),
    }
}

/// Replaces parts of a text, which are in order.
fn apply(text: &str, edits: &[Edit]) -> String {
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

fn of_finding(finding: &Finding, root: &Node, referenced: &HashSet<String>) -> Vec<Change> {
    let at_path = |path: &[String]| {
        path.iter()
            .try_fold(root, |node, key| child(node, &Step::Key(key)))
    };
    let (Some(node), Some((key, parents))) = (at_path(&finding.path), finding.path.split_last())
    else {
        return Vec::new();
    };
    let parent = at_path(parents).and_then(Node::as_object);
    match (finding.code.as_str(), parent) {
        ("path-keys-no-trailing-slash", Some(paths)) => {
            // Another path may have the name already, and references would lead nowhere.
            let shorter = key.strip_suffix('/').unwrap_or(key);
            match paths.entry(key) {
                Some(entry) if !paths.contains(shorter) && !referenced.contains(key) => {
                    vec![Change::Slash(entry.key_at)]
                }
                _ => Vec::new(),
            }
        }
        ("oas3-server-trailing-slash" | "oas2-host-trailing-slash", _) => {
            vec![Change::Slash(node.at)]
        }
        ("duplicated-entry-in-enum", Some(schema)) if !has_parallel_list(schema, node) => {
            duplicates(node)
        }
        _ => Vec::new(),
    }
}

/// Whether an extension such as `x-enum-varnames` has something for each value of an enum, by position.
fn has_parallel_list(schema: &Object, values: &Node) -> bool {
    let length = values.as_array().map(<[Node]>::len);
    schema.iter().any(|(key, entry)| {
        let items = entry.node.as_array().map(<[Node]>::len);
        key.starts_with("x-") && items.is_some() && (items == length || key.starts_with("x-enum"))
    })
}

/// Collects the paths of the API that references name.
fn referenced_paths(node: &Node, paths: &mut HashSet<String>) {
    match &node.value {
        Value::Array(items) => {
            for item in items {
                referenced_paths(item, paths);
            }
        }
        Value::Object(object) => {
            for (key, entry) in object.iter() {
                match entry
                    .node
                    .as_str()
                    .filter(|_| matches!(key, "$ref" | "operationRef"))
                {
                    Some(reference) => paths.extend(path_of(reference)),
                    None => referenced_paths(&entry.node, paths),
                }
            }
        }
        _ => {}
    }
}

fn path_of(reference: &str) -> Option<String> {
    let (_, fragment) = reference.split_once('#')?;
    let fragment = pointer::percent_decode(fragment);
    let token = fragment.strip_prefix("/paths/")?.split('/').next()?;
    Some(pointer::unescape(token).into_owned())
}

/// The slash at the end of a text, if it is written as such.
fn slash_range(text: &str, written: Range<usize>) -> Option<Range<usize>> {
    let inner = text.get(written.clone())?.trim_end_matches(['"', '\'']);
    let before = inner.strip_suffix('/')?;
    // In JSON, `\/` is a slash as well.
    let is_escaped = before.ends_with('\\');
    let slash = written.start + before.len();
    (!is_escaped).then_some(slash..slash + 1)
}

/// The scalars of a list that are there before.
fn duplicates(list: &Node) -> Vec<Change> {
    let mut seen = HashSet::new();
    list.as_array()
        .unwrap_or_default()
        .iter()
        .filter(|item| !matches!(item.value, Value::Array(_) | Value::Object(_)))
        .filter(|item| !seen.insert(item.to_json().to_string()))
        .map(|item| Change::Item(item.at))
        .collect()
}

/// What has to go with the item of a list: its line, if it has one, or the comma before it.
fn item_range(text: &str, item: Range<usize>) -> Option<Range<usize>> {
    let before = text.get(..item.start)?;
    let trimmed = before.trim_end();
    if trimmed.ends_with(',') {
        // On another line, the comma may be part of a comment, or a comment may follow it.
        let last_line = trimmed.rfind('\n').map_or(0, |newline| newline + 1);
        let is_same_line = !before[trimmed.len()..].contains('\n');
        return (is_same_line || !trimmed[last_line..].contains('#'))
            .then_some(trimmed.len() - 1..item.end);
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
    use super::{item_range, path_of, slash_range};

    #[test]
    fn items_go_with_their_lines_or_commas() {
        let block = "enum:\n  - a\n  - a # again\n  - b\n";
        let range = item_range(block, 16..17).unwrap();
        assert_eq!(&block[range], "  - a # again\n");
        let flow = "[a, b, a]";
        assert_eq!(&flow[item_range(flow, 7..8).unwrap()], ", a");
        assert_eq!(item_range("[a, a]", 1..2), None);
    }

    #[test]
    fn commas_in_comments_do_not_separate() {
        let text = "[a, # x,\n  a]";
        assert_eq!(item_range(text, 11..12), None);
        let text = "[a,\n  a]";
        assert_eq!(&text[item_range(text, 6..7).unwrap()], ",\n  a");
    }

    #[test]
    fn escaped_slashes_stay() {
        assert_eq!(slash_range(r#""\/pets\/""#, 0..10), None);
        assert_eq!(slash_range("'/pets/'", 0..8), Some(6..7));
    }

    #[test]
    fn references_name_paths() {
        assert_eq!(path_of("#/paths/~1pets~1/get").as_deref(), Some("/pets/"));
        assert_eq!(
            path_of("a.yaml#/paths/%7E1a~1%7Bb%7D~1").as_deref(),
            Some("/a/{b}/")
        );
        assert_eq!(path_of("#/components/schemas/A"), None);
    }
}
