//! Which members an object can have in which version.

use super::{Upgrade, Version};
use crate::diagnostic::{Code, Diagnostic, member};
use crate::source::{At, Entry, Node};

/// The members of a kind of object.
pub(super) struct Words {
    /// The object, as messages call it.
    pub what: &'static str,
    /// In both versions; or told about elsewhere.
    pub both: &'static [&'static str],
    /// In Swagger 2.0 only, and what OpenAPI 3 has in its place.
    pub two: &'static [(&'static str, &'static str)],
    /// In OpenAPI 3 only, and what Swagger 2.0 has in its place, if anything.
    pub three: &'static [(&'static str, &'static str)],
}

impl Words {
    fn foreign(&self, version: Version, key: &str) -> Option<&'static str> {
        let other = match version {
            Version::Two => Version::Three,
            Version::Three => Version::Two,
        };
        let found = self.own(other).iter().find(|(word, _)| *word == key);
        found.map(|(_, counterpart)| *counterpart)
    }

    fn has(&self, version: Version, key: &str) -> bool {
        self.both.contains(&key) || self.own(version).iter().any(|(word, _)| *word == key)
    }

    fn own(&self, version: Version) -> &'static [(&'static str, &'static str)] {
        match version {
            Version::Two => self.two,
            Version::Three => self.three,
        }
    }

    /// What a version has.
    fn of(&self, version: Version) -> Vec<&'static str> {
        let own = self.own(version).iter().map(|(word, _)| *word);
        self.both.iter().copied().chain(own).collect()
    }
}

/// Whether what a word of 2.0 says is said in 3.x's way beside it.
fn is_said(node: &Node, key: &str) -> bool {
    let own = match key {
        "host" | "basePath" | "schemes" => "servers",
        "schema" | "examples" => "content",
        _ => return false,
    };
    node.get(own).is_some()
}

impl<'a> Upgrade<'a> {
    /// The members of an object but for its own additions (`x-…`), with a word about those of the other version. What
    /// no version has is told and left out in 2.0; in 3.x it is left to `normalize`.
    pub(super) fn members(&mut self, node: &'a Node, words: &Words) -> Vec<(&'a str, &'a Entry)> {
        let mut members = Vec::new();
        let Some(object) = node.as_object() else {
            return members;
        };
        for (key, entry) in object.iter() {
            if key.starts_with("x-") {
                continue;
            }
            let unknown = match words.foreign(self.version, key) {
                Some(_) if self.version == Version::Three && is_said(node, key) => true,
                Some(counterpart) => {
                    self.other_version(entry.key_at, key, counterpart);
                    false
                }
                None => {
                    self.version == Version::Two && key != "$ref" && !words.has(Version::Two, key)
                }
            };
            if unknown {
                let known = words.of(self.version);
                self.tell(member::unknown(object, key, entry, words.what, &known));
                continue;
            }
            members.push((key, entry));
        }
        members
    }

    /// Tells of a word of the version that the document doesn't declare.
    pub(super) fn other_version(&mut self, at: At, word: &str, counterpart: &str) {
        let (other, own) = match self.version {
            Version::Two => ("OpenAPI 3", "Swagger 2.0"),
            Version::Three => ("Swagger 2.0", "OpenAPI 3"),
        };
        let message = format!("`{word}` is a word of {other}, and the document is {own}");
        let help = match (counterpart, self.version) {
            ("", _) => "write `openapi: 3.0.4` in place of `swagger: '2.0'`, and what goes with it"
                .to_owned(),
            (counterpart, _) => format!("{own} has {counterpart} in its place"),
        };
        self.tell(
            Diagnostic::warning(Code::OtherVersion, at, message)
                .label("read as if it were")
                .help(help),
        );
    }
}
