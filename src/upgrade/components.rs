//! Components: what references name, upgraded when something reaches it.
//!
//! What nothing reaches is upgraded last, and without a word: no message is about what is not used.
//!
//! References can name any part of the document (`#/paths/~1things/get/responses/200/schema`). Where such a part went is
//! looked up in the finished tree, by the place in the text that it keeps. A part that was not upgraded where it stands,
//! since nothing says what it is but the reference, becomes a component.

use std::collections::{HashMap, HashSet, VecDeque};

use indexmap::IndexMap;

use super::references::Kind;
use super::{Upgrade, Version};
use crate::source::pointer::{fragment_part, part_name};
use crate::source::{At, Entry, Node, Object, Value};

/// The components in the making.
#[derive(Default)]
pub(super) struct Components<'a> {
    /// Those that the document has as such, in its order, by where they stand.
    declared: IndexMap<At, Declared<'a>>,
    /// Those that became components, since references name them.
    added: Vec<(Kind, String, Entry)>,
    /// What references reached and is to be upgraded, unless it is where it stands.
    waiting: VecDeque<(Kind, String, &'a Node)>,
    /// Where the texts of references stand whose targets are looked up at the end, and where those stand.
    links: HashMap<At, At>,
}

/// A component that the document has.
struct Declared<'a> {
    kind: Kind,
    name: &'a str,
    source: &'a Entry,
    upgraded: Option<Node>,
}

impl<'a> Upgrade<'a> {
    /// Finds the components of both ways to write them. Where a name stands in both, the declared version's is it.
    pub(super) fn declare(&mut self) {
        let root = self.root;
        for kind in Kind::DECLARED {
            let (two, three) = kind.folders();
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
                    // What is a part of a body goes where the body goes.
                    self.is_quiet = true;
                    let is_component =
                        kind != Kind::Parameter || !self.is_part_of_body(&source.node);
                    self.is_quiet = false;
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

    /// Sees to it that what a reference names gets into the tree. Gives the reference's new text; `None`: that is known
    /// at the end only.
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
                kind.folders().1,
                fragment_part(known.name)
            );
            self.wait(kind, known.name.to_owned(), target);
            return Some(reference);
        }
        self.components.links.insert(text, target.at);
        match self.owner(fragment) {
            Some((kind, owner)) => self.wait(kind, String::new(), owner),
            None => {
                let last = fragment.rsplit('/').next().unwrap_or_default();
                self.wait(kind, part_name(last), target);
            }
        }
        None
    }

    /// The component that a part of the document belongs to.
    fn owner(&self, fragment: &str) -> Option<(Kind, &'a Node)> {
        let ends = fragment.match_indices('/').map(|(index, _)| index);
        ends.filter(|end| *end > 0).take(3).find_map(|end| {
            let node = self.root.fragment(&fragment[..end])?;
            let declared = self.components.declared.get(&node.at)?;
            Some((declared.kind, node))
        })
    }

    fn wait(&mut self, kind: Kind, name: String, target: &'a Node) {
        if !self.is_upgraded(kind, target) {
            self.components.waiting.push_back((kind, name, target));
        }
    }

    /// Whether it is in the tree: as a component if it is one, or where it stands. What is a component may be written
    /// out in operations besides.
    fn is_upgraded(&self, kind: Kind, target: &Node) -> bool {
        match self.components.declared.get(&target.at) {
            Some(declared) if declared.kind == kind => declared.upgraded.is_some(),
            _ => self.built.contains(&target.at),
        }
    }

    /// The components, given those that are upgraded already.
    pub(super) fn components(&mut self, mut out: Object) -> Object {
        self.upgrade_waiting();
        self.is_quiet = true;
        let declared = self.components.declared.values();
        let rest: Vec<_> = declared
            .map(|declared| (declared.kind, &declared.source.node))
            .collect();
        for (kind, source) in rest {
            self.wait(kind, String::new(), source);
        }
        self.upgrade_waiting();
        self.is_quiet = false;

        let mut folders: IndexMap<Kind, Object> = IndexMap::new();
        for (_, declared) in self.components.declared.drain(..) {
            if let Some(node) = declared.upgraded {
                let folder = folders.entry(declared.kind).or_default();
                folder.insert(declared.name, declared.source.with(node));
            }
        }
        for (kind, name, entry) in self.components.added.drain(..) {
            let folder = folders.entry(kind).or_default();
            let name = free_name(folder, name);
            folder.insert(name, entry);
        }
        for (kind, folder) in folders {
            let kind = kind.folders().1;
            if let Some(known) = out.get_mut(kind).and_then(Node::as_object_mut) {
                for (name, entry) in folder.iter() {
                    let name = free_name(known, name.to_owned());
                    known.insert(name, entry.clone());
                }
                continue;
            }
            // At no place, or it would be found in place of what is in it.
            let node = Node::new(At::NONE, Value::Object(folder));
            let key_at = At::NONE;
            out.insert(kind, Entry { key_at, node });
        }
        out
    }

    fn upgrade_waiting(&mut self) {
        while let Some((kind, name, target)) = self.components.waiting.pop_front() {
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
            // Whatever comes of it, one time is enough.
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

    /// Rewrites the references that were put off.
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

/// A name that nothing in a folder has.
fn free_name(folder: &Object, name: String) -> String {
    let mut free = name.clone();
    let mut number = 2;
    while folder.contains(&free) {
        free = format!("{name}{number}");
        number += 1;
    }
    free
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
    if let Some(object) = node.as_object() {
        for (key, entry) in object.iter() {
            below(&fragment_part(key), &entry.node);
        }
    }
    for (index, item) in node.as_array().unwrap_or_default().iter().enumerate() {
        below(&index.to_string(), item);
    }
}

/// Gives references their new text, by where the old one stands.
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
