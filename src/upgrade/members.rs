//! Checks the members of objects against the versions.

use super::{Upgrade, Version};
use crate::diagnostic::{Code, Diagnostic, member};
use crate::source::{At, Entry, Node};

/// The members of an object.
pub(super) struct MemberTable {
    /// The object, as in messages.
    pub what: &'static str,
    /// Members of both versions, and those that are reported elsewhere.
    pub both: &'static [&'static str],
    /// Members of Swagger 2.0 only, with their equivalents in OpenAPI 3.
    pub two: &'static [(&'static str, &'static str)],
    /// Members of OpenAPI 3 only, with their equivalents in Swagger 2.0, if any.
    pub three: &'static [(&'static str, &'static str)],
}

impl MemberTable {
    fn foreign(&self, version: Version, key: &str) -> Option<&'static str> {
        let other = match version {
            Version::Two => Version::Three,
            Version::Three => Version::Two,
        };
        let found = self.own(other).iter().find(|(name, _)| *name == key);
        found.map(|(_, counterpart)| *counterpart)
    }

    fn has(&self, version: Version, key: &str) -> bool {
        self.both.contains(&key) || self.own(version).iter().any(|(name, _)| *name == key)
    }

    fn own(&self, version: Version) -> &'static [(&'static str, &'static str)] {
        match version {
            Version::Two => self.two,
            Version::Three => self.three,
        }
    }

    /// The members of a version.
    fn of(&self, version: Version) -> Vec<&'static str> {
        let own = self.own(version).iter().map(|(name, _)| *name);
        self.both.iter().copied().chain(own).collect()
    }
}

/// Whether a node has the 3.x equivalent of a 2.0 member.
fn has_counterpart(node: &Node, key: &str) -> bool {
    let own = match key {
        "host" | "basePath" | "schemes" => "servers",
        "schema" | "examples" => "content",
        _ => return false,
    };
    node.get(own).is_some()
}

impl<'a> Upgrade<'a> {
    /// The members of an object without extensions (`x-…`). Those of the other version are reported, and so are, in
    /// 2.0, those of no version, which are left out; in 3.x `normalize` reports these.
    pub(super) fn members(
        &mut self,
        node: &'a Node,
        table: &MemberTable,
    ) -> Vec<(&'a str, &'a Entry)> {
        let mut members = Vec::new();
        let Some(object) = node.as_object() else {
            return members;
        };
        for (key, entry) in object.iter() {
            if key.starts_with("x-") {
                continue;
            }
            let unknown = match table.foreign(self.version, key) {
                Some(_) if self.version == Version::Three && has_counterpart(node, key) => true,
                Some(counterpart) => {
                    self.other_version(entry.key_at, key, counterpart);
                    false
                }
                None => {
                    self.version == Version::Two && key != "$ref" && !table.has(Version::Two, key)
                }
            };
            if unknown {
                let known = table.of(self.version);
                self.report(member::unknown(object, key, entry, table.what, &known));
                continue;
            }
            members.push((key, entry));
        }
        members
    }

    /// Reports a member of the version that is not declared.
    pub(super) fn other_version(&mut self, at: At, name: &str, counterpart: &str) {
        let (other, own) = match self.version {
            Version::Two => ("OpenAPI 3", "Swagger 2.0"),
            Version::Three => ("Swagger 2.0", "OpenAPI 3"),
        };
        let message = format!("`{name}` belongs to {other}, but the document is {own}");
        let help = match (counterpart, self.version) {
            ("", _) => "change the document to `openapi: 3.0.4`, which has it".to_owned(),
            (counterpart, _) => format!("in {own}, use {counterpart}"),
        };
        self.report(
            Diagnostic::warning(Code::OtherVersion, at, message)
                .label("read nevertheless")
                .help(help),
        );
    }
}
