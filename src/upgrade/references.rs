//! References: what they name, and how to name it after the upgrade.
//!
//! Most name a definition, whose new place is known; the others are put off ([`super::links`]).

use super::links::Link;
use super::{Upgrade, Version};
use crate::diagnostic::{Code, member};
use crate::source::{Node, part_name};

/// What a reference stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Schema,
    Parameter,
    Response,
    Header,
    PathItem,
}

/// Where 2.0 and 3.x keep the same things.
const PLACES: [(&str, &str, Kind); 3] = [
    ("/definitions/", "/components/schemas/", Kind::Schema),
    ("/parameters/", "/components/parameters/", Kind::Parameter),
    ("/responses/", "/components/responses/", Kind::Response),
];

impl<'a> Upgrade<'a> {
    /// An object with `$ref`, its text as it has to be after the upgrade. `None`: it leads nowhere, which is told.
    pub(super) fn referring(&mut self, node: &'a Node, kind: Kind) -> Option<Node> {
        let reference = self.reference(node.get("$ref")?, kind)?;
        let mut node = node.clone();
        if let Some(member) = node.get_mut("$ref") {
            *member = reference;
        }
        Some(node)
    }

    /// The text of a reference as it has to be after the upgrade. `None`: it leads nowhere, which is told.
    pub(super) fn reference(&mut self, text: &'a Node, kind: Kind) -> Option<Node> {
        let reference = text.as_str()?;
        if let Some(moved) = self.moved(reference, kind) {
            return Some(Node::string(text.at, moved));
        }
        let (name, target) = match self.target(text, kind) {
            Target::Found(name, target) => (name, target),
            Target::Untouched => return Some(text.clone()),
            Target::Missing => return None,
        };
        self.links.push(Link {
            at: text.at,
            kind,
            name,
            target,
        });
        Some(text.clone())
    }

    /// The new text of a reference to something whose new place is certain.
    fn moved(&self, reference: &str, kind: Kind) -> Option<String> {
        let fragment = reference.strip_prefix('#')?;
        let (two, three, _) = PLACES.iter().find(|(_, _, of)| *of == kind)?;
        let own = match self.version {
            Version::Two => two,
            Version::Three => three,
        };
        let name = fragment.strip_prefix(own)?;
        let certain = !name.contains('/') && self.root.fragment(fragment).is_some();
        certain.then(|| format!("#{three}{name}"))
    }

    /// What a reference names, with the last part of its text.
    fn target(&mut self, text: &'a Node, kind: Kind) -> Target<'a> {
        let reference = text.as_str().unwrap_or_default();
        let places = PLACES.iter().find(|(_, _, of)| *of == kind);
        let fragment = match (reference.strip_prefix('#'), places) {
            (Some(fragment), _) => fragment.to_owned(),
            // A bare name, as some documents write.
            (None, Some((two, three, _))) if !reference.contains(['/', '.']) => {
                let place = match self.version {
                    Version::Two => two,
                    Version::Three => three,
                };
                format!("{place}{reference}")
            }
            _ => return Target::Untouched,
        };
        let name = part_name(fragment.rsplit('/').next().unwrap_or_default());
        if let Some(target) = self.root.fragment(&fragment) {
            return Target::Found(name, target);
        }
        if let Some(target) = self.root.fragment(&format!("/{fragment}")) {
            let message = format!("`{reference}` lacks a slash behind the `#`");
            let (label, help) = (format!("read as `#/{fragment}`"), "write the slash");
            self.warn(Code::WrongValue, text.at, message, &label, help);
            return Target::Found(name, target);
        }
        // Named as in the other version.
        for (two, three, _) in PLACES {
            let (from, to) = match self.version {
                Version::Two => (three, two),
                Version::Three => (two, three),
            };
            let other = fragment
                .strip_prefix(from)
                .map(|name| format!("{to}{name}"));
            let found = other.as_ref().and_then(|other| self.root.fragment(other));
            if let (Some(other), Some(target)) = (other, found) {
                self.other_version(text.at, reference, &format!("`#{other}`"));
                return Target::Found(name, target);
            }
        }
        if self.version == Version::Three {
            return Target::Untouched;
        }
        let missing = member::unresolved(self.root, text.at, reference);
        self.tell(missing);
        Target::Missing
    }

    /// The object itself, or the one that it refers to.
    pub(super) fn follow(&mut self, node: &'a Node, kind: Kind) -> Followed<'a> {
        let mut target = node;
        for _ in 0..100 {
            let Some(text) = target.get("$ref").filter(|text| text.as_str().is_some()) else {
                return Followed::To(target);
            };
            target = match self.target(text, kind) {
                Target::Found(_, target) => target,
                Target::Untouched => return Followed::Outside,
                Target::Missing => return Followed::Nowhere,
            };
        }
        self.tell(member::circular(node.at));
        Followed::Nowhere
    }
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
