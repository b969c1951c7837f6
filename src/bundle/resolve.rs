//! Resolves references.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::files::Files;
use super::ids::{Base, Ids};
use super::uri;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::nearest::Nearest;
use crate::source::pointer::{escape, fragment, percent_decode, unescape};
use crate::source::{At, FileId, Node};

/// The location of a node in one of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct NodeLocation {
    pub(super) file: FileId,
    /// The pointer in the file.
    pub(super) pointer: String,
    pub(super) at: At,
}

/// Why a reference cannot be resolved: the diagnostic, unless it was reported or a later stage reports it.
pub(super) type Unresolved = Option<Box<Diagnostic>>;

/// Resolves references, across files.
pub(super) struct Resolver<'s, 'd> {
    pub(super) files: Files<'s>,
    pub(super) root: FileId,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) ids: Ids,
    nearest: Nearest,
    /// The results by the position of the reference; `None` is unresolved.
    known: HashMap<At, Option<NodeLocation>>,
    /// The ends of reference chains, by the positions of their references.
    chain_ends: HashMap<At, NodeLocation>,
    /// The references that are being resolved as part of others, to detect cycles.
    following: HashSet<At>,
    /// The cycles that were reported, by their first references.
    reported_cycles: HashSet<At>,
}

/// The `$ref` of a node, and its text.
pub(super) fn reference(node: &Node) -> Option<(&Node, &str)> {
    let link = node.get("$ref")?;
    Some((link, link.as_str()?))
}

/// Whether an object has only a `$ref`.
pub(super) fn is_only_reference(node: &Node) -> bool {
    node.as_object().is_some_and(|object| object.len() == 1)
}

impl<'s, 'd> Resolver<'s, 'd> {
    pub(super) fn new(
        files: Files<'s>,
        root: FileId,
        diagnostics: &'d mut Diagnostics,
    ) -> Resolver<'s, 'd> {
        let mut resolver = Resolver {
            files,
            root,
            diagnostics,
            ids: Ids::default(),
            nearest: Nearest::default(),
            known: HashMap::new(),
            chain_ends: HashMap::new(),
            following: HashSet::new(),
            reported_cycles: HashSet::new(),
        };
        resolver.read_ids(root);
        resolver
    }

    fn read_ids(&mut self, file: FileId) {
        let base = self.base_of_file(file);
        self.ids.read(&self.files.tree(file), &base);
    }

    fn base_of_file(&self, file: FileId) -> Base {
        Base::of(file, &self.files.tree(file), &self.files.address(file))
    }

    /// The base URI of references at a location; the location's own `$id` is not considered.
    pub(super) fn base(&self, place: &NodeLocation) -> Base {
        let tree = self.files.tree(place.file);
        let mut base = self.base_of_file(place.file);
        let (mut node, mut walked) = (Some(tree.as_ref()), String::new());
        for token in place.pointer.split('/').skip(1) {
            if let Some(own) = node.and_then(|node| base.within(node, &walked)) {
                base = own;
            }
            node = node.and_then(|node| node.step(token));
            walked = format!("{walked}/{token}");
        }
        base
    }

    /// The location that the reference at `at` refers to. An error is returned once; later calls return `Err(None)`.
    pub(super) fn resolve(
        &mut self,
        base: &Base,
        text: &str,
        at: At,
    ) -> Result<NodeLocation, Unresolved> {
        if let Some(known) = self.known.get(&at) {
            return known.clone().ok_or(None);
        }
        let found = self.find(base, text, at);
        self.known.insert(at, found.as_ref().ok().cloned());
        found
    }

    /// Forgets unresolved references: once more files are read, they may resolve.
    pub(super) fn forget_unresolved(&mut self) {
        self.known.retain(|_, known| known.is_some());
    }

    /// As [`Resolver::resolve`], but without remembering the result.
    pub(super) fn find(
        &mut self,
        base: &Base,
        text: &str,
        at: At,
    ) -> Result<NodeLocation, Unresolved> {
        let (address, fragment) = uri::split(text);
        let (file, resource) = self.resource(base, address, text, at)?;
        let pointer = percent_decode(fragment);
        if pointer.is_empty() || pointer.starts_with('/') {
            let found = self.descend(file, &resource, &pointer, text, at);
            // Some documents ignore that pointers are relative to a schema with an `$id`.
            return match found {
                Err(_) if !resource.is_empty() => self.descend(file, "", &pointer, text, at),
                Err(_) if pointer == "/" && !address.is_empty() => {
                    let message = format!("`{text}` refers to a member with an empty name");
                    self.diagnostics.push(
                        Diagnostic::warning(Code::LooseReference, at, message)
                            .label("read as the whole file")
                            .help(format!("write `{address}`")),
                    );
                    self.descend(file, "", "", text, at)
                }
                found => found,
            };
        }
        if let Some(anchor) = self.ids.anchor(file, &resource, &pointer) {
            let anchor = anchor.to_owned();
            return self.descend(file, "", &anchor, text, at);
        }
        let with_slash = format!("/{pointer}");
        let found = self.descend(file, "", &with_slash, text, at)?;
        let message = format!("`{text}` has no slash after `#`");
        self.diagnostics.push(
            Diagnostic::warning(Code::LooseReference, at, message)
                .label("read as if it had one")
                .help(format!("write `{address}#/{fragment}`")),
        );
        Ok(found)
    }

    /// The file of an address, and the pointer of the schema in it whose `$id` that is.
    fn resource(
        &mut self,
        base: &Base,
        address: &str,
        text: &str,
        at: At,
    ) -> Result<(FileId, String), Unresolved> {
        if address.is_empty() {
            return Ok((base.file, base.resource.to_string()));
        }
        if let Some(known) = self.ids.resource(&uri::join(&base.uri, address)) {
            return Ok(known);
        }
        match self.files.open(base.file, address, at, self.diagnostics) {
            Ok((file, new)) => {
                if new {
                    self.read_ids(file);
                }
                Ok((file, String::new()))
            }
            Err(error) => Err(error.diagnostic(text, address, at).map(Box::new)),
        }
    }

    /// Resolves a pointer. At a reference it continues in what that refers to, which the bundled document has in its
    /// place.
    fn descend(
        &mut self,
        file: FileId,
        from: &str,
        pointer: &str,
        text: &str,
        at: At,
    ) -> Result<NodeLocation, Unresolved> {
        let mut tokens: Vec<&str> = pointer.split('/').skip(1).collect();
        let (mut file, mut walked) = (file, from.to_owned());
        // The references after which no token was resolved.
        let mut passed = HashSet::new();
        loop {
            let tree: Rc<Node> = self.files.tree(file);
            let Some(mut node) = tree.pointer(&walked) else {
                return Err(None);
            };
            let mut steps = 0;
            for token in &tokens {
                let Some(next) = node.step(token) else { break };
                node = next;
                walked = format!("{walked}/{token}");
                steps += 1;
            }
            if steps == tokens.len() {
                let at = node.at;
                return Ok(NodeLocation {
                    file,
                    pointer: walked,
                    at,
                });
            }
            tokens.drain(..steps);
            let Some((link, target)) = reference(node) else {
                return Err(self.dangling(file, node, &walked, &tokens, text, at));
            };
            let place = NodeLocation {
                file,
                pointer: walked.clone(),
                at: node.at,
            };
            if steps > 0 {
                passed.clear();
            }
            if !passed.insert(link.at) || !self.following.insert(link.at) {
                return Err(Some(Box::new(Diagnostic::cycle(&[link.at]))));
            }
            let base = self.base(&place);
            let found = self.resolve(&base, target, link.at);
            self.following.remove(&link.at);
            let found = found?;
            (file, walked) = (found.file, found.pointer);
        }
    }

    /// The error for a pointer that fails at a node. `normalize` reports those within the root document.
    fn dangling(
        &mut self,
        file: FileId,
        node: &Node,
        walked: &str,
        tokens: &[&str],
        text: &str,
        at: At,
    ) -> Unresolved {
        if file == self.root && at.file == self.root && text.starts_with('#') {
            return None;
        }
        let missing = unescape(tokens.first().copied().unwrap_or_default());
        let name = self.files.name(file);
        let message = format!("`{text}` does not exist in {name}");
        let rest = tokens.iter().skip(1).map(|token| format!("/{token}"));
        let rest: String = rest.collect();
        let help = match self.nearest.member(node, &missing, &rest) {
            Some(near) => {
                let (address, _) = uri::split(text);
                let pointer = fragment(&format!("{walked}/{}{rest}", escape(near)));
                format!("did you mean `{address}{pointer}`?")
            }
            None => "add it to that file, or correct the reference".to_owned(),
        };
        Some(Box::new(
            Diagnostic::error(Code::UnresolvedReference, at, message)
                .related(node.at, format!("there is no `{missing}` here"))
                .help(help),
        ))
    }

    /// Follows references from a location to the first node that is not only a reference, or to the first in the root
    /// document. Also returns the pointers of the locations on the way.
    pub(super) fn follow(
        &mut self,
        start: NodeLocation,
    ) -> Result<(NodeLocation, Vec<String>), Unresolved> {
        let (mut place, mut end) = (start, None);
        let (mut links, mut names) = (Vec::new(), Vec::new());
        // The number of references before the end.
        let mut before = 0;
        loop {
            if place.file == self.root && end.is_none() {
                end = Some(place.clone());
            }
            let tree = self.files.tree(place.file);
            let link = tree
                .pointer(&place.pointer)
                .filter(|node| is_only_reference(node));
            let Some((link, text)) = link.and_then(reference) else {
                break;
            };
            if let Some(known) = self.chain_ends.get(&link.at) {
                place = known.clone();
                break;
            }
            if let Some(start) = links.iter().position(|(at, _)| *at == link.at) {
                return match self.report_cycle(links.get(start..).unwrap_or_default()) {
                    // `normalize` reports a cycle within the root document.
                    true => Ok((end.unwrap_or(place), names)),
                    false => Err(None),
                };
            }
            if end.is_none() {
                names.push(place.pointer.clone());
            }
            before += usize::from(end.is_none());
            links.push((link.at, place.file));
            let base = self.base(&place);
            match self.resolve(&base, text, link.at) {
                Ok(next) => place = next,
                // `normalize` reports an unresolved reference of the root document.
                Err(unresolved) => return end.map(|end| (end, names)).ok_or(unresolved),
            }
        }
        let end = end.unwrap_or(place);
        for (at, _) in links.iter().take(before) {
            self.chain_ends.insert(*at, end.clone());
        }
        Ok((end, names))
    }

    /// Reports a cycle of references, unless all of them are in the root document. Returns whether they are.
    fn report_cycle(&mut self, links: &[(At, FileId)]) -> bool {
        if links.iter().all(|(_, file)| *file == self.root) {
            return true;
        }
        let places: Vec<At> = links.iter().map(|(at, _)| *at).collect();
        let first = places.iter().min().copied().unwrap_or(At::NONE);
        if self.reported_cycles.insert(first) {
            self.diagnostics.push(Diagnostic::cycle(&places));
        }
        false
    }
}
