//! References: what they name, and how to name it after the upgrade.
//!
//! Most name a definition, whose new place is known. A reference can name any part of the document, though
//! (`#/paths/~1things/get/responses/200/schema`); where that part went is looked up in the finished tree, by the place
//! in the text that it keeps. A part that was not upgraded where it stands, since nothing says what it is but the
//! reference, becomes a component.

use std::collections::HashMap;

use super::{Upgrade, Version};
use crate::diagnostic::{Code, member};
use crate::source::{At, Entry, Node, Object, Value, fragment_part, part_name};

/// What a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    Parameter,
    Response,
    PathItem,
}

/// A reference that is to be rewritten when the tree is finished.
pub(super) struct Link<'a> {
    /// Where its text stands.
    at: At,
    kind: Kind,
    /// The last part of its text.
    name: String,
    target: &'a Node,
}

/// Where 2.0 and 3.x keep the same things.
const PLACES: [(&str, &str, Kind); 3] = [
    ("/definitions/", "/components/schemas/", Kind::Schema),
    ("/parameters/", "/components/parameters/", Kind::Parameter),
    ("/responses/", "/components/responses/", Kind::Response),
];

impl<'a> Upgrade<'a> {
    /// An object with `$ref`, its text as it has to be after the upgrade. `None`: it leads nowhere, which is told.
    pub(super) fn referring(&mut self, node: &'a Node, kind: Kind) -> Option<Node> {
        let reference = self.reference(node.get("$ref")?, kind)?;
        let mut node = node.clone();
        if let Some(member) = node.get_mut("$ref") {
            *member = reference;
        }
        Some(node)
    }

    /// The text of a reference as it has to be after the upgrade. `None`: it leads nowhere, which is told.
    pub(super) fn reference(&mut self, text: &'a Node, kind: Kind) -> Option<Node> {
        let reference = text.as_str()?;
        if let Some(moved) = self.moved(reference) {
            return Some(Node::string(text.at, moved));
        }
        let (name, target) = match self.target(text, kind) {
            Target::Found(name, target) => (name, target),
            Target::Untouched => return Some(text.clone()),
            Target::Missing => return None,
        };
        self.links.push(Link {
            at: text.at,
            kind,
            name,
            target,
        });
        Some(text.clone())
    }

    /// The new text of a reference to something whose new place is certain.
    fn moved(&self, reference: &str) -> Option<String> {
        let fragment = reference.strip_prefix('#')?;
        let (place, after) = match self.version {
            Version::Two => PLACES.iter().find_map(|(two, three, _)| {
                let name = fragment.strip_prefix(two)?;
                Some((name, format!("#{three}{name}")))
            })?,
            Version::Three => PLACES.iter().find_map(|(_, three, _)| {
                Some((fragment.strip_prefix(three)?, reference.to_owned()))
            })?,
        };
        let certain = !place.contains('/') && self.root.fragment(fragment).is_some();
        certain.then_some(after)
    }

    /// What a reference names, with the last part of its text.
    fn target(&mut self, text: &'a Node, kind: Kind) -> Target<'a> {
        let reference = text.as_str().unwrap_or_default();
        let places = PLACES.iter().find(|(_, _, of)| *of == kind);
        let fragment = match (reference.strip_prefix('#'), places) {
            (Some(fragment), _) => fragment.to_owned(),
            // A bare name, as some documents write.
            (None, Some((two, three, _))) if !reference.contains(['/', '.']) => {
                let place = match self.version {
                    Version::Two => two,
                    Version::Three => three,
                };
                format!("{place}{reference}")
            }
            _ => return Target::Untouched,
        };
        let name = part_name(fragment.rsplit('/').next().unwrap_or_default());
        if let Some(target) = self.root.fragment(&fragment) {
            return Target::Found(name, target);
        }
        if let Some(target) = self.root.fragment(&format!("/{fragment}")) {
            let message = format!("`{reference}` lacks a slash behind the `#`");
            let (label, help) = (format!("read as `#/{fragment}`"), "write the slash");
            self.warn(Code::WrongValue, text.at, message, &label, help);
            return Target::Found(name, target);
        }
        // Named as in the other version.
        for (two, three, _) in PLACES {
            let (from, to) = match self.version {
                Version::Two => (three, two),
                Version::Three => (two, three),
            };
            let other = fragment
                .strip_prefix(from)
                .map(|name| format!("{to}{name}"));
            let found = other.as_ref().and_then(|other| self.root.fragment(other));
            if let (Some(other), Some(target)) = (other, found) {
                self.other_version(text.at, reference, &format!("`#{other}`"));
                return Target::Found(name, target);
            }
        }
        if self.version == Version::Three {
            return Target::Untouched;
        }
        let missing = member::unresolved(self.root, text.at, reference);
        self.tell(missing);
        Target::Missing
    }

    /// The object itself, or the one that it refers to.
    pub(super) fn follow(&mut self, node: &'a Node, kind: Kind) -> Followed<'a> {
        let mut target = node;
        for _ in 0..100 {
            let Some(text) = target.get("$ref").filter(|text| text.as_str().is_some()) else {
                return Followed::To(target);
            };
            target = match self.target(text, kind) {
                Target::Found(_, target) => target,
                Target::Untouched => return Followed::Outside,
                Target::Missing => return Followed::Nowhere,
            };
        }
        self.tell(member::circular(node.at));
        Followed::Nowhere
    }

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

/// What a reference's text leads to.
enum Target<'a> {
    Found(String, &'a Node),
    /// Another file, or what `normalize` will tell.
    Untouched,
    /// Nothing, and that was told.
    Missing,
}

/// What a chain of references leads to.
pub(super) enum Followed<'a> {
    To(&'a Node),
    /// Another file, or what `normalize` will tell.
    Outside,
    /// Nothing, and that was told.
    Nowhere,
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
