//! Security requirements.

use indexmap::IndexMap;
use openapiv3::SecurityRequirement;

use super::reader::Reader;
use crate::diagnostic::{Code, Diagnostic, Severity, member};
use crate::source::{At, Entry, Node, Object, Value};

impl<'a> Reader<'a, '_> {
    /// Reads `security`; `None` if it is absent, which differs from an empty list.
    ///
    /// A mistake must not make an operation accessible: only an empty list disables security.
    pub(super) fn security(&mut self, node: &'a Node) -> Option<Vec<SecurityRequirement>> {
        let member = node.get("security")?;
        let requirements = match &member.value {
            Value::Array(requirements) => requirements.as_slice(),
            // A single requirement without brackets; `{}` would be an empty one.
            Value::Object(object) if !object.is_empty() => {
                self.coerced(member, "`security`", "a list", "a list of this one");
                std::slice::from_ref(member)
            }
            Value::Null | Value::Object(_) => {
                let help = "write `security: []` to switch it off, or leave the member out";
                self.warn(
                    Code::WrongType,
                    member.at,
                    "`security` is empty, and is read as absent",
                    help,
                );
                return None;
            }
            _ => {
                self.bad_requirement(member);
                return None;
            }
        };
        Some(
            requirements
                .iter()
                .filter_map(|node| self.requirement(node))
                .collect(),
        )
    }

    /// Reports a misplaced or misspelled `security`; returns whether the member is one.
    pub(super) fn lost_security(
        &mut self,
        object: &Object,
        key: &str,
        entry: &Entry,
        what: &str,
    ) -> bool {
        let Some(lost) = member::misplaced_security(object, key, entry, what) else {
            return false;
        };
        self.has_lost_security = true;
        self.diagnostics.push(match self.calls_out {
            false => lost,
            true => Diagnostic {
                severity: Severity::Warning,
                ..lost.label("this is sent and received without it")
            },
        });
        true
    }

    /// Like [`Reader::lost_security`], for an object whose keys the specification does not define.
    pub(super) fn is_security_in(&mut self, node: &Node, member: &str, key: &str) -> bool {
        let object = node.get(member).and_then(Node::as_object);
        let found = object.and_then(|object| Some((object, object.entry(key)?)));
        found.is_some_and(|(object, entry)| {
            self.lost_security(object, key, entry, &format!("`{member}`"))
        })
    }

    fn requirement(&mut self, node: &'a Node) -> Option<SecurityRequirement> {
        let Some(object) = node.as_object() else {
            self.bad_requirement(node);
            return None;
        };
        let mut schemes = IndexMap::new();
        for (name, entry) in object.iter() {
            self.asked_for(name, entry.key_at);
            let scopes = match &entry.node.value {
                Value::Null => Some(Vec::new()),
                Value::String(scope) => Some(vec![scope.clone()]),
                Value::Array(scopes) => scopes
                    .iter()
                    .map(|scope| scope.as_str().map(str::to_owned))
                    .collect(),
                _ => None,
            };
            match scopes {
                Some(scopes) => drop(schemes.insert(name.to_owned(), scopes)),
                None => self.bad_requirement(&entry.node),
            }
        }
        Some(schemes)
    }

    fn bad_requirement(&mut self, node: &Node) {
        let message = format!("{} is no security requirement", node.kind());
        let help =
            "write a list of objects such as `- name: [scope]`, with the names of security schemes";
        self.error(Code::WrongType, node.at, message, help);
    }

    /// Reports a scheme that is not defined or cannot be enforced. Operations that require one are not generated
    /// without it.
    fn asked_for(&mut self, name: &'a str, at: At) {
        // Webhooks and callbacks are reported separately, since only warnings concern them.
        let is_new = match self.calls_out {
            true => self.presented.insert(name),
            false => self.asked.insert(name),
        };
        if !is_new || self.schemes.contains(name) {
            return;
        }
        let entry = |name: &str| {
            let schemes = self.root.get("components")?.get("securitySchemes")?;
            schemes.as_object()?.entry(name)
        };
        let near = (self.schemes.iter())
            .map(|known| (strsim::damerau_levenshtein(known, name), *known))
            .min()
            .filter(|(distance, _)| *distance <= 1 + name.len() / 3);
        let diagnostic = match (entry(name), near) {
            (Some(unusable), _) => {
                let message = format!("the security scheme `{name}` can't be checked");
                Diagnostic::error(Code::UndefinedSecurity, at, message)
                    .related(unusable.key_at, "it is defined here")
                    .help("correct its definition, or name another scheme")
            }
            (None, near) => {
                let message = format!("the security scheme `{name}` is not defined");
                let diagnostic = Diagnostic::error(Code::UndefinedSecurity, at, message);
                match near.and_then(|(_, near)| Some((near, entry(near)?))) {
                    // Reported here, so not as unused.
                    Some((near, there)) if self.asked.insert(near) => diagnostic
                        .related(there.key_at, "a scheme that is")
                        .help(format!("did you mean `{near}`?")),
                    _ => diagnostic.help(format!(
                        "define `{name}` under `components/securitySchemes`, with a type that can be checked"
                    )),
                }
            }
        };
        self.diagnostics.push(match self.calls_out {
            false => diagnostic.label("what asks for it would be open to everybody"),
            true => Diagnostic {
                severity: Severity::Warning,
                ..diagnostic.label("this is sent and received without it")
            },
        });
    }

    /// Warns of unused schemes, unless a requirement was lost.
    pub(super) fn unused_schemes(&mut self) {
        if self.has_lost_security {
            return;
        }
        let Some(components) = self.root.get("components") else {
            return;
        };
        for (name, at, _) in self.entries(components, "securitySchemes") {
            let asked = self.asked.contains(name) || self.presented.contains(name);
            if !asked && self.schemes.contains(name) {
                let message = format!("no requirement names the security scheme `{name}`");
                let help =
                    "name it under `security`, of the document or of operations, or remove it";
                self.diagnostics.push(
                    Diagnostic::warning(Code::UnusedSecurity, at, message)
                        .label("no operation requires it")
                        .help(help),
                );
            }
        }
    }
}
