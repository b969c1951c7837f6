//! The members of the document, and its components.

use super::{Upgrade, Version, member_tables};
use crate::diagnostic::Code;
use crate::source::{At, Entry, Node, Object, Value};

impl<'a> Upgrade<'a> {
    pub(super) fn document(mut self) -> Node {
        let root = self.root;
        let mut out = Object::default();
        out.insert("openapi", self.openapi());
        let members = self.members(root, &member_tables::DOCUMENT);
        self.consumes = self.media_types(root, "consumes").unwrap_or_default();
        self.produces = self.media_types(root, "produces").unwrap_or_default();
        self.declare();
        for (key, entry) in members {
            let node = match key {
                "paths" | "webhooks" => self.path_items(&entry.node),
                "swagger" | "openapi" | "host" | "basePath" | "schemes" | "servers" => continue,
                "consumes" | "produces" | "components" => continue,
                "definitions" | "parameters" | "responses" | "securityDefinitions" => continue,
                _ => entry.node.clone(),
            };
            out.insert(key, entry.with(node));
        }
        if let Some(servers) = self.servers() {
            out.insert("servers", servers);
        }
        let schemes = self.security_schemes();
        let mut others = Object::default();
        self.other_components(&mut others);
        let mut components = self.components(others);
        if !schemes.is_empty() {
            let node = Node::new(At::NONE, Value::Object(schemes));
            let key_at = At::NONE;
            components.insert("securitySchemes", Entry { key_at, node });
        }
        let key_at = root.at;
        let node = Node::new(At::NONE, Value::Object(components));
        out.insert("components", Entry { key_at, node });
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
            let message =
                "OpenAPI begins with version 3.0; the version before it is called Swagger 2.0";
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

    /// The security schemes of both versions. If both have one of a name, that of the declared version counts.
    fn security_schemes(&mut self) -> Object {
        let two = self.root.get("securityDefinitions");
        let components = self.root.get("components");
        let three = components.and_then(|components| components.get("securitySchemes"));
        let mut sources = [("securityDefinitions", two), ("securitySchemes", three)];
        if self.version == Version::Three {
            sources.reverse();
        }
        let mut out = Object::default();
        for (key, source) in sources {
            let Some(source) = source.filter(|source| !source.is_null()) else {
                continue;
            };
            if source.as_object().is_none() {
                self.wrong_type(source, key, "an object");
            }
            let schemes = source.as_object().into_iter();
            for (name, entry) in schemes.flat_map(|schemes| schemes.iter()) {
                if out.contains(name) {
                    continue;
                }
                if let Some(scheme) = self.security_scheme(&entry.node) {
                    out.insert(name, entry.with(scheme));
                }
            }
        }
        out
    }

    /// The components of OpenAPI 3 without an equivalent in 2.0.
    fn other_components(&mut self, out: &mut Object) {
        let components = self.root.get("components").and_then(Node::as_object);
        let kinds = components.into_iter().flat_map(|kinds| kinds.iter());
        for (kind, entry) in kinds {
            let node = match kind {
                "schemas" | "parameters" | "responses" | "securitySchemes" => continue,
                "pathItems" => self.path_items(&entry.node),
                "requestBodies" => self.each(&entry.node, Self::request_body),
                "headers" => self.each(&entry.node, Self::header),
                _ => entry.node.clone(),
            };
            out.insert(kind, entry.with(node));
        }
    }
}
