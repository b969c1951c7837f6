//! The document's own members, and its components.

use super::{Upgrade, Version, vocabulary};
use crate::diagnostic::Code;
use crate::source::{At, Entry, Node, Object, Value};

/// What 2.0 has at the top, and the components that it becomes.
const COMPONENTS: [(&str, &str); 4] = [
    ("definitions", "schemas"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securityDefinitions", "securitySchemes"),
];

impl<'a> Upgrade<'a> {
    pub(super) fn document(mut self) -> Node {
        let root = self.root;
        let mut out = Object::default();
        out.insert("openapi", self.openapi());
        let members = self.members(root, &vocabulary::DOCUMENT);
        self.consumes = self.media_types(root, "consumes").unwrap_or_default();
        self.produces = self.media_types(root, "produces").unwrap_or_default();
        for (key, entry) in members {
            let node = match key {
                "paths" | "webhooks" => self.path_items(&entry.node),
                "swagger" | "openapi" | "host" | "basePath" | "schemes" | "servers" => continue,
                "consumes" | "produces" | "components" => continue,
                _ if COMPONENTS.iter().any(|(word, _)| *word == key) => continue,
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(node));
        }
        if let Some(servers) = self.servers() {
            out.insert("servers", servers);
        }
        let components = Entry {
            key_at: root.at,
            node: self.components(),
        };
        out.insert("components", components);
        let mut tree = Node::new(root.at, Value::Object(out));
        self.link(&mut tree);
        tree
    }

    fn openapi(&mut self) -> Entry {
        if let Some(openapi) = self
            .root
            .get("openapi")
            .filter(|_| self.version == Version::Two)
        {
            let message = "OpenAPI begins with 3.0; what was before it is called Swagger";
            let help = "write `swagger: '2.0'`";
            self.warn(
                Code::WrongValue,
                openapi.at,
                message,
                "read as Swagger 2.0",
                help,
            );
        }
        let declared = self.root.as_object().and_then(|root| {
            let own = root.entry("openapi");
            own.or(root.entry("swagger"))
        });
        match (declared, self.version) {
            (Some(entry), Version::Three) => entry.clone(),
            (Some(entry), Version::Two) => entry.with(Node::string(entry.node.at, "3.0.4")),
            (None, _) => Entry {
                key_at: At::NONE,
                node: Node::string(At::NONE, "3.0.4"),
            },
        }
    }

    /// The components of both ways to write them; where a name stands in both, the declared version's goes first, and
    /// the other one is upgraded when a reference names it.
    fn components(&mut self) -> Node {
        let root = self.root;
        let three = root.get("components");
        let mut out = Object::default();
        for (word, kind) in COMPONENTS {
            let two = root.get(word);
            let below = three.and_then(|three| three.get(kind));
            let mut sources = [(word, two), (kind, below)];
            if self.version == Version::Three {
                sources.reverse();
            }
            let mut components = Object::default();
            for (key, source) in sources {
                if let Some(source) = source {
                    self.add_components(kind, key, source, &mut components);
                }
            }
            if !components.is_empty() {
                let at = two.or(three).map_or(root.at, |source| source.at);
                let node = Node::new(at, Value::Object(components));
                out.insert(kind, Entry { key_at: at, node });
            }
        }
        let others = three.and_then(Node::as_object).into_iter();
        for (kind, entry) in others.flat_map(|others| others.iter()) {
            if !COMPONENTS.iter().any(|(_, known)| *known == kind) {
                let node = match kind {
                    "pathItems" => self.path_items(&entry.node),
                    "requestBodies" => self.each(&entry.node, Self::request_body),
                    "headers" => self.each(&entry.node, Self::header),
                    _ => entry.node.clone(),
                };
                out.insert(kind, entry.with(node));
            }
        }
        Node::new(three.unwrap_or(root).at, Value::Object(out))
    }

    /// Adds the components of a kind that stand under a key.
    fn add_components(&mut self, kind: &str, key: &str, source: &'a Node, components: &mut Object) {
        let Some(object) = source.as_object() else {
            if !source.is_null() {
                self.wrong_type(source, key, "an object");
            }
            return;
        };
        for (name, entry) in object.iter() {
            if components.contains(name) {
                continue;
            }
            let node = match kind {
                "schemas" => Some(self.schema(&entry.node)),
                // What is part of a body goes where the body goes.
                "parameters" => (!self.is_part_of_body(&entry.node))
                    .then(|| self.parameter_or_reference(&entry.node))
                    .flatten(),
                "responses" => self.shared_response(&entry.node),
                _ => self.security_scheme(&entry.node),
            };
            if let Some(node) = node {
                components.insert(name, entry.with(node));
            }
        }
    }
}
