//! Makes the one document: references become internal, and what they name becomes part of it.

use std::collections::{HashMap, HashSet};

use super::files::Files;
use super::ids::{self, Ids};
use super::kind::{Kind, Object};
use super::names::Component;
use super::resolve::{Place, reference};
use super::uri;
use super::walk::Found;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::pointer::{escape, fragment};
use crate::source::{At, Entry, FileId, Node, Object as Members, Value};

/// The whole document, which is to refer to nothing outside.
pub(super) fn assemble(
    found: &Found,
    components: &[Component],
    files: &mut Files<'_>,
    ids: &Ids,
    root: FileId,
    diagnostics: &mut Diagnostics,
) -> Node {
    let targets = found.targets.iter().enumerate();
    let by_place = targets.map(|(index, target)| ((target.place.at, target.object), index));
    let by_place: HashMap<(At, Object), usize> = by_place.collect();
    let assembly = Assembly {
        found,
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
        region: Region::default(),
        copies: Vec::new(),
        count: 0,
        is_full: false,
        diagnostics: Diagnostics::new(),
    };
    let mut made = assembly.clone();
    let mut document = made.document();
    if made.unplaced {
        // A link named an operation before it had a place: now it has one.
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
    // What is too large is not looked at any further.
    match is_full {
        true => files.tree(root).as_ref().clone(),
        false => document,
    }
}

/// A part of the document that is there a second time, or the whole.
#[derive(Clone, Default)]
pub(super) struct Region {
    /// What was written out in it.
    written: HashSet<At>,
    /// The further numbers that files have in it, so that each node of the document has a place of its own.
    numbers: HashMap<FileId, FileId>,
    is_copy: bool,
}

/// The document that is being made.
#[derive(Clone)]
pub(super) struct Assembly<'a> {
    pub(super) found: &'a Found,
    pub(super) components: &'a [Component],
    pub(super) files: &'a Files<'a>,
    pub(super) ids: &'a Ids,
    pub(super) root: FileId,
    pub(super) by_place: &'a HashMap<(At, Object), usize>,
    /// Where in the document the next node is put.
    pub(super) pointer: String,
    /// What is being put in its place.
    pub(super) open: Vec<At>,
    /// Where path items were put, for others to refer to.
    pub(super) shared: HashMap<At, String>,
    /// The same of operations.
    pub(super) operations: HashMap<At, String>,
    /// Whether a link named an operation that isn't known among them.
    pub(super) unplaced: bool,
    pub(super) region: Region,
    /// The files that further numbers stand for, from the first on.
    pub(super) copies: Vec<FileId>,
    pub(super) first_copy: u32,
    /// How many nodes are there a second time.
    pub(super) count: usize,
    /// Whether it is told that there are too many.
    pub(super) is_full: bool,
    pub(super) diagnostics: Diagnostics,
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
    pub(super) fn content(&mut self, node: &Node, kind: Kind) -> Node {
        let is_part = kind != Kind::Data && node.as_object().is_some();
        let may_repeat = node.at.file != self.root || !self.open.is_empty();
        match is_part && may_repeat && !self.region.written.insert(node.at) {
            true => self.again(node, kind),
            false => self.written(node, kind),
        }
    }

    /// A node that was written out elsewhere before.
    pub(super) fn again(&mut self, node: &Node, kind: Kind) -> Node {
        let region = Region {
            written: HashSet::from([node.at]),
            is_copy: true,
            ..Region::default()
        };
        let around = std::mem::replace(&mut self.region, region);
        let made = self.written(node, kind);
        self.region = around;
        made
    }

    /// Where a node stands, for the document.
    pub(super) fn at(&mut self, at: At) -> At {
        if !self.region.is_copy {
            return at;
        }
        let next = FileId(self.first_copy + self.copies.len() as u32);
        let file = *self.region.numbers.entry(at.file).or_insert(next);
        if file == next {
            self.copies.push(at.file);
        }
        At { file, ..at }
    }

    fn written(&mut self, node: &Node, kind: Kind) -> Node {
        self.count += usize::from(self.region.is_copy);
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

    /// What holds no references, but for the parts of the document itself that references name: `#/x-schemas/Pet`.
    fn data(&mut self, node: &Node) -> Node {
        if node.at.file != self.root {
            if self.region.is_copy {
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

    pub(super) fn members<'m>(
        &mut self,
        members: impl Iterator<Item = (&'m str, &'m Entry)>,
        kind: Kind,
    ) -> Members {
        let mut all = Members::default();
        let length = self.pointer.len();
        for (key, Entry { key_at, node }) in members {
            // What leads nowhere is told.
            let failed = matches!(self.found.links.get(&node.at), Some(None));
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

    /// A text that may name a schema or an operation.
    fn text(&mut self, at: At, text: &str, kind: Kind) -> String {
        let Some(Some(place)) = self.found.links.get(&at) else {
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

    /// A `$dynamicRef`, which keeps its name if only one schema has it.
    fn dynamic(&mut self, place: &Place, at: At, text: &str) -> Option<String> {
        let (_, name) = uri::split(text);
        match self.ids.dynamic(name) {
            1 => return Some(format!("#{name}")),
            0 => {}
            _ => {
                let message =
                    format!("`{text}` means several schemas, and is read as the nearest of them");
                let help = "write the schema that is meant in each place, with `$ref`";
                let warning = Diagnostic::warning(Code::WiderType, at, message).help(help);
                self.diagnostics.push(warning);
            }
        }
        self.name(place, Object::Schema)
    }

    /// What the document calls a place. `None`: it has to be put in the place of the reference.
    pub(super) fn name(&self, place: &Place, object: Object) -> Option<String> {
        if place.file == self.root {
            return Some(fragment(&place.pointer));
        }
        let index = self.by_place.get(&(place.at, object))?;
        Some(fragment(&self.components[*index].pointer))
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

pub(super) fn entry(key_at: At, node: Node) -> Entry {
    Entry { key_at, node }
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
