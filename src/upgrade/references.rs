//! References: their targets, and their new text.
//!
//! [`super::components`] upgrades the targets, and rewrites references whose new text is known only at the end.

use super::{Upgrade, Version};
use crate::diagnostic::{Code, Diagnostic, member};
use crate::source::Node;

/// The longest chain of references that is followed.
const CHAIN: usize = 100;

/// The object that a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Schema,
    Parameter,
    Response,
    Header,
    PathItem,
    /// Not allowed by either version, but used.
    Operation,
}

impl Kind {
    /// The objects that 2.0 has components of.
    pub(super) const DECLARED: [Self; 3] = [Self::Schema, Self::Parameter, Self::Response];

    /// The names of the maps of components, in 2.0 and in 3.x.
    pub(super) fn containers(self) -> (&'static str, &'static str) {
        match self {
            Self::Schema => ("definitions", "schemas"),
            Self::Parameter => ("parameters", "parameters"),
            Self::Response => ("responses", "responses"),
            Self::Header => ("headers", "headers"),
            Self::PathItem => ("pathItems", "pathItems"),
            Self::Operation => ("x-operations", "x-operations"),
        }
    }

    /// The prefixes of references to components, in 2.0 and in 3.x.
    fn prefixes(self) -> (String, String) {
        let (two, three) = self.containers();
        (format!("/{two}/"), format!("/components/{three}/"))
    }
}

impl<'a> Upgrade<'a> {
    /// An object with `$ref`, upgraded. `None`: it is unresolved, which was reported.
    pub(super) fn referring(&mut self, node: &'a Node, kind: Kind) -> Option<Node> {
        let reference = self.reference(reference_of(node)?, kind)?;
        let mut node = node.clone();
        if let Some(member) = node.get_mut("$ref") {
            *member = reference;
        }
        Some(node)
    }

    /// The new text of a reference. `None`: it is unresolved, which was reported.
    pub(super) fn reference(&mut self, text: &'a Node, kind: Kind) -> Option<Node> {
        let (fragment, target) = match self.target(text, kind) {
            Target::Found(fragment, target) => (fragment, target),
            Target::Untouched => return Some(text.clone()),
            Target::Missing => return None,
        };
        Some(match self.reach(text.at, kind, &fragment, target) {
            Some(moved) => Node::string(text.at, moved),
            None => text.clone(),
        })
    }

    /// The target of a reference, with its fragment.
    fn target(&mut self, text: &'a Node, kind: Kind) -> Target<'a> {
        let reference = text.as_str().unwrap_or_default();
        let (two, three) = kind.prefixes();
        let fragment = match reference.strip_prefix('#') {
            Some(fragment) => fragment.to_owned(),
            // The bare name of a schema; `bundle` warns of it.
            None if !reference.contains(['/', '.']) => match self.version {
                Version::Two => format!("{two}{reference}"),
                Version::Three => format!("{three}{reference}"),
            },
            None => return Target::Untouched,
        };
        if let Some(target) = self.root.fragment(&fragment) {
            return Target::Found(fragment, target);
        }
        let slashed = format!("/{fragment}");
        if let Some(target) = self.root.fragment(&slashed) {
            let message = format!("`{reference}` has no slash after `#`");
            let label = format!("read as `#{slashed}`");
            self.warn(Code::WrongValue, text.at, message, &label, "add the slash");
            return Target::Found(slashed, target);
        }
        // In the form of the other version.
        for (two, three) in Kind::DECLARED.map(Kind::prefixes) {
            let (from, to) = match self.version {
                Version::Two => (three, two),
                Version::Three => (two, three),
            };
            let Some(name) = fragment.strip_prefix(&from) else {
                continue;
            };
            let other = format!("{to}{name}");
            if let Some(target) = self.root.fragment(&other) {
                self.other_version(text.at, reference, &format!("`#{other}`"));
                return Target::Found(other, target);
            }
        }
        if self.version == Version::Three {
            return Target::Untouched;
        }
        let missing = member::unresolved(self.root, text.at, reference, &mut self.nearest);
        self.report(missing);
        Target::Missing
    }

    /// The object itself, or its target if it is a reference.
    pub(super) fn follow(&mut self, node: &'a Node, kind: Kind) -> Followed<'a> {
        let mut target = node;
        let mut chain = Vec::new();
        while let Some(text) = reference_of(target) {
            if let Some(start) = chain.iter().position(|at| *at == text.at) {
                self.report(Diagnostic::cycle(chain.get(start..).unwrap_or_default()));
                return Followed::Nowhere;
            }
            chain.push(text.at);
            // `normalize` reports a chain that is too long.
            if chain.len() > CHAIN {
                return Followed::Outside;
            }
            target = match self.target(text, kind) {
                Target::Found(_, target) => target,
                Target::Untouched => return Followed::Outside,
                Target::Missing => return Followed::Nowhere,
            };
        }
        Followed::To(target)
    }
}

/// The `$ref` of an object.
pub(super) fn reference_of(node: &Node) -> Option<&Node> {
    node.get("$ref").filter(|text| text.as_str().is_some())
}

/// The target of a reference.
enum Target<'a> {
    Found(String, &'a Node),
    /// In another file, or something that `normalize` reports.
    Untouched,
    /// Unresolved, which was reported.
    Missing,
}

/// The target of a chain of references.
pub(super) enum Followed<'a> {
    To(&'a Node),
    /// In another file, or something that `normalize` reports.
    Outside,
    /// Unresolved, which was reported.
    Nowhere,
}
