//! Components: the targets of references, upgraded when a reference reaches them.
//!
//! Unreachable components are upgraded last and without diagnostics: nothing is reported about unused parts.
//!
//! References can have any part of the document as their target (`#/paths/~1things/get/responses/200/schema`). Its new
//! pointer is looked up in the upgraded tree, by the position that the part keeps. A part that was not upgraded in its
//! place, since only the reference says what it is, becomes a component.

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::references::Kind;
use super::{Upgrade, Version};
use crate::source::pointer::{fragment_part, part_name};
use crate::source::{At, Entry, Node, Object, Value};

/// The components of the upgraded document.
#[derive(Default)]
pub(super) struct Components<'a> {
    /// The components of the document, in its order, by position.
    declared: IndexMap<At, Declared<'a>>,
    /// The parts that became components.
    added: Vec<(Kind, String, Entry)>,
    /// Targets of references that are to be upgraded, unless that happens in their place.
    pending: VecDeque<(Kind, String, &'a Node)>,
    /// References that are rewritten at the end: from the position of the reference to that of its target.
    links: HashMap<At, At>,
}

/// A component of the document.
struct Declared<'a> {
    kind: Kind,
    name: &'a str,
    source: &'a Entry,
    upgraded: Option<Node>,
}

impl<'a> Upgrade<'a> {
    /// Collects the components of both versions. If both have one of a name, that of the declared version counts.
    pub(super) fn declare(&mut self) {
        let root = self.root;
        for kind in Kind::DECLARED {
            let (two, three) = kind.containers();
            let below = root
                .get("components")
                .and_then(|components| components.get(three));
            let mut sources = [(two, root.get(two)), (three, below)];
            if self.version == Version::Three {
                sources.reverse();
            }
            let mut names = HashSet::new();
            for (key, source) in sources {
                let Some(source) = source.filter(|source| !source.is_null()) else {
                    continue;
                };
                let Some(object) = source.as_object() else {
                    self.wrong_type(source, key, "an object");
                    continue;
                };
                for (name, source) in object.iter() {
                    // A body part belongs to the request bodies that use it.
                    self.is_silent = true;
                    let is_component =
                        kind != Kind::Parameter || !self.is_part_of_body(&source.node);
                    self.is_silent = false;
                    if is_component && names.insert(name) {
                        let declared = Declared {
                            kind,
                            name,
                            source,
                            upgraded: None,
                        };
                        self.components.declared.insert(source.node.at, declared);
                    }
                }
            }
        }
    }

    /// Makes sure that the target of a reference is in the upgraded tree. Returns the new reference; `None` if it is
    /// known only at the end.
    pub(super) fn reach(
        &mut self,
        text: At,
        kind: Kind,
        fragment: &str,
        target: &'a Node,
    ) -> Option<String> {
        let known = self.components.declared.get(&target.at);
        if let Some(known) = known.filter(|known| known.kind == kind) {
            let reference = format!(
                "#/components/{}/{}",
                kind.containers().1,
                fragment_part(known.name)
            );
            self.enqueue(kind, known.name.to_owned(), target);
            return Some(reference);
        }
        self.components.links.insert(text, target.at);
        match self.owner(fragment) {
            Some((kind, owner)) => self.enqueue(kind, String::new(), owner),
            None => {
                let last = fragment.rsplit('/').next().unwrap_or_default();
                self.enqueue(kind, part_name(last), target);
            }
        }
        None
    }

    /// The component that contains a part of the document.
    fn owner(&self, fragment: &str) -> Option<(Kind, &'a Node)> {
        let ends = fragment.match_indices('/').map(|(index, _)| index);
        ends.filter(|end| *end > 0).take(3).find_map(|end| {
            let node = self.root.fragment(&fragment[..end])?;
            let declared = self.components.declared.get(&node.at)?;
            Some((declared.kind, node))
        })
    }

    fn enqueue(&mut self, kind: Kind, name: String, target: &'a Node) {
        if !self.is_upgraded(kind, target) {
            self.components.pending.push_back((kind, name, target));
        }
    }

    /// Whether a target is in the upgraded tree: as a component if it is one, otherwise in its place. A component may
    /// be written out in operations as well.
    fn is_upgraded(&self, kind: Kind, target: &Node) -> bool {
        match self.components.declared.get(&target.at) {
            Some(declared) if declared.kind == kind => declared.upgraded.is_some(),
            _ => self.built.contains(&target.at),
        }
    }

    /// The components, added to those that are already upgraded.
    pub(super) fn components(&mut self, mut out: Object) -> Object {
        self.upgrade_pending();
        self.is_silent = true;
        let declared = self.components.declared.values();
        let rest: Vec<_> = declared
            .map(|declared| (declared.kind, &declared.source.node))
            .collect();
        for (kind, source) in rest {
            self.enqueue(kind, String::new(), source);
        }
        self.upgrade_pending();
        self.is_silent = false;

        let mut containers: IndexMap<Kind, Object> = IndexMap::new();
        for (_, declared) in self.components.declared.drain(..) {
            if let Some(node) = declared.upgraded {
                let folder = containers.entry(declared.kind).or_default();
                folder.insert(declared.name, declared.source.with(node));
            }
        }
        for (kind, name, entry) in self.components.added.drain(..) {
            let folder = containers.entry(kind).or_default();
            let name = free_name(folder, name);
            folder.insert(name, entry);
        }
        for (kind, folder) in containers {
            let kind = kind.containers().1;
            if let Some(known) = out.get_mut(kind).and_then(Node::as_object_mut) {
                for (name, entry) in folder.iter() {
                    let name = free_name(known, name.to_owned());
                    known.insert(name, entry.clone());
                }
                continue;
            }
            // Without a position, which would be mistaken for that of the contents.
            let node = Node::new(At::NONE, Value::Object(folder));
            let key_at = At::NONE;
            out.insert(kind, Entry { key_at, node });
        }
        out
    }

    fn upgrade_pending(&mut self) {
        while let Some((kind, name, target)) = self.components.pending.pop_front() {
            if self.is_upgraded(kind, target) {
                continue;
            }
            let node = match kind {
                Kind::Schema => Some(self.schema(target)),
                Kind::Parameter => self.parameter_or_reference(target),
                Kind::Response => self.shared_response(target),
                Kind::Header => Some(self.header(target)),
                Kind::PathItem => Some(self.path_item(target)),
                Kind::Operation => Some(self.operation(target, &[])),
            };
            // Also if it failed: once is enough.
            self.built.insert(target.at);
            let declared = self.components.declared.get_mut(&target.at);
            match declared.filter(|declared| declared.kind == kind) {
                Some(declared) => declared.upgraded = node,
                None => {
                    let key_at = target.at;
                    let entry = node.map(|node| (kind, name, Entry { key_at, node }));
                    self.components.added.extend(entry);
                }
            }
        }
    }

    /// Rewrites the references whose new text was not known.
    pub(super) fn link(&mut self, tree: &mut Node) {
        let links = std::mem::take(&mut self.components.links);
        if links.is_empty() {
            return;
        }
        let mut pointers: HashMap<At, Option<String>> =
            links.values().map(|target| (*target, None)).collect();
        find(tree, &mut String::from("#"), &mut pointers);
        let texts = links
            .iter()
            .filter_map(|(text, target)| Some((*text, pointers.get(target)?.clone()?)));
        rewrite(tree, &texts.collect());
    }
}

/// A name that is free in a map of components.
fn free_name(folder: &Object, name: String) -> String {
    let mut free = name.clone();
    let mut number = 2;
    while folder.contains(&free) {
        free = format!("{name}{number}");
        number += 1;
    }
    free
}

/// Finds the pointers of positions in a tree, of each the first and outermost.
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
    if let Some(object) = node.as_object() {
        for (key, entry) in object.iter() {
            below(&fragment_part(key), &entry.node);
        }
    }
    for (index, item) in node.as_array().unwrap_or_default().iter().enumerate() {
        below(&index.to_string(), item);
    }
}

/// Rewrites references, by their positions.
fn rewrite(node: &mut Node, texts: &HashMap<At, String>) {
    if let Some(text) = texts.get(&node.at).filter(|_| node.as_str().is_some()) {
        *node = Node::string(node.at, text.clone());
    }
    if let Some(object) = node.as_object_mut() {
        for (_, entry) in object.iter_mut() {
            rewrite(&mut entry.node, texts);
        }
    }
    for item in node.as_array_mut().into_iter().flatten() {
        rewrite(item, texts);
    }
}
