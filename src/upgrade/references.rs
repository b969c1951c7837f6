//! References: what they name, and how to name it after the upgrade.
//!
//! Where that gets, and in which cases the new name is known at the end only: [`super::components`].

use super::{Upgrade, Version};
use crate::diagnostic::{Code, Diagnostic, member};
use crate::source::Node;

/// The longest chain of references to references that is followed.
const CHAIN: usize = 100;

/// What a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Schema,
    Parameter,
    Response,
    Header,
    PathItem,
    /// Neither version has references to them, and people write them.
    Operation,
}

impl Kind {
    /// Those that 2.0 has folders for.
    pub(super) const DECLARED: [Self; 3] = [Self::Schema, Self::Parameter, Self::Response];

    /// Where 2.0 keeps them in the document, and 3.x among its components.
    pub(super) fn folders(self) -> (&'static str, &'static str) {
        match self {
            Self::Schema => ("definitions", "schemas"),
            Self::Parameter => ("parameters", "parameters"),
            Self::Response => ("responses", "responses"),
            Self::Header => ("headers", "headers"),
            Self::PathItem => ("pathItems", "pathItems"),
            Self::Operation => ("x-operations", "x-operations"),
        }
    }

    /// The beginnings of references to them, in 2.0 and in 3.x.
    fn places(self) -> (String, String) {
        let (two, three) = self.folders();
        (format!("/{two}/"), format!("/components/{three}/"))
    }
}

impl<'a> Upgrade<'a> {
    /// An object with `$ref`, its text as it has to be after the upgrade. `None`: it leads nowhere, which is told.
    pub(super) fn referring(&mut self, node: &'a Node, kind: Kind) -> Option<Node> {
        let reference = self.reference(reference_of(node)?, kind)?;
        let mut node = node.clone();
        if let Some(member) = node.get_mut("$ref") {
            *member = reference;
        }
        Some(node)
    }

    /// The text of a reference as it has to be after the upgrade. `None`: it leads nowhere, which is told.
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

    /// What a reference names, with its fragment.
    fn target(&mut self, text: &'a Node, kind: Kind) -> Target<'a> {
        let reference = text.as_str().unwrap_or_default();
        let (two, three) = kind.places();
        let fragment = match reference.strip_prefix('#') {
            Some(fragment) => fragment.to_owned(),
            // A bare name, as some documents write.
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
            let message = format!("`{reference}` lacks a slash behind the `#`");
            let label = format!("read as `#{slashed}`");
            self.warn(
                Code::WrongValue,
                text.at,
                message,
                &label,
                "write the slash",
            );
            return Target::Found(slashed, target);
        }
        // Named as in the other version.
        for (two, three) in Kind::DECLARED.map(Kind::places) {
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
        self.tell(missing);
        Target::Missing
    }

    /// The object itself, or the one that it refers to.
    pub(super) fn follow(&mut self, node: &'a Node, kind: Kind) -> Followed<'a> {
        let mut target = node;
        let mut chain = Vec::new();
        while let Some(text) = reference_of(target) {
            if let Some(start) = chain.iter().position(|at| *at == text.at) {
                self.tell(Diagnostic::circle(&chain[start..]));
                return Followed::Nowhere;
            }
            chain.push(text.at);
            // `normalize` tells of one that is too long.
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

/// The text of an object's `$ref`.
pub(super) fn reference_of(node: &Node) -> Option<&Node> {
    node.get("$ref").filter(|text| text.as_str().is_some())
}

/// What a reference's text leads to.
enum Target<'a> {
    Found(String, &'a Node),
    /// Another file, or what `normalize` will tell.
    Untouched,
    /// Nothing, and that was told.
    Missing,
}

/// What a chain of references leads to.
pub(super) enum Followed<'a> {
    To(&'a Node),
    /// Another file, or what `normalize` will tell.
    Outside,
    /// Nothing, and that was told.
    Nowhere,
}
