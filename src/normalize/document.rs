//! The document's own members: info, servers, tags, paths.

use indexmap::IndexMap;
use openapiv3::{
    Components, Info, OpenAPI, PathItem, Paths, ReferenceOr, Server, ServerVariable, Tag,
};

use super::mark;
use super::reader::Reader;
use crate::diagnostic::Code;
use crate::source::{Node, Object};

impl<'a> Reader<'a> {
    pub(super) fn document(&mut self) -> OpenAPI {
        let root = self.root;
        self.known(
            root,
            "an OpenAPI document",
            &[
                "openapi",
                "info",
                "servers",
                "paths",
                "components",
                "security",
                "tags",
                "externalDocs",
                "webhooks",
                "jsonSchemaDialect",
                "$self",
            ],
        );
        OpenAPI {
            openapi: "3.0.4".to_owned(),
            info: self.info(),
            servers: self.servers(root),
            paths: self.paths(),
            components: Some(Components {
                security_schemes: self.security_schemes(),
                ..Components::default()
            }),
            security: self.security(root),
            tags: self.tags(),
            extensions: mark(root.at),
            ..OpenAPI::default()
        }
    }

    fn info(&mut self) -> Info {
        let Some(info) = self.root.get("info") else {
            self.warn(
                Code::MissingMember,
                self.root.at,
                "the document has no `info`",
                "add `info: {title: …, version: …}`: the title names the crate",
            );
            return Info {
                title: "API".to_owned(),
                version: "0".to_owned(),
                ..Info::default()
            };
        };
        Info {
            title: self
                .string(info, "title")
                .unwrap_or_else(|| "API".to_owned()),
            version: self
                .string(info, "version")
                .unwrap_or_else(|| "0".to_owned()),
            description: self.string(info, "description"),
            extensions: mark(info.at),
            ..Info::default()
        }
    }

    pub(super) fn servers(&mut self, node: &'a Node) -> Vec<Server> {
        let mut servers = Vec::new();
        for server in self.list(node, "servers") {
            let Some(url) = self.string(server, "url") else {
                continue;
            };
            let variables = self.entries(server, "variables");
            let variables: IndexMap<_, _> = variables
                .into_iter()
                .map(|(name, _, variable)| {
                    let read = ServerVariable {
                        default: self.string(variable, "default").unwrap_or_default(),
                        description: self.string(variable, "description"),
                        ..ServerVariable::default()
                    };
                    (name.to_owned(), read)
                })
                .collect();
            servers.push(Server {
                url,
                description: self.string(server, "description"),
                variables: Some(variables),
                extensions: mark(server.at),
            });
        }
        servers
    }

    fn tags(&mut self) -> Vec<Tag> {
        let mut tags = Vec::new();
        for tag in self.list(self.root, "tags") {
            // Some documents list bare names.
            let name = tag
                .as_str()
                .map(str::to_owned)
                .or_else(|| self.string(tag, "name"));
            let Some(name) = name else { continue };
            tags.push(Tag {
                name,
                description: self.string(tag, "description"),
                extensions: mark(tag.at),
                ..Tag::default()
            });
        }
        tags
    }

    fn paths(&mut self) -> Paths {
        let mut paths = Paths::default();
        for (path, at, item) in self.members(self.root, "paths") {
            if item.as_object().is_none() {
                self.wrong_type(item, path, "an object");
                continue;
            }
            // What stands beside a reference is laid over what it names (§4.8.9).
            let named = item.get("$ref").and_then(|_| self.follow(item));
            let own = self.path_item(at, item, 0);
            let item = match named {
                Some(named) => {
                    let before = item.as_object().map_or(0, Object::len);
                    over(own, self.path_item(at, named, before))
                }
                None => own,
            };
            paths.paths.insert(path.to_owned(), ReferenceOr::Item(item));
        }
        paths
    }
}

/// A path item laid over another.
fn over(own: PathItem, named: PathItem) -> PathItem {
    PathItem {
        get: own.get.or(named.get),
        put: own.put.or(named.put),
        post: own.post.or(named.post),
        delete: own.delete.or(named.delete),
        options: own.options.or(named.options),
        head: own.head.or(named.head),
        patch: own.patch.or(named.patch),
        trace: own.trace.or(named.trace),
        // Later ones win.
        parameters: named.parameters.into_iter().chain(own.parameters).collect(),
        ..named
    }
}
