//! Assembles the bundled document: all its references are internal, and the parts of other files that they refer to are
//! in it.

use std::collections::{HashMap, HashSet};

use super::files::Files;
use super::ids::{self, Ids};
use super::kind::{Kind, Object};
use super::names::Component;
use super::resolve::{NodeLocation, reference};
use super::uri;
use super::walk::References;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::pointer::{escape, fragment};
use crate::source::{At, Entry, FileId, Node, Object as Members, Value};

/// The bundled document.
pub(super) fn assemble(
    references: &References,
    components: &[Component],
    files: &mut Files<'_>,
    ids: &Ids,
    root: FileId,
    diagnostics: &mut Diagnostics,
) -> Node {
    let targets = references.targets.iter().enumerate();
    let by_place = targets.map(|(index, target)| ((target.place.at, target.object), index));
    let by_place: HashMap<(At, Object), usize> = by_place.collect();
    let assembly = Assembly {
        references,
        components,
        files,
        ids,
        root,
        by_place: &by_place,
        first_copy: files.count(),
        pointer: String::new(),
        open: Vec::new(),
        shared: HashMap::new(),
        operations: HashMap::new(),
        unplaced: false,
        copy_scope: CopyScope::default(),
        copies: Vec::new(),
        count: 0,
        is_full: false,
        diagnostics: Diagnostics::new(),
    };
    let mut made = assembly.clone();
    let mut document = made.document();
    if made.unplaced {
        // A link referred to an operation before the operation's pointer was known; in the second run it is.
        let operations = made.operations;
        made = Assembly {
            operations,
            ..assembly
        };
        document = made.document();
    }
    let Assembly {
        copies, is_full, ..
    } = made;
    diagnostics.extend(made.diagnostics);
    files.add_copies(copies);
    // A document that is too large is not processed any further.
    match is_full {
        true => files.tree(root).as_ref().clone(),
        false => document,
    }
}

/// The scope within which a node is written out once: the document, or one further copy of a part of it.
#[derive(Clone, Default)]
pub(super) struct CopyScope {
    /// The nodes that were written out in it.
    written: HashSet<At>,
    /// The further numbers of files in it, so that every node of the document has an [`At`] of its own.
    numbers: HashMap<FileId, FileId>,
    is_copy: bool,
}

/// The state of the assembly.
#[derive(Clone)]
pub(super) struct Assembly<'a> {
    pub(super) references: &'a References,
    pub(super) components: &'a [Component],
    pub(super) files: &'a Files<'a>,
    pub(super) ids: &'a Ids,
    pub(super) root: FileId,
    pub(super) by_place: &'a HashMap<(At, Object), usize>,
    /// The pointer, in the bundled document, of the next node.
    pub(super) pointer: String,
    /// The nodes that are being inlined, to detect cycles.
    pub(super) open: Vec<At>,
    /// The pointers at which path items were inlined, so that other references can refer to them.
    pub(super) shared: HashMap<At, String>,
    /// The pointers of the operations of other files.
    pub(super) operations: HashMap<At, String>,
    /// Whether a link referred to an operation whose pointer was not known yet.
    pub(super) unplaced: bool,
    pub(super) copy_scope: CopyScope,
    /// The files that the further numbers stand for, from `first_copy` on.
    pub(super) copies: Vec<FileId>,
    pub(super) first_copy: u32,
    /// The number of nodes in copies.
    pub(super) count: usize,
    /// Whether it was reported that there are too many.
    pub(super) is_full: bool,
    pub(super) diagnostics: Diagnostics,
}

impl Assembly<'_> {
    fn document(&mut self) -> Node {
        let tree = self.files.tree(self.root);
        let mut document = self.node(&tree, Kind::One(Object::Document));
        for (component, target) in self.components.iter().zip(&self.references.targets) {
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
            if let Some(members) = container(&mut document, component.container) {
                members.insert(component.name.as_str(), entry);
            }
        }
        self.pointer.clear();
        document
    }

    /// Converts a node: a reference to the component, if it is a part of another file that becomes one; otherwise its
    /// content.
    fn node(&mut self, node: &Node, kind: Kind) -> Node {
        let component = kind.object().and_then(|object| {
            let index = self.by_place.get(&(node.at, object))?;
            self.components.get(*index)
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
                // It has no position: the component has the node's.
                Node::new(At::NONE, Value::Object(members))
            }
            _ => self.content(node, kind),
        }
    }

    /// Converts a node that is written out here.
    pub(super) fn content(&mut self, node: &Node, kind: Kind) -> Node {
        let is_part = kind != Kind::Data && node.as_object().is_some();
        let may_repeat = node.at.file != self.root || !self.open.is_empty();
        match is_part && may_repeat && !self.copy_scope.written.insert(node.at) {
            true => self.copied(node, kind),
            false => self.written(node, kind),
        }
    }

    /// Converts a node that was written out before, as a copy.
    pub(super) fn copied(&mut self, node: &Node, kind: Kind) -> Node {
        let copy_scope = CopyScope {
            written: HashSet::from([node.at]),
            is_copy: true,
            ..CopyScope::default()
        };
        let outer = std::mem::replace(&mut self.copy_scope, copy_scope);
        let made = self.written(node, kind);
        self.copy_scope = outer;
        made
    }

    /// The position of a node in the bundled document.
    pub(super) fn at(&mut self, at: At) -> At {
        if !self.copy_scope.is_copy {
            return at;
        }
        let next = FileId(self.first_copy + self.copies.len() as u32);
        let file = *self.copy_scope.numbers.entry(at.file).or_insert(next);
        if file == next {
            self.copies.push(at.file);
        }
        At { file, ..at }
    }

    fn written(&mut self, node: &Node, kind: Kind) -> Node {
        self.count += usize::from(self.copy_scope.is_copy);
        let value = match &node.value {
            _ if kind == Kind::Data => return self.data(node),
            Value::Object(members) => {
                if let Some((link, text)) = reference(node).filter(|_| kind.has_references())
                    && let Some(place) = self.references.resolved.get(&link.at)
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
                let mut members = self.members(members.into_iter(), kind);
                if kind == Kind::One(Object::Schema) {
                    self.keep_discriminator_values(node, &mut members);
                }
                Value::Object(members)
            }
            Value::Array(items) => Value::Array(self.items(items, kind)),
            Value::String(text) => Value::String(self.text(node.at, text, kind)),
            other => other.clone(),
        };
        Node::new(self.at(node.at), value)
    }

    /// Converts data, which has no references; but references may refer into the data of the root document
    /// (`#/x-schemas/Pet`).
    fn data(&mut self, node: &Node) -> Node {
        if node.at.file != self.root {
            if self.copy_scope.is_copy {
                self.count += size(node);
            }
            return node.clone();
        }
        if let Some(kind) = self
            .references
            .root_targets
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

    pub(super) fn members<'m>(
        &mut self,
        members: impl Iterator<Item = (&'m str, &'m Entry)>,
        kind: Kind,
    ) -> Members {
        let mut all = Members::default();
        let length = self.pointer.len();
        for (key, Entry { key_at, node }) in members {
            // An unresolved one was reported.
            let failed = matches!(self.references.resolved.get(&node.at), Some(None));
            if failed && matches!(kind.member(key), Kind::SchemaName | Kind::DynamicRef) {
                continue;
            }
            self.pointer.push('/');
            self.pointer.push_str(&escape(key));
            let node = self.node(node, kind.member(key));
            self.pointer.truncate(length);
            let key_at = self.at(*key_at);
            all.insert(key, entry(key_at, node));
        }
        all
    }

    /// A string that may refer to a schema or an operation.
    fn text(&mut self, at: At, text: &str, kind: Kind) -> String {
        let Some(Some(place)) = self.references.resolved.get(&at) else {
            return text.to_owned();
        };
        match kind {
            Kind::SchemaName => self.name(place, Object::Schema),
            Kind::DynamicRef => self.dynamic(place, at, text),
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

    /// A `$dynamicRef`, which keeps its name if only one schema has that `$dynamicAnchor`.
    fn dynamic(&mut self, place: &NodeLocation, at: At, text: &str) -> Option<String> {
        let (_, name) = uri::split(text);
        match self.ids.dynamic(name) {
            1 => return Some(format!("#{name}")),
            0 => {}
            _ => {
                let message =
                    format!("`{text}` may refer to several schemas, and is read as a `$ref`");
                let help = "refer to the intended schema with `$ref`";
                let warning = Diagnostic::warning(Code::WiderType, at, message).help(help);
                self.diagnostics.push(warning);
            }
        }
        self.name(place, Object::Schema)
    }

    /// The reference to a node in the bundled document. `None`: it has to be inlined.
    pub(super) fn name(&self, place: &NodeLocation, object: Object) -> Option<String> {
        if place.file == self.root {
            return Some(fragment(&place.pointer));
        }
        let index = self.by_place.get(&(place.at, object))?;
        Some(fragment(&self.components.get(*index)?.pointer))
    }

    /// Whether a member is an `$id` or `$anchor` that no longer applies, since references were rewritten.
    fn is_id(&self, node: &Node, key: &str, kind: Kind) -> bool {
        let foreign = node.at.file != self.root;
        kind == Kind::One(Object::Schema)
            && match key {
                "$id" => {
                    ids::id(node).is_some()
                        && (foreign || self.references.rebased.contains(&node.at))
                }
                "$anchor" => foreign,
                _ => false,
            }
    }
}

pub(super) fn entry(key_at: At, node: Node) -> Entry {
    Entry { key_at, node }
}

/// The object of a document that contains components; created if there is none.
fn container<'d>(document: &'d mut Node, path: &[&str]) -> Option<&'d mut Members> {
    let mut members = object(document)?;
    for key in path {
        let empty = Node::new(At::NONE, Value::Null);
        members = object(members.get_or_insert(key, entry(At::NONE, empty)))?;
    }
    Some(members)
}

/// The members of a node; a node that is not an object becomes an empty one.
fn object(node: &mut Node) -> Option<&mut Members> {
    if node.as_object().is_none() {
        node.value = Value::Object(Members::default());
    }
    node.as_object_mut()
}

/// The number of nodes of a tree.
fn size(node: &Node) -> usize {
    match &node.value {
        Value::Object(members) => members.iter().map(|(_, entry)| size(&entry.node)).sum(),
        Value::Array(items) => items.iter().map(size).sum(),
        _ => 0,
    }
    .saturating_add(1)
}
