//! What becomes of a reference: another name, or what it names in its place.

use super::assemble::{Assembly, entry};
use super::kind::{Kind, Object};
use super::resolve::Place;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::pointer::fragment;
use crate::source::{Entry, Node, Object as Members, Value};

/// As many nodes may be there a second time, so that a few files put into each other's places can't fill the memory.
const LIMIT: usize = 1_000_000;

impl Assembly<'_> {
    /// A reference, made internal.
    pub(super) fn reference(
        &mut self,
        node: &Node,
        link: &Node,
        place: &Place,
        kind: Kind,
    ) -> Node {
        let object = kind.object();
        let home = object.is_some_and(|object| {
            let component = self.by_place.get(&(place.at, object));
            component.is_some_and(|index| self.components[*index].pointer == self.pointer)
        });
        let name = match (object, self.shared.get(&place.at)) {
            (Some(Object::PathItem), Some(shared)) => Some(fragment(shared)),
            (Some(object), _) if is_referable(kind) && !home => self.name(place, object),
            _ => None,
        };
        match name {
            Some(name) => self.renamed(node, link, name, kind),
            None => self.put_in(node, link, place, kind),
        }
    }

    /// A reference with another text.
    fn renamed(&mut self, node: &Node, link: &Node, name: String, kind: Kind) -> Node {
        let mut members = Members::default();
        let at = self.at(link.at);
        members.insert("$ref", entry(at, Node::string(at, name)));
        for (key, entry) in self.members(without_reference(node), kind) {
            members.insert(key, entry);
        }
        Node::new(self.at(node.at), Value::Object(members))
    }

    /// What a reference names, in its place; what stands beside the reference is laid over it.
    fn put_in(&mut self, node: &Node, link: &Node, place: &Place, kind: Kind) -> Node {
        if self.open.contains(&place.at) {
            let message = "what this reference names would be put in its own place without end";
            self.diagnostics.push(
                Diagnostic::error(Code::CircularReference, link.at, message)
                    .help("refer to a component here, or in what contains this: those may contain themselves"),
            );
            return Node::new(self.at(node.at), Value::Null);
        }
        if self.count > LIMIT {
            if std::mem::replace(&mut self.is_full, true) {
                return Node::new(self.at(node.at), Value::Null);
            }
            let message = "the document is too large once all its files are together";
            self.diagnostics.push(
                Diagnostic::error(Code::TooLarge, link.at, message)
                    .help("refer to components in place of whole paths and lists"),
            );
            return Node::new(self.at(node.at), Value::Null);
        }
        let tree = self.files.tree(place.file);
        let Some(named) = tree.pointer(&place.pointer) else {
            return Node::new(self.at(node.at), Value::Null);
        };
        let alone = without_reference(node).next().is_none();
        if alone && kind == Kind::One(Object::PathItem) {
            self.shared.insert(place.at, self.pointer.clone());
        }
        self.open.push(place.at);
        // The document's own parts are there already.
        let mut content = match place.file == self.root {
            true => self.again(named, kind),
            false => self.content(named, kind),
        };
        self.open.pop();
        if alone {
            return content;
        }
        let mut over = self.members(without_reference(node), kind);
        if let Value::Object(below) = &mut content.value {
            for (key, entry) in std::mem::take(below) {
                match over.get_mut(&key) {
                    // A path's parameters and its item's are all meant.
                    Some(own) if kind == Kind::One(Object::PathItem) && key == "parameters" => {
                        put_before(own, entry.node);
                    }
                    Some(_) => {}
                    None => drop(over.insert(key, entry)),
                }
            }
            content = Node::new(self.at(node.at), Value::Object(over));
        }
        content
    }

    /// A reference that leads nowhere, which is told: nobody is to find something by it.
    pub(super) fn failed(&mut self, node: &Node, link: &Node, text: &str, kind: Kind) -> Node {
        if !is_referable(kind) {
            let members = self.members(without_reference(node), kind);
            return Node::new(self.at(node.at), Value::Object(members));
        }
        let text = match text.starts_with('#') {
            true => format!("{}{text}", self.files.name(node.at.file)),
            false => text.to_owned(),
        };
        self.renamed(node, link, text, kind)
    }
}

/// Whether a reference may stand here after all, and need not be replaced by what it names.
fn is_referable(kind: Kind) -> bool {
    let object = kind.object();
    object.is_some_and(|object| object == Object::PathItem || object.container(false).is_some())
}

/// What stands beside a reference.
fn without_reference(node: &Node) -> impl Iterator<Item = (&str, &Entry)> {
    let members = node.as_object().into_iter().flat_map(Members::iter);
    members.filter(|(key, _)| *key != "$ref")
}

/// Puts the items of another list before those of a list.
fn put_before(list: &mut Node, other: Node) {
    if let (Value::Array(items), Value::Array(mut before)) = (&mut list.value, other.value) {
        before.append(items);
        *items = before;
    }
}
