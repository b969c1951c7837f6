//! The identifiers of schemas and documents: `$id`, `$anchor`, and OpenAPI 3.2's `$self`.

use std::collections::HashMap;
use std::rc::Rc;

use super::uri;
use crate::source::pointer::escape;
use crate::source::{At, FileId, Node, Value};

/// The identifiers of all files.
#[derive(Default)]
pub(super) struct Ids {
    /// Schemas with an `$id`, and files with a `$self`, by URI.
    resources: HashMap<String, (FileId, String)>,
    /// Anchors by file and name, each with the pointer of its schema resource and its own pointer.
    anchors: HashMap<(FileId, String), Vec<(String, String)>>,
    /// The number of schemas with a `$dynamicAnchor` of each name.
    dynamic: HashMap<String, usize>,
}

/// The base URI of references (JSON Schema 2020-12 §8.2).
#[derive(Clone)]
pub(super) struct Base {
    pub(super) file: FileId,
    /// The base URI.
    pub(super) uri: Rc<str>,
    /// The pointer of the schema whose `$id` it is; empty for the whole file.
    pub(super) resource: Rc<str>,
    /// The position of that schema.
    pub(super) at: At,
}

/// The `$id` of a schema. In draft 4, one that begins with `#` is an anchor.
pub(super) fn id(node: &Node) -> Option<&str> {
    let id = node.get("$id")?.as_str()?;
    (!id.starts_with('#')).then_some(id.trim_end_matches('#'))
}

impl Base {
    /// The base URI of a whole file.
    pub(super) fn of(file: FileId, tree: &Node, address: &str) -> Base {
        let own = tree.get("$self").and_then(Node::as_str);
        Base {
            file,
            uri: own.map_or(address.into(), |own| uri::join(address, own).into()),
            resource: "".into(),
            at: tree.at,
        }
    }

    /// The base URI inside a schema, if it has an `$id`.
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
    /// Adds all identifiers of a file.
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

    /// The file and the pointer of a URI.
    pub(super) fn resource(&self, uri: &str) -> Option<(FileId, String)> {
        self.resources.get(uri).cloned()
    }

    /// The pointer of an anchor: of the same schema resource, or of the file; or the only one, since some documents
    /// ignore that a schema with an `$id` has anchors of its own.
    pub(super) fn anchor(&self, file: FileId, resource: &str, name: &str) -> Option<&str> {
        let same = self.anchors.get(&(file, name.to_owned()))?;
        let within = |resource: &str| same.iter().find(|(other, _)| other == resource);
        let only = same.first().filter(|_| same.len() == 1);
        let (_, pointer) = within(resource).or_else(|| within("")).or(only)?;
        Some(pointer)
    }

    /// The number of schemas with a `$dynamicAnchor` of a name.
    pub(super) fn dynamic(&self, name: &str) -> usize {
        self.dynamic.get(name).copied().unwrap_or_default()
    }

    /// The number of known URIs.
    pub(super) fn count(&self) -> usize {
        self.resources.len()
    }
}
