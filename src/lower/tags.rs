//! Groups of operations: one for each first tag.

use std::collections::HashSet;

use super::Lowering;
use crate::api::{Operation, Section, Tag, TagId};
use crate::normalize::{KIND, PARENT, SUMMARY, extra};

impl Lowering<'_> {
    /// The group of an operation with these tags, made when its first operation comes.
    pub(super) fn tag(&mut self, section: Section, names: &[String]) -> TagId {
        // Some kinds of tags mark an operation and say nothing of where it belongs (OpenAPI 3.2.0 §4.22.1).
        let marks = |name: &&String| {
            let kind = self
                .source(name)
                .and_then(|tag| extra(&tag.extensions, KIND));
            kind.is_some_and(|kind| ["audience", "badge"].contains(&kind.as_str()))
        };
        let name = names.iter().find(|name| !marks(name)).or(names.first());
        let known = self
            .tags
            .iter()
            .position(|tag| tag.section == section && tag.name.as_ref() == name);
        if let Some(index) = known {
            return TagId(index);
        }
        let source = name.and_then(|name| self.source(name));
        let extra = |key| source.and_then(|tag| extra(&tag.extensions, key));
        self.tags.push(Tag {
            section,
            name: name.cloned(),
            summary: extra(SUMMARY),
            description: source.and_then(|tag| tag.description.clone()),
            parent: extra(PARENT),
        });
        TagId(self.tags.len() - 1)
    }

    /// What the document says about a tag.
    fn source(&self, name: &str) -> Option<&openapiv3::Tag> {
        self.openapi.tags.iter().find(|tag| tag.name == name)
    }
}

/// Puts tags behind those that they are parts of, and otherwise leaves them where they are.
pub(super) fn nest(tags: Vec<Tag>, operations: &mut [Operation]) -> Vec<Tag> {
    if tags.iter().all(|tag| tag.parent.is_none()) {
        return tags;
    }
    let mut order = Vec::with_capacity(tags.len());
    let mut seen = HashSet::new();
    for index in 0..tags.len() {
        visit(&tags, top(&tags, index), &mut seen, &mut order);
        visit(&tags, index, &mut seen, &mut order);
    }
    let mut places = vec![0; tags.len()];
    for (place, index) in order.iter().enumerate() {
        places[*index] = place;
    }
    for operation in operations {
        operation.tag = TagId(places[operation.tag.0]);
    }
    let mut tags: Vec<Option<Tag>> = tags.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|index| tags[index].take())
        .collect()
}

/// The outermost tag that has this one as a part, at whatever depth.
fn top(tags: &[Tag], index: usize) -> usize {
    let mut top = index;
    // No longer than a chain that leads in no circle.
    for _ in 0..tags.len() {
        let tag = &tags[top];
        let is_parent = |other: &Tag| tag.parent.is_some() && holds(other, tag);
        match tags.iter().position(is_parent) {
            Some(parent) => top = parent,
            None => break,
        }
    }
    top
}

fn holds(parent: &Tag, tag: &Tag) -> bool {
    parent.section == tag.section && parent.name == tag.parent
}

/// A tag, and behind it its parts.
fn visit(tags: &[Tag], index: usize, seen: &mut HashSet<usize>, order: &mut Vec<usize>) {
    if !seen.insert(index) {
        return;
    }
    order.push(index);
    for (part, tag) in tags.iter().enumerate() {
        if tag.parent.is_some() && holds(&tags[index], tag) {
            visit(tags, part, seen, order);
        }
    }
}
