//! From the text of a reference to the place that it names.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::files::Files;
use super::ids::{Base, Ids};
use super::uri;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::nearest::Nearest;
use crate::source::pointer::{escape, fragment, percent_decode, unescape};
use crate::source::{At, FileId, Node};

/// A place in one of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: FileId,
    /// The pointer in its file.
    pub(super) pointer: String,
    pub(super) at: At,
}

/// Why a reference leads nowhere: what is to be said, if it wasn't said before or will be later.
pub(super) type Trouble = Option<Box<Diagnostic>>;

/// Follows references.
pub(super) struct Resolver<'s, 'd> {
    pub(super) files: Files<'s>,
    pub(super) root: FileId,
    pub(super) diagnostics: &'d mut Diagnostics,
    pub(super) ids: Ids,
    nearest: Nearest,
    /// What references name, by where they stand; `None` is nothing.
    known: HashMap<At, Option<Place>>,
    /// Where chains of references end that were gone through before, by their links.
    ends: HashMap<At, Place>,
    /// The references that are being followed through on the way to others.
    following: HashSet<At>,
    /// The circles that were told, by their first links.
    circles: HashSet<At>,
}

/// A reference as it stands: the node that holds it, and its text.
pub(super) fn reference(node: &Node) -> Option<(&Node, &str)> {
    let link = node.get("$ref")?;
    Some((link, link.as_str()?))
}

/// Whether an object is a reference and nothing else.
pub(super) fn is_bare(node: &Node) -> bool {
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
            ends: HashMap::new(),
            following: HashSet::new(),
            circles: HashSet::new(),
        };
        resolver.take_names(root);
        resolver
    }

    fn take_names(&mut self, file: FileId) {
        let base = self.base_of_file(file);
        self.ids.read(&self.files.tree(file), &base);
    }

    fn base_of_file(&self, file: FileId) -> Base {
        Base::of(file, &self.files.tree(file), &self.files.address(file))
    }

    /// What references at a place are relative to; its own `$id` is not asked yet.
    pub(super) fn base(&self, place: &Place) -> Base {
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

    /// The place that the reference at `at` names. Asked again, it has nothing to say.
    pub(super) fn resolve(&mut self, base: &Base, text: &str, at: At) -> Result<Place, Trouble> {
        if let Some(known) = self.known.get(&at) {
            return known.clone().ok_or(None);
        }
        let found = self.find(base, text, at);
        self.known.insert(at, found.as_ref().ok().cloned());
        found
    }

    /// Forgets what led nowhere: it may lead somewhere once more files are read.
    pub(super) fn try_again(&mut self) {
        self.known.retain(|_, known| known.is_some());
    }

    /// As [`Resolver::resolve`], for what is one reference of several to be tried.
    pub(super) fn find(&mut self, base: &Base, text: &str, at: At) -> Result<Place, Trouble> {
        let (address, fragment) = uri::split(text);
        let (file, resource) = self.resource(base, address, text, at)?;
        let pointer = percent_decode(fragment);
        if pointer.is_empty() || pointer.starts_with('/') {
            let found = self.descend(file, &resource, &pointer, text, at);
            // Many take a schema with an `$id` for a part of its document like any other.
            return match found {
                Err(_) if !resource.is_empty() => self.descend(file, "", &pointer, text, at),
                Err(_) if pointer == "/" && !address.is_empty() => {
                    let message = format!("`{text}` names a member without a name");
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
        let message = format!("`{text}` has no slash behind `#`");
        self.diagnostics.push(
            Diagnostic::warning(Code::LooseReference, at, message)
                .label("read as if it had one")
                .help(format!("write `{address}#/{fragment}`")),
        );
        Ok(found)
    }

    /// The file, and the pointer of the schema in it, that an address names.
    fn resource(
        &mut self,
        base: &Base,
        address: &str,
        text: &str,
        at: At,
    ) -> Result<(FileId, String), Trouble> {
        if address.is_empty() {
            return Ok((base.file, base.resource.to_string()));
        }
        if let Some(known) = self.ids.resource(&uri::join(&base.uri, address)) {
            return Ok(known);
        }
        match self.files.open(base.file, address, at, self.diagnostics) {
            Ok((file, new)) => {
                if new {
                    self.take_names(file);
                }
                Ok((file, String::new()))
            }
            Err(refusal) => Err(refusal.diagnostic(text, address, at).map(Box::new)),
        }
    }

    /// Goes down a pointer. Where it meets a reference, it goes on behind it: a bundled document has what it names there.
    fn descend(
        &mut self,
        file: FileId,
        from: &str,
        pointer: &str,
        text: &str,
        at: At,
    ) -> Result<Place, Trouble> {
        let mut tokens: Vec<&str> = pointer.split('/').skip(1).collect();
        let (mut file, mut walked) = (file, from.to_owned());
        // The references behind which not one more token was found.
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
                return Ok(Place {
                    file,
                    pointer: walked,
                    at,
                });
            }
            tokens.drain(..steps);
            let Some((link, behind)) = reference(node) else {
                return Err(self.dangling(file, node, &walked, &tokens, text, at));
            };
            let place = Place {
                file,
                pointer: walked.clone(),
                at: node.at,
            };
            if steps > 0 {
                passed.clear();
            }
            if !passed.insert(link.at) || !self.following.insert(link.at) {
                return Err(Some(Box::new(Diagnostic::circle(&[link.at]))));
            }
            let base = self.base(&place);
            let found = self.resolve(&base, behind, link.at);
            self.following.remove(&link.at);
            let found = found?;
            (file, walked) = (found.file, found.pointer);
        }
    }

    /// A pointer leads nowhere from a node on. What the document says of itself is told by `normalize`.
    fn dangling(
        &mut self,
        file: FileId,
        node: &Node,
        walked: &str,
        tokens: &[&str],
        text: &str,
        at: At,
    ) -> Trouble {
        if file == self.root && at.file == self.root && text.starts_with('#') {
            return None;
        }
        let missing = unescape(tokens.first().copied().unwrap_or_default());
        let name = self.files.name(file);
        let message = format!("`{text}` is nowhere in {name}");
        let rest = tokens.iter().skip(1).map(|token| format!("/{token}"));
        let rest: String = rest.collect();
        let help = match self.nearest.member(node, &missing, &rest) {
            Some(near) => {
                let (address, _) = uri::split(text);
                let pointer = fragment(&format!("{walked}/{}{rest}", escape(near)));
                format!("did you mean `{address}{pointer}`?")
            }
            None => "add it to that file, or mend the reference".to_owned(),
        };
        Some(Box::new(
            Diagnostic::error(Code::UnresolvedReference, at, message)
                .related(node.at, format!("there is no `{missing}` in here"))
                .help(help),
        ))
    }

    /// Goes on from a place that is nothing but a reference, to what is written out in the end, or to where the document
    /// itself begins. The names of the places on the way come along.
    pub(super) fn end(&mut self, start: Place) -> Result<(Place, Vec<String>), Trouble> {
        let (mut place, mut end) = (start, None);
        let (mut links, mut names) = (Vec::new(), Vec::new());
        // How many links there are before the end.
        let mut before = 0;
        loop {
            if place.file == self.root && end.is_none() {
                end = Some(place.clone());
            }
            let tree = self.files.tree(place.file);
            let link = tree.pointer(&place.pointer).filter(|node| is_bare(node));
            let Some((link, text)) = link.and_then(reference) else {
                break;
            };
            if let Some(known) = self.ends.get(&link.at) {
                place = known.clone();
                break;
            }
            if let Some(start) = links.iter().position(|(at, _)| *at == link.at) {
                return match self.circle(&links[start..]) {
                    // It is the document's own affair.
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
                // Where the document itself leads nowhere, it is told there.
                Err(trouble) => return end.map(|end| (end, names)).ok_or(trouble),
            }
        }
        let end = end.unwrap_or(place);
        for (at, _) in &links[..before] {
            self.ends.insert(*at, end.clone());
        }
        Ok((end, names))
    }

    /// Tells of references that lead in a circle, unless they all stand in the document itself: then `normalize` does.
    fn circle(&mut self, links: &[(At, FileId)]) -> bool {
        if links.iter().all(|(_, file)| *file == self.root) {
            return true;
        }
        let places: Vec<At> = links.iter().map(|(at, _)| *at).collect();
        let first = places.iter().min().copied().unwrap_or(At::NONE);
        if self.circles.insert(first) {
            self.diagnostics.push(Diagnostic::circle(&places));
        }
        false
    }
}
