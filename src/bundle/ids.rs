//! What schemas and documents call themselves: `$id`, `$anchor`, and OpenAPI 3.2's `$self`.

use std::collections::HashMap;
use std::rc::Rc;

use super::uri;
use crate::source::pointer::escape;
use crate::source::{At, FileId, Node, Value};

/// The names found so far.
#[derive(Default)]
pub(super) struct Ids {
    /// Where the schemas stand that have an `$id`, and files that have a `$self`.
    resources: HashMap<String, (FileId, String)>,
    /// Where anchors stand: by the file and the name, each with the pointer of the resource that it is in and its own.
    anchors: HashMap<(FileId, String), Vec<(String, String)>>,
    /// How many schemas have a `$dynamicAnchor` of some name.
    dynamic: HashMap<String, usize>,
}

/// What a reference at some place is relative to (JSON Schema 2020-12 §8.2).
#[derive(Clone)]
pub(super) struct Base {
    pub(super) file: FileId,
    /// The address that it goes by.
    pub(super) uri: Rc<str>,
    /// The pointer of the schema whose `$id` that is; empty for the whole file.
    pub(super) resource: Rc<str>,
    /// Where that schema stands.
    pub(super) at: At,
}

/// The `$id` of a schema. What begins with `#` was an anchor, once.
pub(super) fn id(node: &Node) -> Option<&str> {
    let id = node.get("$id")?.as_str()?;
    (!id.starts_with('#')).then_some(id.trim_end_matches('#'))
}

impl Base {
    /// The base of a whole file.
    pub(super) fn of(file: FileId, tree: &Node, address: &str) -> Base {
        let own = tree.get("$self").and_then(Node::as_str);
        Base {
            file,
            uri: own.map_or(address.into(), |own| uri::join(address, own).into()),
            resource: "".into(),
            at: tree.at,
        }
    }

    /// The base inside of a schema, which may have an `$id`.
    pub(super) fn within(&self, node: &Node, pointer: &str) -> Option<Base> {
        let id = id(node)?;
        Some(Base {
            file: self.file,
            uri: uri::join(&self.uri, id).into(),
            resource: pointer.into(),
            at: node.at,
        })
    }
}

impl Ids {
    /// Takes down all names of a file.
    pub(super) fn read(&mut self, tree: &Node, base: &Base) {
        if tree.get("$self").is_some() {
            let place = (base.file, String::new());
            self.resources.entry(base.uri.to_string()).or_insert(place);
        }
        self.visit(tree, base, &mut String::new());
    }

    fn visit(&mut self, node: &Node, base: &Base, pointer: &mut String) {
        let length = pointer.len();
        match &node.value {
            Value::Object(object) => {
                let own = base.within(node, pointer);
                if let Some(own) = &own {
                    let place = (own.file, pointer.clone());
                    self.resources.entry(own.uri.to_string()).or_insert(place);
                }
                let base = own.as_ref().unwrap_or(base);
                for (key, entry) in object.iter() {
                    if let Some(text) = entry.node.as_str() {
                        let anchor = match key {
                            "$anchor" => Some(text),
                            "$dynamicAnchor" => {
                                *self.dynamic.entry(text.to_owned()).or_default() += 1;
                                Some(text)
                            }
                            "$id" => text.strip_prefix('#'),
                            _ => None,
                        };
                        if let Some(anchor) = anchor {
                            let same = self.anchors.entry((base.file, anchor.to_owned()));
                            let place = (base.resource.to_string(), pointer.clone());
                            same.or_default().push(place);
                        }
                        continue;
                    }
                    pointer.push('/');
                    pointer.push_str(&escape(key));
                    self.visit(&entry.node, base, pointer);
                    pointer.truncate(length);
                }
            }
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    pointer.push_str(&format!("/{index}"));
                    self.visit(item, base, pointer);
                    pointer.truncate(length);
                }
            }
            _ => {}
        }
    }

    /// The file and the pointer of what goes by an address.
    pub(super) fn resource(&self, uri: &str) -> Option<(FileId, String)> {
        self.resources.get(uri).cloned()
    }

    /// The pointer of an anchor: the one in the same resource, or in the file; or, for who forgets that schemas with an
    /// `$id` have anchors of their own, the only one.
    pub(super) fn anchor(&self, file: FileId, resource: &str, name: &str) -> Option<&str> {
        let same = self.anchors.get(&(file, name.to_owned()))?;
        let within = |resource: &str| same.iter().find(|(other, _)| other == resource);
        let only = same.first().filter(|_| same.len() == 1);
        let (_, pointer) = within(resource).or_else(|| within("")).or(only)?;
        Some(pointer)
    }

    /// How many schemas have a `$dynamicAnchor` of some name.
    pub(super) fn dynamic(&self, name: &str) -> usize {
        self.dynamic.get(name).copied().unwrap_or_default()
    }

    /// How many addresses are known.
    pub(super) fn count(&self) -> usize {
        self.resources.len()
    }
}
