//! The documents as they are linted: their trees, and a view in which references are followed.
//!
//! A rule sees either the text (*unresolved*), or the document with each reference replaced by its target
//! (*resolved*). The resolved view copies nothing: [`View::get`] follows a reference when a node is visited. A
//! reference that is part of a cycle stays as it is, so that the view is finite.

mod cycles;

use std::collections::{HashMap, HashSet};

use cycles::Cycles;

use super::effort::Effort;
use crate::source::pointer::part_name;
use crate::source::{At, FileId, Node, Value};

/// A key or an index in the path of a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step<'a> {
    /// The name of a member.
    Key(&'a str),
    /// The index of an item.
    Index(usize),
}

impl std::fmt::Display for Step<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Key(key) => f.write_str(key),
            Self::Index(index) => write!(f, "{index}"),
        }
    }
}

/// The child of a node that a step leads to.
pub fn child<'a>(node: &'a Node, step: &Step<'_>) -> Option<&'a Node> {
    match (&node.value, step) {
        (Value::Object(object), Step::Key(key)) => object.get(key),
        (Value::Object(object), Step::Index(index)) => object.get(&index.to_string()),
        (Value::Array(items), Step::Index(index)) => items.get(*index),
        (Value::Array(items), Step::Key(key)) => items.get(key.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The children of a node, in order.
pub fn children<'a>(node: &'a Node) -> Box<dyn Iterator<Item = (Step<'a>, &'a Node)> + 'a> {
    match &node.value {
        Value::Object(object) => Box::new(
            object
                .iter()
                .map(|(key, entry)| (Step::Key(key), &entry.node)),
        ),
        Value::Array(items) => Box::new(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| (Step::Index(index), item)),
        ),
        _ => Box::new(std::iter::empty()),
    }
}

/// A file with its tree.
#[derive(Clone, Copy, Debug)]
pub struct Document<'a> {
    /// The file.
    pub file: FileId,
    /// Its tree.
    pub root: &'a Node,
}

/// Finds the document that a reference names: the file with the reference, and the reference without its fragment.
pub type FindDocument<'f> = dyn Fn(FileId, &str) -> Option<FileId> + 'f;

/// A reference that cannot be resolved.
#[derive(Clone, Debug)]
pub struct BrokenReference<'a> {
    /// The file with the reference.
    pub file: FileId,
    /// The path of the object with the reference.
    pub path: Vec<Step<'a>>,
    /// The reference.
    pub reference: &'a str,
}

/// A reference and where it leads.
#[derive(Clone, Debug)]
struct Target<'a> {
    node: &'a Node,
    /// The place of the target in its document.
    path: Vec<Step<'a>>,
    /// The document of the target.
    document: Document<'a>,
}

/// All documents, the first one being the one that is linted.
#[derive(Debug)]
pub struct Documents<'a> {
    documents: Vec<Document<'a>>,
    /// The references that are followed, by the position of the object with `$ref`.
    targets: HashMap<At, Target<'a>>,
    /// The places that references of the first document name: their pointers, decoded.
    referenced: HashSet<String>,
    broken: Vec<BrokenReference<'a>>,
    effort: Effort,
}

/// How a rule sees the documents.
#[derive(Clone, Copy, Debug)]
pub struct View<'v, 'a> {
    documents: &'v Documents<'a>,
    /// Whether references are followed.
    pub is_resolved: bool,
}

/// The place of a node in the file in which it is written.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// The file.
    pub file: FileId,
    /// The path in the file.
    pub path: Vec<String>,
    /// How much of the path Spectral reports: behind a reference, the part before a name that URLs escape.
    pub reported: usize,
    /// The node.
    pub node: &'a Node,
}

/// The text of a `$ref`.
pub fn reference(node: &Node) -> Option<&str> {
    node.as_object()?.get("$ref")?.as_str()
}

/// A reference with its place.
struct Reference<'a> {
    at: At,
    path: Vec<Step<'a>>,
    text: &'a str,
    document: Document<'a>,
}

impl<'a> Documents<'a> {
    /// Resolves the references of the documents, of which there is at least one.
    pub fn new(documents: Vec<Document<'a>>, find: &FindDocument<'_>) -> Self {
        let mut found = Self {
            documents,
            targets: HashMap::new(),
            referenced: HashSet::new(),
            broken: Vec::new(),
            effort: Effort::default(),
        };
        let mut anchors = HashMap::new();
        for index in 0..found.documents.len() {
            found.resolve(index, find, &mut anchors);
        }
        found
    }

    /// The document that is linted.
    pub fn root(&self) -> Document<'a> {
        self.documents[0]
    }

    /// All documents.
    pub fn all(&self) -> &[Document<'a>] {
        &self.documents
    }

    /// The references that cannot be resolved.
    pub fn broken(&self) -> &[BrokenReference<'a>] {
        &self.broken
    }

    /// The work that may still be done.
    pub(super) fn effort(&self) -> &Effort {
        &self.effort
    }

    /// Whether a reference names this place: `#/components/schemas/Pet`.
    pub fn is_referenced(&self, pointer: &str) -> bool {
        self.referenced.contains(pointer)
    }

    /// The document as it is written, or with references followed.
    pub fn view(&self, is_resolved: bool) -> View<'_, 'a> {
        View {
            documents: self,
            is_resolved,
        }
    }

    fn document(&self, file: FileId) -> Option<Document<'a>> {
        self.documents
            .iter()
            .find(|document| document.file == file)
            .copied()
    }

    fn resolve(
        &mut self,
        index: usize,
        find: &FindDocument<'_>,
        anchors: &mut HashMap<FileId, Anchors<'a>>,
    ) {
        let document = self.documents[index];
        let mut references = Vec::new();
        collect(document, document.root, &mut Vec::new(), &mut references);
        let mut own = Vec::new();
        for reference in references {
            let (address, fragment) = match reference.text.split_once('#') {
                Some((address, fragment)) => (address, fragment),
                None => (reference.text, ""),
            };
            let target = match address.is_empty() {
                true => Some(document),
                false => find(document.file, address).and_then(|file| self.document(file)),
            };
            let Some(target) = target.filter(|_| !reference.text.is_empty()) else {
                self.add_broken(reference);
                continue;
            };
            let tokens: Option<Vec<String>> = match fragment.strip_prefix('/') {
                Some(rest) => Some(rest.split('/').map(part_name).collect()),
                None if fragment.is_empty() => Some(Vec::new()),
                // The name of a schema, by `$anchor`.
                None => anchors
                    .entry(target.file)
                    .or_insert_with(|| anchors_of(target.root))
                    .get(part_name(fragment).as_str())
                    .cloned(),
            };
            let Some(tokens) = tokens else {
                self.add_broken(reference);
                continue;
            };
            if target.file == document.file && leads_to_parent(&reference.path, &tokens) {
                continue;
            }
            if index == 0 && target.file == document.file {
                self.referenced.insert(format!("#/{}", tokens.join("/")));
            }
            own.push((reference, target, tokens));
        }
        let cycles = Cycles::new(
            own.iter()
                .filter(|(_, target, _)| target.file == document.file)
                .map(|(reference, _, tokens)| (reference.path.as_slice(), tokens.as_slice())),
        );
        for (reference, target, tokens) in own {
            if target.file == document.file && cycles.has(&reference.path, &tokens) {
                continue;
            }
            match walk(target.root, &tokens) {
                Some((node, path)) => {
                    self.targets.insert(
                        reference.at,
                        Target {
                            node,
                            path,
                            document: target,
                        },
                    );
                }
                None => self.add_broken(reference),
            }
        }
    }

    fn add_broken(&mut self, reference: Reference<'a>) {
        self.broken.push(BrokenReference {
            file: reference.document.file,
            path: reference.path,
            reference: reference.text,
        });
    }

    /// The target of a node that is a reference, and of its target in turn.
    fn follow(&self, node: &'a Node) -> &'a Node {
        let mut node = node;
        // A chain of references is short; one without an end is a cycle.
        for _ in 0..100 {
            match self.targets.get(&node.at) {
                Some(target) if reference(node).is_some() => node = target.node,
                _ => break,
            }
        }
        node
    }
}

/// The places of the schemas of a document with an `$anchor`, by their names.
type Anchors<'a> = HashMap<&'a str, Vec<String>>;

fn anchors_of(root: &Node) -> Anchors<'_> {
    let mut anchors = HashMap::new();
    collect_anchors(root, &mut Vec::new(), &mut anchors);
    anchors
}

fn collect_anchors<'a>(node: &'a Node, path: &mut Vec<Step<'a>>, anchors: &mut Anchors<'a>) {
    for key in ["$anchor", "$dynamicAnchor"] {
        if let Some(name) = node.get(key).and_then(Node::as_str) {
            let place = || path.iter().map(Step::to_string).collect();
            anchors.entry(name).or_insert_with(place);
        }
    }
    for (step, child) in children(node) {
        path.push(step);
        collect_anchors(child, path, anchors);
        path.pop();
    }
}

/// Whether a reference leads to an object that contains it.
fn leads_to_parent(path: &[Step<'_>], target: &[String]) -> bool {
    !target.is_empty()
        && target.len() <= path.len()
        && target
            .iter()
            .zip(path)
            .all(|(token, step)| step_is(step, token))
}

fn step_is(step: &Step<'_>, token: &str) -> bool {
    match step {
        Step::Key(key) => *key == token,
        Step::Index(index) => index.to_string() == token,
    }
}

fn walk<'a>(root: &'a Node, tokens: &[String]) -> Option<(&'a Node, Vec<Step<'a>>)> {
    let mut node = root;
    let mut path = Vec::with_capacity(tokens.len());
    for token in tokens {
        let (step, next) = match &node.value {
            Value::Object(object) => object
                .get_key_value(token)
                .map(|(key, next)| (Step::Key(key), next))?,
            Value::Array(items) => {
                let index = token.parse::<usize>().ok()?;
                (Step::Index(index), items.get(index)?)
            }
            _ => return None,
        };
        path.push(step);
        node = next;
    }
    Some((node, path))
}

fn collect<'a>(
    document: Document<'a>,
    node: &'a Node,
    path: &mut Vec<Step<'a>>,
    found: &mut Vec<Reference<'a>>,
) {
    if let Some(text) = reference(node) {
        found.push(Reference {
            at: node.at,
            path: path.clone(),
            text,
            document,
        });
        return;
    }
    match &node.value {
        Value::Object(object) => {
            for (key, entry) in object.iter() {
                path.push(Step::Key(key));
                collect(document, &entry.node, path, found);
                path.pop();
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                path.push(Step::Index(index));
                collect(document, item, path, found);
                path.pop();
            }
        }
        _ => {}
    }
}

impl<'v, 'a> View<'v, 'a> {
    /// The work that may still be done.
    pub(super) fn effort(&self) -> &'v Effort {
        self.documents.effort()
    }

    /// The documents that are seen.
    pub fn documents(&self) -> &'v Documents<'a> {
        self.documents
    }

    /// What is seen at the place of a node: in the resolved view, the target of a reference.
    pub fn get(&self, node: &'a Node) -> &'a Node {
        match self.is_resolved && matches!(node.value, Value::Object(_)) {
            true => self.documents.follow(node),
            false => node,
        }
    }

    /// A member, as it is seen.
    pub fn member(&self, node: &'a Node, key: &str) -> Option<&'a Node> {
        self.get(node).get(key).map(|member| self.get(member))
    }

    /// The end of a path from the root that leads to nothing; empty, if there is something.
    pub fn missing<'p>(&self, path: &'p [Step<'a>]) -> &'p [Step<'a>] {
        let mut node = self.get(self.documents.root().root);
        for (index, step) in path.iter().enumerate() {
            match child(node, step) {
                Some(next) => node = self.get(next),
                None => return &path[index..],
            }
        }
        &[]
    }

    /// The place in the text of what is seen at a path from the root of the document; of its closest parent, if
    /// there is nothing.
    pub fn place(&self, path: &[Step<'a>]) -> Place<'a> {
        let root = self.documents.root();
        if !self.is_resolved || !self.passes_reference(path) {
            let (node, path) = closest(root.root, path);
            return Place {
                file: root.file,
                reported: path.len(),
                path,
                node,
            };
        }
        let mut document = root;
        let mut node = root.root;
        let mut place: Vec<Step<'a>> = Vec::new();
        let mut reported = None;
        for step in path {
            let Some(next) = child(node, step) else { break };
            if matches!(step, Step::Key(key) if is_escaped(key)) {
                reported = reported.or(Some(place.len()));
            }
            place.push(*step);
            node = next;
            for _ in 0..100 {
                let Some(target) = self.documents.targets.get(&node.at) else {
                    break;
                };
                node = target.node;
                document = target.document;
                place.clone_from(&target.path);
                reported = place
                    .iter()
                    .position(|step| matches!(step, Step::Key(key) if is_escaped(key)));
            }
        }
        Place {
            file: document.file,
            reported: reported.unwrap_or(place.len()),
            path: place.iter().map(Step::to_string).collect(),
            node,
        }
    }

    /// Whether a path leads through a reference, or ends at an object that is nothing else.
    fn passes_reference(&self, path: &[Step<'a>]) -> bool {
        let mut node = self.documents.root().root;
        for step in path {
            match child(node, step) {
                Some(next) => node = next,
                None => {
                    let target = self.get(node);
                    return !std::ptr::eq(target, node) && child(target, step).is_some()
                        || is_only_reference(node) && !std::ptr::eq(target, node);
                }
            }
        }
        is_only_reference(node) && !std::ptr::eq(self.get(node), node)
    }
}

/// Whether a name has characters that are escaped in URLs.
fn is_escaped(name: &str) -> bool {
    !name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.!~*'()/".contains(&byte))
}

fn is_only_reference(node: &Node) -> bool {
    node.as_object()
        .is_some_and(|object| object.len() == 1 && object.contains("$ref"))
}

fn closest<'a>(root: &'a Node, path: &[Step<'a>]) -> (&'a Node, Vec<String>) {
    let mut node = root;
    let mut place = Vec::with_capacity(path.len());
    for step in path {
        let Some(next) = child(node, step) else { break };
        place.push(step.to_string());
        node = next;
    }
    (node, place)
}
