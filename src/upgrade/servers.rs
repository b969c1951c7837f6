//! `host`, `basePath` and `schemes`: the servers.

use super::{Upgrade, Version};
use crate::diagnostic::Code;
use crate::source::{At, Entry, Node, Value};

impl<'a> Upgrade<'a> {
    /// The document's servers: those of the members of the declared version, otherwise of the other.
    pub(super) fn servers(&mut self) -> Option<Entry> {
        let root = self.root;
        let own = root.as_object().and_then(|root| root.entry("servers"));
        if let Some(own) = own.filter(|_| self.version == Version::Three) {
            return Some(own.clone());
        }
        let schemes = self.schemes(root);
        let servers = self.addresses(schemes);
        let (Some(first), false) = (servers.first(), servers.is_empty()) else {
            return own.cloned();
        };
        let (key_at, at) = (first.at, first.at);
        let node = Node::new(at, Value::Array(servers));
        Some(Entry { key_at, node })
    }

    /// The servers of an operation with schemes that differ from the document's.
    pub(super) fn operation_servers(&mut self, operation: &'a Node) -> Option<Node> {
        let at = operation.get("schemes")?.at;
        let schemes = self.schemes(operation);
        self.root.get("host")?;
        if schemes.is_empty() || names(&schemes) == names(&self.schemes(self.root)) {
            return None;
        }
        Some(Node::new(at, Value::Array(self.addresses(schemes))))
    }

    /// The HTTP schemes. `ws` and `wss` are left out, since WebSocket is not supported.
    fn schemes(&mut self, node: &'a Node) -> Vec<(String, At)> {
        let Some(member) = node.get("schemes").filter(|member| !member.is_null()) else {
            return Vec::new();
        };
        let items = match &member.value {
            Value::Array(items) => items.as_slice(),
            Value::String(_) => std::slice::from_ref(member),
            _ => {
                self.wrong_type(member, "schemes", "a list");
                return Vec::new();
            }
        };
        let mut schemes: Vec<(String, At)> = Vec::new();
        for item in items {
            let text = item.as_str().unwrap_or_default().trim();
            let scheme = text.trim_end_matches(['/', ':']).to_ascii_lowercase();
            match scheme.as_str() {
                "http" | "https" if schemes.iter().all(|(known, _)| *known != scheme) => {
                    schemes.push((scheme, item.at));
                }
                "http" | "https" | "ws" | "wss" => {}
                _ => self.warn(
                    Code::WrongValue,
                    item.at,
                    format!("`{text}` is not a scheme"),
                    "this is ignored",
                    "possible values: http, https, ws, wss",
                ),
            }
        }
        schemes
    }

    /// A server for each scheme. By default it is the scheme "used to access" the document (2.0, Swagger Object), which
    /// is not known here: HTTPS is assumed, and HTTP for the local host.
    fn addresses(&mut self, mut schemes: Vec<(String, At)>) -> Vec<Node> {
        let root = self.root;
        let host = self.text(root, "host").map(str::trim).unwrap_or_default();
        let path = self.text(root, "basePath").map(str::trim);
        let path = path.unwrap_or_default().trim_matches('/');
        let path = if path.is_empty() {
            String::new()
        } else {
            format!("/{path}")
        };
        let at = ["host", "basePath"].map(|key| root.get(key).map(|node| node.at));
        let at = at[0].or(at[1]).unwrap_or(root.at);
        let (scheme, host) = match host.split_once("://") {
            Some((scheme, host)) => (Some(scheme), host),
            None => (None, host),
        };
        if let Some(scheme) = scheme {
            let message = "`host` must not contain a scheme";
            let help = "move the scheme to `schemes`, and a path to `basePath`";
            self.warn(Code::WrongValue, at, message, "read as a URL", help);
            if schemes.is_empty() {
                schemes.push((scheme.to_owned(), at));
            }
        }
        let host = host.trim_end_matches('/');
        if host.is_empty() {
            let relative = (!path.is_empty()).then(|| server(at, path));
            return relative.into_iter().collect();
        }
        if schemes.is_empty() {
            let name = host.split(':').next().unwrap_or_default();
            let local = ["localhost", "127.0.0.1", "0.0.0.0"].contains(&name);
            schemes.push((if local { "http" } else { "https" }.to_owned(), at));
        }
        schemes
            .into_iter()
            .map(|(scheme, at)| server(at, format!("{scheme}://{host}{path}")))
            .collect()
    }
}

fn server(at: At, url: String) -> Node {
    Node::object(at, [("url", Node::string(at, url))])
}

fn names(schemes: &[(String, At)]) -> Vec<&str> {
    schemes.iter().map(|(name, _)| name.as_str()).collect()
}
