//! Reads all files that a document refers to, without joining them: for the rules of `lint`, which look at each file as
//! it is.

use std::collections::HashMap;
use std::rc::Rc;

use super::files::Files;
use super::{Access, resolve, uri};
use crate::Error;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Node, Sources, Value};

/// A document with the files that it refers to.
#[derive(Clone, Debug)]
pub struct Parts {
    /// The trees of the files, the document itself first.
    pub trees: Vec<(FileId, Rc<Node>)>,
    addresses: HashMap<(FileId, String), FileId>,
}

impl Parts {
    /// The file that a reference names: the file with the reference, and the reference without its fragment.
    pub fn file(&self, from: FileId, address: &str) -> Option<FileId> {
        self.addresses.get(&(from, address.to_owned())).copied()
    }
}

/// Reads the files that a document refers to, and those that these refer to in turn. What cannot be read is left out.
///
/// # Errors
/// If one of the folders in `access` cannot be read.
pub fn parts(
    tree: Node,
    root: FileId,
    sources: &mut Sources,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Parts, Error> {
    let tree = Rc::new(tree);
    let mut found = Parts {
        trees: vec![(root, Rc::clone(&tree))],
        addresses: HashMap::new(),
    };
    let mut files = Files::new(tree, root, sources, access)?;
    let mut next = 0;
    while let Some((file, tree)) = found.trees.get(next).cloned() {
        next += 1;
        let mut references = Vec::new();
        collect(&tree, &mut references);
        for (node, text) in references {
            let (address, _) = uri::split(text);
            let key = (file, address.to_owned());
            if address.is_empty() || found.addresses.contains_key(&key) {
                continue;
            }
            let Ok((target, is_new)) = files.open(file, address, node.at, diagnostics) else {
                continue;
            };
            found.addresses.insert(key, target);
            if is_new {
                found.trees.push((target, files.tree(target)));
            }
        }
    }
    Ok(found)
}

fn collect<'a>(node: &'a Node, found: &mut Vec<(&'a Node, &'a str)>) {
    if let Some(reference) = resolve::reference(node) {
        found.push(reference);
    }
    match &node.value {
        Value::Object(object) => object
            .iter()
            .for_each(|(_, entry)| collect(&entry.node, found)),
        Value::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}
