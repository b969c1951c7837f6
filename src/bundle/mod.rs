//! Joins several files into one document with internal references only.
//!
//! `walk` visits everything that the document reaches, reading files on the way (`files`, `resolve`); `names` chooses
//! component names for what references refer to; `assemble` builds the document. Nodes keep their positions, so that
//! messages point into the files they come from.

mod access_error;
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
#[cfg(feature = "cli")]
pub mod parts;
pub mod print;
mod resolve;
pub(crate) mod uri;
mod walk;

use std::path::PathBuf;
use std::rc::Rc;

pub use network::Network;

use crate::Error;
use crate::diagnostic::Diagnostics;
use crate::source::{FileId, Node, Object, Sources, Value};
use crate::version::{self, Version};

/// What references may refer to. Files below the document's folder are always allowed.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// Further folders below which files may be read.
    pub roots: Vec<PathBuf>,
    /// The hosts that files are fetched from, over HTTP and HTTPS.
    pub network: Network,
}

/// A bundled document.
#[derive(Clone, Debug)]
pub struct Bundled {
    /// The document.
    pub tree: Node,
    /// Whether it is the same as before, since it had no external references.
    pub is_unchanged: bool,
}

/// Joins a document and the files that it refers to. References that cannot be resolved are reported, and kept.
///
/// # Errors
/// If one of the folders in `access` cannot be read.
pub fn bundle(
    tree: Node,
    root: FileId,
    sources: &mut Sources,
    access: &Access,
    diagnostics: &mut Diagnostics,
) -> Result<Bundled, Error> {
    let Some(version) = version::declared(&tree).filter(|_| !is_self_contained(&tree)) else {
        let is_unchanged = true;
        return Ok(Bundled { tree, is_unchanged });
    };
    let swagger = version == Version::Two;
    let tree = Rc::new(tree);
    let files = files::Files::new(Rc::clone(&tree), root, sources, access)?;
    let mut resolver = resolve::Resolver::new(files, root, diagnostics);
    let references = walk::walk(&mut resolver, swagger);
    if references.resolved.is_empty() {
        // Only data looked like an external reference.
        drop(resolver);
        return Ok(Bundled {
            tree: Rc::unwrap_or_clone(tree),
            is_unchanged: true,
        });
    }
    let components = names::choose(&references, &resolver.files, root, swagger);
    let resolve::Resolver {
        mut files,
        ids,
        diagnostics,
        ..
    } = resolver;
    Ok(Bundled {
        tree: assemble::assemble(
            &references,
            &components,
            &mut files,
            &ids,
            root,
            diagnostics,
        ),
        is_unchanged: false,
    })
}

/// Limit on the redirects of a document that is fetched itself.
#[cfg(feature = "cli")]
const REDIRECTS: usize = 5;

/// Fetches a document itself. Its references have to be internal or absolute.
///
/// # Errors
/// Why it cannot be fetched.
#[cfg(feature = "cli")]
pub fn fetch(
    url: &str,
    sources: &mut crate::source::Sources,
    access: &Access,
) -> Result<FileId, String> {
    let mut url = url.to_owned();
    for _ in 0..=REDIRECTS {
        match network::get(&url, sources.left(), &access.network) {
            Ok(network::Response::File(bytes)) => return Ok(sources.add_fetched(&url, bytes)),
            Ok(network::Response::Redirect(next)) => {
                let (from, to) = (uri::scheme(&url), uri::scheme(&next));
                if !network::may_redirect(from.as_deref(), to.as_deref()) {
                    return Err(format!(
                        "it redirects to `{next}`, and such a redirect is not followed"
                    ));
                }
                url = next;
            }
            Err(network::Failure::Host(host)) => {
                return Err(format!("`--allow-network` does not name `{host}`"));
            }
            Err(network::Failure::Address(host, address)) => {
                return Err(format!("`{host}` is not a public host: {address}"));
            }
            Err(network::Failure::Request(reason)) => return Err(reason),
        }
    }
    Err(format!("it redirects more than {REDIRECTS} times"))
}

/// Whether all references of a document are JSON pointers into itself.
fn is_self_contained(tree: &Node) -> bool {
    let mut scan = Scan {
        references: 0,
        leads_out: false,
    };
    scan.node(tree);
    !scan.leads_out
}

/// Looks for references of every kind, in data as well: that costs time, but misses none.
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
                // References inside a schema with an `$id` are relative to it.
                self.leads_out |= has_id && self.references > before;
            }
            Value::Array(items) => items.iter().for_each(|item| self.node(item)),
            _ => {}
        }
    }
}

/// Whether a discriminator's mapping has values other than schema names and pointers.
fn names_files(mapping: &Object) -> bool {
    let mut texts = mapping.iter().filter_map(|(_, entry)| entry.node.as_str());
    texts.any(names_file)
}

fn names_file(text: &str) -> bool {
    !text.starts_with("#/") && text.contains(['/', '.', '#'])
}
