//! Replaces references: by a reference to a component, or by what they refer to.

use super::assemble::{Assembly, entry};
use super::kind::{Kind, Object};
use super::resolve::NodeLocation;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::pointer::fragment;
use crate::source::{Entry, Node, Object as Members, Value};

/// Limit on the nodes in copies, so that a few files that include each other cannot exhaust the memory.
const LIMIT: usize = 1_000_000;

impl Assembly<'_> {
    /// Makes a reference internal.
    pub(super) fn reference(
        &mut self,
        node: &Node,
        link: &Node,
        place: &NodeLocation,
        kind: Kind,
    ) -> Node {
        let object = kind.object();
        let home = object.is_some_and(|object| {
            let index = self.by_place.get(&(place.at, object));
            let component = index.and_then(|index| self.components.get(*index));
            component.is_some_and(|component| component.pointer == self.pointer)
        });
        let name = match (object, self.shared.get(&place.at)) {
            (Some(Object::PathItem), Some(shared)) => Some(fragment(shared)),
            (Some(object), _) if is_referable(kind) && !home => self.name(place, object),
            _ => None,
        };
        match name {
            Some(name) => self.renamed(node, link, name, kind),
            None => self.inline(node, link, place, kind),
        }
    }

    /// A reference with another text.
    fn renamed(&mut self, node: &Node, link: &Node, name: String, kind: Kind) -> Node {
        let mut members = Members::default();
        let at = self.at(link.at);
        members.insert("$ref", entry(at, Node::string(at, name)));
        for (key, entry) in self.members(siblings(node), kind) {
            members.insert(key, entry);
        }
        Node::new(self.at(node.at), Value::Object(members))
    }

    /// Replaces a reference by what it refers to; siblings of the reference override its members.
    fn inline(&mut self, node: &Node, link: &Node, place: &NodeLocation, kind: Kind) -> Node {
        if self.open.contains(&place.at) {
            let message =
                "this reference leads to itself, and cannot be replaced by what it refers to";
            self.diagnostics.push(
                Diagnostic::error(Code::CircularReference, link.at, message)
                    .help("refer to a component, here or further out: components may be recursive"),
            );
            return Node::new(self.at(node.at), Value::Null);
        }
        if self.count > LIMIT {
            if std::mem::replace(&mut self.is_full, true) {
                return Node::new(self.at(node.at), Value::Null);
            }
            let message = "the document is too large once its files are joined";
            self.diagnostics.push(
                Diagnostic::error(Code::TooLarge, link.at, message)
                    .help("refer to components instead of whole paths and lists"),
            );
            return Node::new(self.at(node.at), Value::Null);
        }
        let tree = self.files.tree(place.file);
        let Some(named) = tree.pointer(&place.pointer) else {
            return Node::new(self.at(node.at), Value::Null);
        };
        let alone = siblings(node).next().is_none();
        if alone && kind == Kind::One(Object::PathItem) {
            self.shared.insert(place.at, self.pointer.clone());
        }
        self.open.push(place.at);
        // The parts of the root document are already in it.
        let mut content = match place.file == self.root {
            true => self.copied(named, kind),
            false => self.content(named, kind),
        };
        self.open.pop();
        if alone {
            return content;
        }
        let mut over = self.members(siblings(node), kind);
        if let Value::Object(below) = &mut content.value {
            for (key, entry) in std::mem::take(below) {
                match over.get_mut(&key) {
                    // The parameters of a path and of its path item add up.
                    Some(own) if kind == Kind::One(Object::PathItem) && key == "parameters" => {
                        prepend(own, entry.node);
                    }
                    Some(_) => {}
                    None => drop(over.insert(key, entry)),
                }
            }
            content = Node::new(self.at(node.at), Value::Object(over));
        }
        content
    }

    /// A reference that cannot be resolved, which was reported. No later stage must resolve it by accident, so it is
    /// written with its file.
    pub(super) fn failed(&mut self, node: &Node, link: &Node, text: &str, kind: Kind) -> Node {
        if !is_referable(kind) {
            let members = self.members(siblings(node), kind);
            return Node::new(self.at(node.at), Value::Object(members));
        }
        let text = match text.starts_with('#') {
            true => format!("{}{text}", self.files.name(node.at.file)),
            false => text.to_owned(),
        };
        self.renamed(node, link, text, kind)
    }
}

/// Whether the bundled document may have a reference here.
fn is_referable(kind: Kind) -> bool {
    let object = kind.object();
    object.is_some_and(|object| object == Object::PathItem || object.container(false).is_some())
}

/// The siblings of a reference.
fn siblings(node: &Node) -> impl Iterator<Item = (&str, &Entry)> {
    let members = node.as_object().into_iter().flat_map(Members::iter);
    members.filter(|(key, _)| *key != "$ref")
}

/// Prepends the items of another list to a list.
fn prepend(list: &mut Node, other: Node) {
    if let (Value::Array(items), Value::Array(mut before)) = (&mut list.value, other.value) {
        before.append(items);
        *items = before;
    }
}
