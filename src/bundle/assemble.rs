//! Makes the one document: references become internal, and what they name becomes part of it.

use std::collections::{HashMap, HashSet};

use super::files::Files;
use super::ids;
use super::kind::{Kind, Object};
use super::names::Component;
use super::resolve::{Place, reference};
use super::walk::Found;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::pointer::{escape, fragment};
use crate::source::{At, Entry, FileId, Node, Object as Members, Value};

/// As many nodes may be there a second time, so that a few files put into each other's places can't fill the memory.
const LIMIT: usize = 3_000_000;

/// The whole document, which is to refer to nothing outside.
pub(super) fn assemble(
    found: &Found,
    components: &[Component],
    files: &Files<'_>,
    root: FileId,
    diagnostics: &mut Diagnostics,
) -> Node {
    let targets = found.targets.iter().enumerate();
    let by_place = targets.map(|(index, target)| ((target.place.at, target.object), index));
    let by_place: HashMap<(At, Object), usize> = by_place.collect();
    let run = |operations| {
        let mut assembly = Assembly {
            found,
            components,
            files,
            root,
            by_place: &by_place,
            pointer: String::new(),
            open: Vec::new(),
            shared: HashMap::new(),
            operations,
            unplaced: false,
            put: HashSet::new(),
            is_repeating: false,
            count: 0,
            is_full: false,
            diagnostics: Diagnostics::new(),
        };
        (assembly.document(), assembly)
    };
    let (mut document, mut assembly) = run(HashMap::new());
    if assembly.unplaced {
        // A link named an operation before it had a place: now it has one.
        (document, assembly) = run(assembly.operations);
    }
    diagnostics.extend(assembly.diagnostics);
    // What is too large is not looked at any further.
    match assembly.is_full {
        true => files.tree(root).as_ref().clone(),
        false => document,
    }
}

struct Assembly<'a> {
    found: &'a Found,
    components: &'a [Component],
    files: &'a Files<'a>,
    root: FileId,
    by_place: &'a HashMap<(At, Object), usize>,
    /// Where in the document the next node is put.
    pointer: String,
    /// What is being put in its place.
    open: Vec<At>,
    /// Where path items were put, for others to refer to.
    shared: HashMap<At, String>,
    /// The same of operations.
    operations: HashMap<At, String>,
    /// Whether a link named an operation that isn't known among them.
    unplaced: bool,
    /// What was put in some place before.
    put: HashSet<At>,
    /// Whether what is written out was written out before.
    is_repeating: bool,
    /// How many nodes were.
    count: usize,
    /// Whether it is told that there are too many.
    is_full: bool,
    diagnostics: Diagnostics,
}

impl Assembly<'_> {
    fn document(&mut self) -> Node {
        let tree = self.files.tree(self.root);
        let mut document = self.node(&tree, Kind::One(Object::Document));
        for (component, target) in self.components.iter().zip(&self.found.targets) {
            if !component.is_new {
                continue;
            }
            let tree = self.files.tree(target.place.file);
            let Some(node) = tree.pointer(&target.place.pointer) else {
                continue;
            };
            self.pointer.clone_from(&component.pointer);
            let node = self.content(node, Kind::One(target.object));
            let entry = Entry {
                key_at: node.at,
                node,
            };
            container(&mut document, component.container).insert(component.name.as_str(), entry);
        }
        self.pointer.clear();
        document
    }

    /// A node as it is in the document: another file's that is a component is referred to.
    fn node(&mut self, node: &Node, kind: Kind) -> Node {
        let component = kind.object().and_then(|object| {
            let index = self.by_place.get(&(node.at, object))?;
            Some(&self.components[*index])
        });
        let foreign = node.at.file != self.root;
        if kind == Kind::One(Object::PathItem) && foreign {
            let here = self.pointer.clone();
            self.shared.entry(node.at).or_insert(here);
        }
        match component {
            Some(component) if foreign && component.pointer != self.pointer => {
                let link = Node::string(node.at, fragment(&component.pointer));
                let mut members = Members::default();
                members.insert("$ref", entry(node.at, link));
                // It stands nowhere, for where it stood stands the component.
                Node::new(At::NONE, Value::Object(members))
            }
            _ => self.content(node, kind),
        }
    }

    /// A node that is written out here.
    fn content(&mut self, node: &Node, kind: Kind) -> Node {
        self.count += usize::from(self.is_repeating);
        let value = match &node.value {
            _ if kind == Kind::Data => return self.data(node),
            Value::Object(members) => {
                if let Some((link, text)) = reference(node).filter(|_| kind.has_references())
                    && let Some(place) = self.found.links.get(&link.at)
                {
                    return match place {
                        Some(place) => self.reference(node, link, place, kind),
                        None => self.failed(node, link, text, kind),
                    };
                }
                if kind == Kind::One(Object::Operation) && node.at.file != self.root {
                    self.operations.insert(node.at, self.pointer.clone());
                }
                let members = members
                    .iter()
                    .filter(|(key, _)| !self.is_id(node, key, kind));
                let members: Vec<(&str, &Entry)> = members.collect();
                Value::Object(self.members(members.into_iter(), kind))
            }
            Value::Array(items) => Value::Array(self.items(items, kind)),
            Value::String(text) => Value::String(self.text(node.at, text, kind)),
            other => other.clone(),
        };
        Node::new(node.at, value)
    }

    /// What holds no references, but for the parts of the document itself that references name: `#/x-schemas/Pet`.
    fn data(&mut self, node: &Node) -> Node {
        if node.at.file != self.root {
            if self.is_repeating {
                self.count += size(node);
            }
            return node.clone();
        }
        if let Some(kind) = self
            .found
            .own
            .get(&node.at)
            .filter(|kind| **kind != Kind::Data)
        {
            return self.content(node, *kind);
        }
        let value = match &node.value {
            Value::Object(members) => Value::Object(self.members(members.iter(), Kind::Data)),
            Value::Array(items) => Value::Array(self.items(items, Kind::Data)),
            other => other.clone(),
        };
        Node::new(node.at, value)
    }

    fn items(&mut self, items: &[Node], kind: Kind) -> Vec<Node> {
        let length = self.pointer.len();
        let mut list = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            self.pointer.push_str(&format!("/{index}"));
            list.push(self.node(item, kind.item()));
            self.pointer.truncate(length);
        }
        list
    }

    fn members<'m>(
        &mut self,
        members: impl Iterator<Item = (&'m str, &'m Entry)>,
        kind: Kind,
    ) -> Members {
        let mut all = Members::default();
        let length = self.pointer.len();
        for (key, Entry { key_at, node }) in members {
            // A value of a mapping that leads nowhere: it is told.
            let failed = matches!(self.found.links.get(&node.at), Some(None));
            if failed && kind == Kind::Mapping {
                continue;
            }
            self.pointer.push('/');
            self.pointer.push_str(&escape(key));
            let node = self.node(node, kind.member(key));
            self.pointer.truncate(length);
            all.insert(key, entry(*key_at, node));
        }
        all
    }

    /// A text that may name a schema or an operation.
    fn text(&mut self, at: At, text: &str, kind: Kind) -> String {
        let Some(Some(place)) = self.found.links.get(&at) else {
            return text.to_owned();
        };
        match kind {
            Kind::SchemaName => self.name(place, Object::Schema),
            Kind::OperationRef if place.file == self.root => Some(fragment(&place.pointer)),
            Kind::OperationRef => {
                let known = self.operations.get(&place.at).map(|known| fragment(known));
                self.unplaced |= known.is_none();
                known
            }
            _ => None,
        }
        .unwrap_or_else(|| text.to_owned())
    }

    /// What the document calls a place. `None`: it has to be put in the place of the reference.
    fn name(&self, place: &Place, object: Object) -> Option<String> {
        if place.file == self.root {
            return Some(fragment(&place.pointer));
        }
        let index = self.by_place.get(&(place.at, object))?;
        Some(fragment(&self.components[*index].pointer))
    }

    /// A reference, made internal.
    fn reference(&mut self, node: &Node, link: &Node, place: &Place, kind: Kind) -> Node {
        let object = kind.object();
        let referable = object
            .is_some_and(|object| object == Object::PathItem || object.container(false).is_some());
        let home = object.is_some_and(|object| {
            let component = self.by_place.get(&(place.at, object));
            component.is_some_and(|index| self.components[*index].pointer == self.pointer)
        });
        let name = match (object, self.shared.get(&place.at)) {
            (Some(Object::PathItem), Some(shared)) => Some(fragment(shared)),
            (Some(object), _) if referable && !home => self.name(place, object),
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
        members.insert("$ref", entry(link.at, Node::string(link.at, name)));
        for (key, entry) in self.members(without_reference(node), kind) {
            members.insert(key, entry);
        }
        Node::new(node.at, Value::Object(members))
    }

    /// What a reference names, in its place; what stands beside the reference is laid over it.
    fn put_in(&mut self, node: &Node, link: &Node, place: &Place, kind: Kind) -> Node {
        if self.open.contains(&place.at) {
            self.diagnostics.push(Diagnostic::circle(&[link.at]));
            return Node::new(node.at, Value::Null);
        }
        if self.count > LIMIT {
            if std::mem::replace(&mut self.is_full, true) {
                return Node::new(node.at, Value::Null);
            }
            let message = "the document is too large once all its files are together";
            self.diagnostics.push(
                Diagnostic::error(Code::TooLarge, link.at, message)
                    .help("refer to components in place of whole paths and lists"),
            );
            return Node::new(node.at, Value::Null);
        }
        let tree = self.files.tree(place.file);
        let Some(named) = tree.pointer(&place.pointer) else {
            return Node::new(node.at, Value::Null);
        };
        let alone = without_reference(node).next().is_none();
        if alone && kind == Kind::One(Object::PathItem) {
            self.shared.insert(place.at, self.pointer.clone());
        }
        let before = self.is_repeating;
        self.is_repeating |= !self.put.insert(place.at);
        self.open.push(place.at);
        let mut content = self.content(named, kind);
        self.open.pop();
        self.is_repeating = before;
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
            content = Node::new(node.at, Value::Object(over));
        }
        content
    }

    /// A reference that leads nowhere, which is told: nobody is to find something by it.
    fn failed(&mut self, node: &Node, link: &Node, text: &str, kind: Kind) -> Node {
        let referable = kind
            .object()
            .is_some_and(|object| object == Object::PathItem || object.container(false).is_some());
        if !referable {
            let members = self.members(without_reference(node), kind);
            return Node::new(node.at, Value::Object(members));
        }
        let text = match text.starts_with('#') {
            true => format!("{}{text}", self.files.name(node.at.file)),
            false => text.to_owned(),
        };
        self.renamed(node, link, text, kind)
    }

    /// Whether a member gives a schema an address that references no longer go by.
    fn is_id(&self, node: &Node, key: &str, kind: Kind) -> bool {
        let foreign = node.at.file != self.root;
        kind == Kind::One(Object::Schema)
            && match key {
                "$id" => ids::id(node).is_some() && (foreign || self.found.left.contains(&node.at)),
                "$anchor" => foreign,
                _ => false,
            }
    }
}

fn entry(key_at: At, node: Node) -> Entry {
    Entry { key_at, node }
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

/// The object of a document that has components, made where there is none.
fn container<'d>(document: &'d mut Node, path: &[&str]) -> &'d mut Members {
    let mut members = object(document);
    for key in path {
        let empty = Node::new(At::NONE, Value::Null);
        members = object(members.get_or_insert(key, entry(At::NONE, empty)));
    }
    members
}

/// A node's members; what is no object becomes one.
fn object(node: &mut Node) -> &mut Members {
    if node.as_object().is_none() {
        node.value = Value::Object(Members::default());
    }
    match &mut node.value {
        Value::Object(members) => members,
        _ => unreachable!("it was made an object"),
    }
}

/// How many nodes a tree has.
fn size(node: &Node) -> usize {
    match &node.value {
        Value::Object(members) => members.iter().map(|(_, entry)| size(&entry.node)).sum(),
        Value::Array(items) => items.iter().map(size).sum(),
        _ => 0,
    }
    .saturating_add(1)
}
