//! Corrects the tags of the document: sorts them, and adds those that only operations have.
//!
//! Items change places as texts, each with all that is written in it, so that the layout is kept. Where there are comments
//! between them, nothing is sorted: a comment does not say which tag it belongs to.

use std::collections::{BTreeMap, HashSet};
use std::ops::Range;

use serde_json::{Value as Json, json};

use super::super::document::{Step, child};
use super::super::functions::compare_texts;
use super::{Edit, Report};
use crate::source::{At, FileId, Node, Sources};

/// Limit on the letters that are compared to find misspelled names.
const MOST_LETTERS: usize = 20_000_000;

/// The tags as they should be.
pub(super) struct Tags {
    /// What makes the text so.
    pub edits: Vec<Edit>,
    /// Their value then.
    pub items: Vec<Json>,
}

/// A tag with its text.
struct Tag {
    name: String,
    value: Json,
    text: String,
}

/// The list as it is written.
struct List<'t> {
    text: &'t str,
    /// The items without what is between them.
    items: Vec<Range<usize>>,
    /// What is before the last item in its line, if that is a dash.
    dash: Option<&'t str>,
    is_json: bool,
}

/// What there is to correct; `None`: nothing, or it has no one right answer.
pub(super) fn corrected(
    report: &Report,
    sources: &Sources,
    trees: &BTreeMap<FileId, &Node>,
    root: FileId,
) -> Option<Tags> {
    let tree = trees.get(&root)?;
    let unlisted = unlisted(report, trees);
    let is_unsorted = report.findings.iter().any(|finding| {
        finding.file == root
            && finding.code == "openapi-tags-alphabetical"
            && finding.path == ["tags"]
    });
    let Some(tags) = tree.get("tags") else {
        return new_list(&unlisted, sources, root);
    };
    let nodes = tags.as_array().filter(|items| !items.is_empty())?;
    let names = nodes.iter().map(|node| node.get("name")?.as_str());
    let names: Vec<&str> = names.collect::<Option<_>>()?;
    let unlisted = distinct(unlisted, &names);
    let list = List::new(sources, root, nodes)?;
    let is_sorted = |names: &[&str]| {
        let mut pairs = names.windows(2);
        pairs.all(|pair| compare_texts(pair[0], pair[1]).is_le())
    };
    // What is sorted stays so.
    let sorts = is_unsorted || is_sorted(&names);
    let mut wanted: Vec<Tag> = nodes
        .iter()
        .zip(&names)
        .zip(&list.items)
        .map(|((node, name), range)| Tag {
            name: (*name).to_owned(),
            value: node.to_json(),
            text: list.text[range.clone()].to_owned(),
        })
        .chain(unlisted.into_iter().map(|name| Tag {
            value: json!({ "name": name }),
            text: list.new_item(&name),
            name,
        }))
        .collect();
    if sorts {
        wanted.sort_by(|one, other| compare_texts(&one.name, &other.name));
    }
    let edits = list.edits(root, &wanted)?;
    (!edits.is_empty()).then(|| Tags {
        edits,
        items: wanted.into_iter().map(|tag| tag.value).collect(),
    })
}

/// The tags that operations have and the document does not list, in order.
fn unlisted(report: &Report, trees: &BTreeMap<FileId, &Node>) -> Vec<String> {
    let mut names = Vec::new();
    let mut known = HashSet::new();
    for finding in &report.findings {
        if finding.code != "operation-tag-defined" {
            continue;
        }
        let name = trees.get(&finding.file).and_then(|root| {
            let mut path = finding.path.iter();
            path.try_fold(*root, |node, key| child(node, &Step::Key(key)))?
                .as_str()
        });
        if let Some(name) = name.filter(|name| known.insert(*name)) {
            names.push(name.to_owned());
        }
    }
    names
}

/// The names without those that may be misspelled: by a letter, or in case or punctuation.
fn distinct(unlisted: Vec<String>, listed: &[&str]) -> Vec<String> {
    let plain = |name: &str| -> String {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters.flat_map(char::to_lowercase).collect()
    };
    let names = unlisted.iter().map(String::as_str);
    let all: Vec<(&str, String)> = names
        .chain(listed.iter().copied())
        .map(|name| (name, plain(name)))
        .collect();
    // More than people write: each name is compared with all, letter by letter.
    let length: usize = all.iter().map(|(name, _)| name.len()).sum();
    if length.saturating_mul(unlisted.len()) > MOST_LETTERS {
        return Vec::new();
    }
    let is_similar = |(one, plain_one): &(&str, String), (other, plain_other): &(&str, String)| {
        plain_one == plain_other || is_one_letter_apart(one, other)
    };
    let is_distinct = |name: &(&str, String)| {
        let mut others = all.iter().filter(|other| other.0 != name.0);
        !others.any(|other| is_similar(name, other))
    };
    let distinct = all[..unlisted.len()].iter().map(is_distinct);
    let distinct: Vec<bool> = distinct.collect();
    let names = unlisted.into_iter().zip(distinct);
    names
        .filter_map(|(name, is_distinct)| is_distinct.then_some(name))
        .collect()
}

/// Whether a letter is added, removed or replaced, or two neighbours changed places; in time that grows with the length.
fn is_one_letter_apart(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let pairs = one.iter().zip(&other);
    let prefix = pairs.take_while(|(one, other)| one == other).count();
    let (one, other) = (&one[prefix..], &other[prefix..]);
    let pairs = one.iter().rev().zip(other.iter().rev());
    let suffix = pairs.take_while(|(one, other)| one == other).count();
    match (&one[..one.len() - suffix], &other[..other.len() - suffix]) {
        ([_] | [], [_] | []) => true,
        ([first, second], [other_first, other_second]) => {
            (first, second) == (other_second, other_first)
        }
        _ => false,
    }
}

/// A list at the end of a document that has none.
fn new_list(unlisted: &[String], sources: &Sources, root: FileId) -> Option<Tags> {
    let mut names = distinct(unlisted.to_vec(), &[]);
    names.sort_by(|one, other| compare_texts(one, other));
    if names.is_empty() {
        return None;
    }
    let text = sources.text(root);
    let (at, added) = match sources.is_json(root) {
        true => json_list(text, &names)?,
        false => (text.len(), yaml_list(text, &names)),
    };
    Some(Tags {
        edits: vec![Edit {
            file: root,
            start: at,
            end: at,
            text: added,
        }],
        items: names.iter().map(|name| json!({ "name": name })).collect(),
    })
}

fn yaml_list(text: &str, names: &[String]) -> String {
    let mut added = match text.ends_with('\n') {
        true => String::new(),
        false => "\n".to_owned(),
    };
    added.push_str("tags:\n");
    for name in names {
        added.push_str(&format!("  - name: {}\n", scalar(name)));
    }
    added
}

/// The position behind the last member, and the list as a further one, in lines of its own if the members have some.
fn json_list(text: &str, names: &[String]) -> Option<(usize, String)> {
    let members = text.trim_end().strip_suffix('}')?.trim_end();
    let inner = text.trim_start().strip_prefix('{')?;
    let margin = &inner[..inner.len() - inner.trim_start().len()];
    let (margin, indentation) = match margin.rfind('\n') {
        Some(line) => (margin, &margin[line + 1..]),
        None => ("", ""),
    };
    let items = names
        .iter()
        .map(|name| format!("{margin}{indentation}{{\"name\": {}}}", quoted(name)));
    let items: Vec<String> = items.collect();
    let separator = if margin.is_empty() { ", " } else { "," };
    let list = items.join(separator);
    Some((
        members.len(),
        format!(",{margin}\"tags\": [{list}{margin}]"),
    ))
}

impl<'t> List<'t> {
    fn new(sources: &'t Sources, root: FileId, nodes: &[Node]) -> Option<Self> {
        let text = sources.text(root);
        let places: Vec<At> = nodes.iter().map(|node| node.at).collect();
        let spans = sources.locate_all(&places);
        let starts = places
            .iter()
            .map(|at| spans.get(at).map(|span| span.range.start));
        let starts: Vec<usize> = starts.collect::<Option<_>>()?;
        let dashes: Option<Vec<&str>> = starts.iter().map(|start| dash(text, *start)).collect();
        let items: Vec<Range<usize>> = match &dashes {
            Some(dashes) => starts
                .iter()
                .zip(dashes)
                .map(|(start, dash)| block_item(text, *start, dash))
                .collect(),
            None => starts
                .iter()
                .map(|start| flow_item(text, *start))
                .collect::<Option<_>>()?,
        };
        let is_in_order = items.windows(2).all(|pair| pair[0].end <= pair[1].start);
        is_in_order.then(|| Self {
            text,
            dash: dashes.and_then(|dashes| dashes.last().copied()),
            items,
            is_json: sources.is_json(root),
        })
    }

    fn new_item(&self, name: &str) -> String {
        match (self.is_json, self.dash) {
            (true, _) => format!("{{\"name\": {}}}", quoted(name)),
            (false, Some(_)) => format!("name: {}", scalar(name)),
            (false, None) => format!("{{name: {}}}", scalar(name)),
        }
    }

    /// What puts the tags into the places of the list, and into new ones behind them. `None`: comments may belong to a tag.
    fn edits(&self, file: FileId, tags: &[Tag]) -> Option<Vec<Edit>> {
        let places = self.items.iter().zip(tags);
        let mut edits: Vec<Edit> = places
            .filter(|(range, tag)| self.text[(*range).clone()] != tag.text)
            .map(|(range, tag)| Edit {
                file,
                start: range.start,
                end: range.end,
                text: tag.text.clone(),
            })
            .collect();
        if !edits.is_empty() && self.has_comments() {
            return None;
        }
        let new = tags.get(self.items.len()..).unwrap_or_default();
        let end = self.items.last()?.end;
        let before = match self.dash {
            Some(dash) if self.text[end..].starts_with('\r') => format!("\r\n{dash}"),
            Some(dash) => format!("\n{dash}"),
            None => self.separator(),
        };
        if !new.is_empty() {
            edits.push(Edit {
                file,
                start: end,
                end,
                text: new
                    .iter()
                    .map(|tag| format!("{before}{}", tag.text))
                    .collect(),
            });
        }
        Some(edits)
    }

    /// What is between the last two items of a list in brackets.
    fn separator(&self) -> String {
        let between = match self.items.as_slice() {
            [.., one, other] => &self.text[one.end..other.start],
            _ => "",
        };
        match between.trim() == "," {
            true => between.to_owned(),
            false => ", ".to_owned(),
        }
    }

    /// Whether there are comments before, between or behind the items, which are not in one.
    fn has_comments(&self) -> bool {
        let (Some(first), Some(last)) = (self.items.first(), self.items.last()) else {
            return false;
        };
        if self.is_json {
            return false;
        }
        let before = self.text[..first.start].trim_end().trim_end_matches('-');
        let before = before.trim_end();
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[last.end..];
        let line_end = rest.find('\n').unwrap_or(rest.len());
        let mut between = self.items.windows(2);
        before[line..].trim_start().starts_with('#')
            || rest[..line_end].contains('#')
            || between.any(|pair| self.text[pair[0].end..pair[1].start].contains('#'))
    }
}

/// What is before an item in its line, if that is a dash.
fn dash(text: &str, start: usize) -> Option<&str> {
    let line = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = &text[line..start];
    let before = before.strip_suffix('{').unwrap_or(before);
    (before.trim() == "-").then_some(before)
}

/// The lines of an item behind a dash, without comments and empty lines at the end.
fn block_item(text: &str, start: usize, dash: &str) -> Range<usize> {
    let start = start - usize::from(text[..start].ends_with('{'));
    let indentation = dash.len() - dash.trim_start().len();
    let mut end = start;
    let mut position = start;
    for (index, line) in text[start..].split_inclusive('\n').enumerate() {
        let content = line.trim_start();
        let is_deeper = line.len() - content.len() > indentation;
        if index > 0 && !content.is_empty() && !is_deeper {
            break;
        }
        if index == 0 || !(content.is_empty() || content.starts_with('#')) {
            end = position + line.trim_end().len();
        }
        position += line.len();
    }
    start..end
}

/// An object in braces.
fn flow_item(text: &str, start: usize) -> Option<Range<usize>> {
    let start = match text.as_bytes().get(start)? {
        b'{' => start,
        _ => text[..start].trim_end().strip_suffix('{')?.len(),
    };
    let mut depth = 0_usize;
    let mut quote = None;
    let mut is_escaped = false;
    for (at, byte) in text[start..].bytes().enumerate() {
        match (quote, byte) {
            _ if is_escaped => is_escaped = false,
            (Some(b'"'), b'\\') => is_escaped = true,
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'{' | b'[') => depth += 1,
            (None, b'}' | b']') => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(start..start + at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A text as YAML: plain if nothing reads it as anything else.
fn scalar(text: &str) -> String {
    let is_word = |letter: char| letter.is_ascii_alphanumeric() || "-_ ".contains(letter);
    let keywords = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.chars().all(is_word)
        && !text.ends_with(' ')
        && !keywords.contains(&text.to_ascii_lowercase().as_str());
    match is_plain {
        true => text.to_owned(),
        false => quoted(text),
    }
}

fn quoted(text: &str) -> String {
    Json::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::{distinct, is_one_letter_apart};

    #[test]
    fn letters_are_compared_in_the_time_of_their_number() {
        for (one, other) in [
            ("cat", "cats"),
            ("cat", "cut"),
            ("cat", "act"),
            ("a", ""),
            ("aa", "aaa"),
        ] {
            assert!(is_one_letter_apart(one, other), "{one} {other}");
            assert!(is_one_letter_apart(other, one), "{other} {one}");
        }
        for (one, other) in [
            ("cat", "dog"),
            ("cat", "tac"),
            ("cat", "cattle"),
            ("abcd", "badc"),
        ] {
            assert!(!is_one_letter_apart(one, other), "{one} {other}");
        }
        let names: Vec<String> = ["a", "b", "c"]
            .iter()
            .map(|end| "é".repeat(200_000) + end + end)
            .collect();
        assert_eq!(distinct(names.clone(), &[]), names);
        // The limit on all comparisons.
        let many = (0..2000).map(|index| format!("{index:0>100}")).collect();
        assert_eq!(distinct(many, &[]), Vec::<String>::new());
    }
}
