//! Several files to one document, all of whose references are internal.
//!
//! `walk` goes through the document and everything that its references reach, reading files on the way
//! (`files`, `resolve`); `names` calls what they name as components; `assemble` makes the document. Nodes keep
//! their places, so that messages point into the file that they are about.

#[cfg_attr(
    not(feature = "network"),
    allow(dead_code, reason = "no request is sent")
)]
mod addresses;
mod assemble;
mod discriminators;
mod files;
mod folders;
mod ids;
mod internal;
mod kind;
mod names;
mod network;
pub mod print;
mod refusal;
mod resolve;
mod uri;
mod walk;

use std::path::PathBuf;
use std::rc::Rc;

pub use network::Network;

use crate::Error;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Node, Object, Sources, Value};
use crate::version::{self, Version};

/// Where references may lead. The document's own folder is allowed always.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Further folders below which files may be.
    pub roots: Vec<PathBuf>,
    /// The hosts that files are fetched from, over HTTP and HTTPS.
    pub network: Network,
}

/// One document.
#[derive(Clone, Debug)]
pub struct Bundled {
    /// It.
    pub tree: Node,
    /// Whether it is as it was, since it referred to nothing outside.
    pub was_whole: bool,
}

/// Makes one document of a document and the files that it refers to. References that can't be followed are told, and
/// left as they are.
///
/// # Errors
/// When one of the folders in `access` can't be read.
pub fn bundle(
    tree: Node,
    root: FileId,
    sources: &mut Sources,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Bundled, Error> {
    let Some(version) = version::declared(&tree).filter(|_| !is_self_contained(&tree)) else {
        let was_whole = true;
        return Ok(Bundled { tree, was_whole });
    };
    let swagger = version == Version::Two;
    let tree = Rc::new(tree);
    let files = files::Files::new(Rc::clone(&tree), root, sources, access)?;
    let mut resolver = resolve::Resolver::new(files, root, diagnostics);
    let found = walk::walk(&mut resolver, swagger);
    if found.links.is_empty() {
        // What looked like a reference is data.
        drop(resolver);
        return Ok(Bundled {
            tree: Rc::unwrap_or_clone(tree),
            was_whole: true,
        });
    }
    let components = names::choose(&found, &resolver.files, root, swagger);
    let resolve::Resolver {
        mut files,
        ids,
        diagnostics,
        ..
    } = resolver;
    Ok(Bundled {
        tree: assemble::assemble(&found, &components, &mut files, &ids, root, diagnostics),
        was_whole: false,
    })
}

/// Whether a document refers to itself only, and in the plain way: by JSON pointers.
fn is_self_contained(tree: &Node) -> bool {
    let mut scan = Scan {
        references: 0,
        leads_out: false,
    };
    scan.node(tree);
    !scan.leads_out
}

/// Looks for references of every kind. It knows no places: what is data may look like one, which costs time only.
struct Scan {
    references: usize,
    leads_out: bool,
}

impl Scan {
    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Object(members) => {
                let before = self.references;
                let mut has_id = false;
                for (key, entry) in members.iter() {
                    match (key, &entry.node.value) {
                        ("$ref", Value::String(text)) => {
                            self.references += 1;
                            self.leads_out |= !text.starts_with("#/") && text != "#";
                        }
                        ("$dynamicRef", Value::String(text)) => {
                            self.references += usize::from(text.starts_with("#/"));
                            self.leads_out |= !text.starts_with('#');
                        }
                        ("$id", Value::String(_)) => has_id = true,
                        ("defaultMapping", Value::String(text)) => {
                            self.leads_out |= names_file(text);
                        }
                        (_, Value::Object(mapping)) => {
                            self.leads_out |= key == "mapping" && names_files(mapping);
                            self.node(&entry.node);
                        }
                        (_, Value::Array(_)) => self.node(&entry.node),
                        _ => {}
                    }
                }
                // References inside of a schema with an address are relative to that.
                self.leads_out |= has_id && self.references > before;
            }
            Value::Array(items) => items.iter().for_each(|item| self.node(item)),
            _ => {}
        }
    }
}

/// Whether a discriminator's mapping has more than names of schemas and pointers.
fn names_files(mapping: &Object) -> bool {
    let mut texts = mapping.iter().filter_map(|(_, entry)| entry.node.as_str());
    texts.any(names_file)
}

fn names_file(text: &str) -> bool {
    !text.starts_with("#/") && text.contains(['/', '.', '#'])
}
