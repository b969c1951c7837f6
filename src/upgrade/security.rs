//! Security schemes.

use super::references::reference_of;
use super::{Upgrade, Version, member_tables};
use crate::diagnostic::Code;
use crate::source::{Entry, Node, Object, Value};

/// The names of flows, in 2.0 and in 3.x.
const FLOWS: [(&str, &str); 4] = [
    ("implicit", "implicit"),
    ("password", "password"),
    ("application", "clientCredentials"),
    ("accessCode", "authorizationCode"),
];

impl<'a> Upgrade<'a> {
    /// A security scheme. `None`: it is invalid, which was reported.
    pub(super) fn security_scheme(&mut self, node: &'a Node) -> Option<Node> {
        if let Some(reference) = reference_of(node) {
            let text = reference.as_str().unwrap_or_default();
            let text = match text.strip_prefix("#/securityDefinitions/") {
                Some(name) => format!("#/components/securitySchemes/{name}"),
                None => text.to_owned(),
            };
            return Some(Node::object(
                node.at,
                [("$ref", Node::string(reference.at, text))],
            ));
        }
        if node.as_object().is_none() {
            return Some(node.clone());
        }
        if self.version == Version::Two {
            self.check_type(node)?;
        }
        let is_basic = node.get("type").and_then(Node::as_str) == Some("basic");
        let mut out = Object::default();
        for (key, entry) in self.members(node, &member_tables::SECURITY_SCHEME) {
            let value = match key {
                "flow" | "authorizationUrl" | "tokenUrl" | "scopes" => continue,
                "type" if is_basic => {
                    let scheme = Node::string(entry.node.at, "basic");
                    out.insert("scheme", entry.with(scheme));
                    Node::string(entry.node.at, "http")
                }
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(value));
        }
        if let Some(flows) = self.flows(node) {
            out.insert("flows", flows);
        }
        Some(Node::new(node.at, Value::Object(out)))
    }

    /// Checks that the type exists in 2.0 or 3.x. `None`: it does not.
    fn check_type(&mut self, node: &'a Node) -> Option<()> {
        let kind = self.text(node, "type").unwrap_or_default();
        let at = node.get("type").unwrap_or(node).at;
        match kind.to_ascii_lowercase().as_str() {
            "basic" | "apikey" | "oauth2" => {}
            "http" => self.other_version(at, "type: http", "`type: basic` or `type: apiKey`"),
            "openidconnect" | "mutualtls" => {
                self.other_version(at, &format!("type: {kind}"), "`type: oauth2`");
            }
            _ => {
                let message = format!("`{kind}` is not a type of security scheme");
                let help = "use basic, apiKey or oauth2";
                self.warn(
                    Code::UnusableSecurity,
                    at,
                    message,
                    "the server cannot check it",
                    help,
                );
                return None;
            }
        }
        Some(())
    }

    /// `flow` and its members.
    fn flows(&mut self, node: &'a Node) -> Option<Entry> {
        let entry = node.as_object()?.entry("flow")?;
        let written = self.text(node, "flow")?;
        let plain = written.to_ascii_lowercase().replace(['_', '-', ' '], "");
        let same = |name: &str| name.to_ascii_lowercase() == plain;
        let known = FLOWS.iter().find(|(two, three)| same(two) || same(three));
        let label = match known {
            Some((two, _)) if *two == written => None,
            Some((two, _)) => Some(format!("read as `{two}`")),
            None => Some("this is ignored".to_owned()),
        };
        if let Some(label) = label {
            let message = format!("there is no flow `{written}`");
            let help = "possible values: implicit, password, application, accessCode";
            self.warn(Code::WrongValue, entry.node.at, message, &label, help);
        }
        let (_, flow) = known?;
        let mut members = Object::default();
        for key in ["authorizationUrl", "tokenUrl", "scopes"] {
            let member = node.as_object().and_then(|object| object.entry(key));
            if let Some(member) = member {
                members.insert(key, member.clone());
            }
        }
        let at = entry.node.at;
        let flow = Node::object(at, [(*flow, Node::new(at, Value::Object(members)))]);
        Some(entry.with(flow))
    }
}
