//! Resolves references between objects.

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, member};
use crate::source::{At, Node};

/// Limit on a chain of references, for those without positions.
const LONGEST: usize = 100_000;

impl<'a> Reader<'a, '_> {
    /// Resolves a reference; returns the node itself if it is none.
    pub(super) fn follow(&mut self, node: &'a Node) -> Option<&'a Node> {
        let mut target = node;
        let mut passed: Vec<At> = Vec::new();
        let mut steps = 0;
        let found = loop {
            steps += 1;
            if steps > LONGEST {
                break None;
            }
            let reference = target.get("$ref");
            let Some((reference, text)) = reference.and_then(|it| Some((it, it.as_str()?))) else {
                break Some(target);
            };
            match self.followed.get(&reference.at) {
                Some(Some(end)) => break *end,
                // The reference is part of a cycle.
                Some(None) => {
                    let start = passed.iter().position(|at| *at == reference.at);
                    let cycle = &passed[start.unwrap_or_default()..];
                    self.diagnostics.push(Diagnostic::cycle(cycle));
                    break None;
                }
                None => {}
            }
            if !reference.at.is_none() {
                self.followed.insert(reference.at, None);
                passed.push(reference.at);
            }
            match self.target(target, text) {
                Some(next) => target = next,
                None => break None,
            }
        };
        for at in passed {
            self.followed.insert(at, Some(found));
        }
        found
    }

    /// Like [`Reader::follow`], and reports a reference that leads to something else than expected.
    pub(super) fn follow_to(&mut self, node: &'a Node, what: &str) -> Option<&'a Node> {
        let found = self.follow(node)?;
        let reference = node.get("$ref").filter(|_| !std::ptr::eq(node, found));
        let Some((reference, text)) = reference.and_then(|it| Some((it, it.as_str()?))) else {
            return Some(found);
        };
        // Components in the wrong section are reported there.
        let kind = match component(text) {
            Some(("schemas", _)) => "a schema",
            None if found.as_object().is_none() => found.kind(),
            _ => return Some(found),
        };
        let message = format!("`{text}` is {kind}, not {what}");
        let help = match kind {
            "a schema" => format!("write {what} here, with the reference under its `schema`"),
            _ => format!("name {what} here, or write it out"),
        };
        self.error(Code::WrongType, reference.at, message, help);
        None
    }

    /// The target of a reference; reports an unresolved one.
    pub(super) fn target(&mut self, node: &Node, reference: &str) -> Option<&'a Node> {
        let at = node.get("$ref").map_or(node.at, |reference| reference.at);
        let Some(fragment) = reference.strip_prefix('#') else {
            // `bundle` has reported references that cannot be resolved.
            if !self.diagnostics.has_errors() {
                let message = format!("`{reference}` is no part of this document");
                let help = "write a reference such as `#/components/schemas/Pet`";
                self.error(Code::UnresolvedReference, at, message, help);
            }
            return None;
        };
        let found = self.root.fragment(fragment);
        if found.is_none() {
            let unresolved = member::unresolved(self.root, at, reference, &mut self.nearest);
            self.diagnostics.push(unresolved);
        }
        found
    }
}

/// The section and the name in a reference to a component.
pub(super) fn component(reference: &str) -> Option<(&str, &str)> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    (!name.contains('/')).then_some((section, name))
}
