//! The document's own members: info, servers, tags, paths.

use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, Server, ServerVariable, Tag};

use super::reader::Reader;
use super::{KIND, NAME, PARENT, SUMMARY, mark};
use crate::diagnostic::Code;
use crate::source::Node;

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
            extensions: self.marked(info, &[("summary", SUMMARY)]),
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
                extensions: self.marked(server, &[("name", NAME)]),
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
                extensions: self.marked(
                    tag,
                    &[("summary", SUMMARY), ("parent", PARENT), ("kind", KIND)],
                ),
                ..Tag::default()
            });
        }
        tags
    }
}
