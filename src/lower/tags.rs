//! Groups of operations by their first tag.

use std::collections::{HashMap, HashSet};

use super::Lowering;
use crate::api::{Operation, Section, Tag, TagId};
use crate::normalize::{KIND, PARENT, SUMMARY, extra};

impl Lowering<'_> {
    /// The group of an operation with these tags; added with its first operation.
    pub(super) fn tag(&mut self, section: Section, names: &[String]) -> TagId {
        // Tags of some kinds only annotate operations (OpenAPI 3.2.0 §4.22.1).
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

    /// The definition of a tag.
    fn source(&self, name: &str) -> Option<&openapiv3::Tag> {
        self.openapi.tags.iter().find(|tag| tag.name == name)
    }
}

/// Moves tags behind their parents, and keeps the order otherwise.
pub(super) fn nest(tags: Vec<Tag>, operations: &mut [Operation]) -> Vec<Tag> {
    let named = |(index, tag): (usize, &Tag)| ((tag.section, tag.name.clone()), index);
    let indices: HashMap<_, usize> = tags.iter().enumerate().map(named).collect();
    let parent = |tag: &Tag| {
        let parent = tag.parent.clone().map(Some)?;
        indices.get(&(tag.section, parent)).copied()
    };
    let parents: Vec<Option<usize>> = tags.iter().map(parent).collect();
    if parents.iter().all(Option::is_none) {
        return tags;
    }
    let mut parts: Vec<Vec<usize>> = vec![Vec::new(); tags.len()];
    for (index, parent) in parents.iter().enumerate() {
        if let Some(parent) = parent {
            parts[*parent].push(index);
        }
    }
    let mut order = Vec::with_capacity(tags.len());
    let mut seen = vec![false; tags.len()];
    for index in 0..tags.len() {
        // A child moves its ancestors to its own place. In a cycle of parents, any may be the first.
        let mut top = index;
        let mut passed = HashSet::from([index]);
        while let Some(parent) = parents[top].filter(|parent| !seen[*parent]) {
            if !passed.insert(parent) {
                break;
            }
            top = parent;
        }
        let mut open = vec![top];
        while let Some(next) = open.pop() {
            if !std::mem::replace(&mut seen[next], true) {
                order.push(next);
                open.extend(parts[next].iter().rev());
            }
        }
    }
    let mut places = vec![0; tags.len()];
    for (place, index) in order.iter().enumerate() {
        places[*index] = place;
    }
    for operation in operations {
        operation.tag = TagId(places[operation.tag.0]);
    }
    let mut tags: Vec<Option<Tag>> = tags.into_iter().map(Some).collect();
    let tags = order.into_iter().map(|index| tags[index].take());
    tags.flatten().collect()
}
