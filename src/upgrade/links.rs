//! References whose new text is known at the end only.
//!
//! They can name any part of the document (`#/paths/~1things/get/responses/200/schema`). Where that part went is looked
//! up in the finished tree, by the place in the text that it keeps. A part that was not upgraded where it stands, since
//! nothing says what it is but the reference, becomes a component.

use std::collections::HashMap;

use super::Upgrade;
use super::references::Kind;
use crate::source::{At, Entry, Node, Object, Value, fragment_part};

/// A reference that is to be rewritten when the tree is finished.
pub(super) struct Link<'a> {
    /// Where its text stands.
    pub at: At,
    pub kind: Kind,
    /// The last part of its text.
    pub name: String,
    pub target: &'a Node,
}

impl<'a> Upgrade<'a> {
    /// Remembers that what stands at a place is in the finished tree.
    pub(super) fn built(&mut self, node: &Node) {
        self.built.insert(node.at);
    }

    /// Rewrites the references that were put off.
    pub(super) fn link(&mut self, tree: &mut Node) {
        if self.links.is_empty() {
            return;
        }
        self.add_what_only_references_name(tree);
        let mut pointers: HashMap<At, Option<String>> = self
            .links
            .iter()
            .map(|link| (link.target.at, None))
            .collect();
        find(tree, &mut String::from("#"), &mut pointers);
        let texts = self.links.iter().filter_map(|link| {
            let pointer = pointers.get(&link.target.at)?.clone()?;
            Some((link.at, pointer))
        });
        rewrite(tree, &texts.collect());
    }

    /// Upgrades what references name outside of what was upgraded where it stands, and makes components of it.
    fn add_what_only_references_name(&mut self, tree: &mut Node) {
        let mut index = 0;
        while let Some(link) = self.links.get(index) {
            index += 1;
            let (kind, target) = (link.kind, link.target);
            if self.built.contains(&target.at) {
                continue;
            }
            let name = link.name.clone();
            let (components, node) = match kind {
                Kind::Schema => ("schemas", Some(self.schema(target))),
                Kind::Parameter => ("parameters", self.parameter(target)),
                Kind::Response => ("responses", self.shared_response(target)),
                Kind::Header => ("headers", Some(self.header(target))),
                Kind::PathItem => ("pathItems", Some(self.path_item(target))),
            };
            // Whatever comes of it, one time is enough.
            self.built.insert(target.at);
            if let Some(node) = node {
                add(tree, components, name, node);
            }
        }
    }
}

/// Adds a component under a name that is free.
fn add(tree: &mut Node, kind: &str, name: String, node: Node) {
    let Some(components) = tree.get_mut("components").and_then(Node::as_object_mut) else {
        return;
    };
    if components
        .get(kind)
        .is_none_or(|kind| kind.as_object().is_none())
    {
        // At a place of its own, or it would be found in place of what is in it.
        let empty = Node::new(At::NONE, Value::Object(Object::default()));
        components.insert(
            kind,
            Entry {
                key_at: node.at,
                node: empty,
            },
        );
    }
    let Some(kind) = components.get_mut(kind).and_then(Node::as_object_mut) else {
        return;
    };
    let mut free = name.clone();
    let mut number = 2;
    while kind.contains(&free) {
        free = format!("{name}{number}");
        number += 1;
    }
    kind.insert(
        free,
        Entry {
            key_at: node.at,
            node,
        },
    );
}

/// Finds where in a tree the wanted places are, each at its first and outermost.
fn find(node: &Node, pointer: &mut String, wanted: &mut HashMap<At, Option<String>>) {
    if let Some(found) = wanted.get_mut(&node.at) {
        found.get_or_insert_with(|| pointer.clone());
    }
    let length = pointer.len();
    let mut below = |part: &str, node: &Node| {
        pointer.push('/');
        pointer.push_str(part);
        find(node, pointer, wanted);
        pointer.truncate(length);
    };
    match &node.value {
        Value::Object(object) => {
            for (key, entry) in object.iter() {
                below(&fragment_part(key), &entry.node);
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                below(&index.to_string(), item);
            }
        }
        _ => {}
    }
}

/// Gives references their new text, by where the old one stands.
fn rewrite(node: &mut Node, texts: &HashMap<At, String>) {
    match &mut node.value {
        Value::Object(object) => {
            for (_, entry) in object.iter_mut() {
                match texts.get(&entry.node.at) {
                    Some(text) if entry.node.as_str().is_some() => {
                        entry.node = Node::string(entry.node.at, text.clone());
                    }
                    _ => rewrite(&mut entry.node, texts),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| rewrite(item, texts)),
        _ => {}
    }
}
