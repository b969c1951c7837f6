//! Members of the root object: `info`, `servers`, `tags`.

use indexmap::IndexMap;
use openapiv3::{Components, Info, OpenAPI, Server, ServerVariable, Tag};

use super::reader::Reader;
use super::{KIND, NAME, PARENT, SUMMARY, mark};
use crate::diagnostic::Code;
use crate::source::Node;

impl<'a> Reader<'a, '_> {
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
        if let Some(docs) = root.get("externalDocs") {
            self.known(docs, "`externalDocs`", &["description", "url"]);
        }
        let schemes = self.security_schemes();
        OpenAPI {
            openapi: "3.0.4".to_owned(),
            info: self.info(),
            servers: self.servers(root),
            components: Some(Components {
                security_schemes: schemes,
                ..Components::default()
            }),
            security: self.security(root),
            tags: self.tags(),
            extensions: self.signed(root),
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
        self.known(
            info,
            "`info`",
            &[
                "title",
                "summary",
                "description",
                "termsOfService",
                "contact",
                "license",
                "version",
            ],
        );
        if let Some(contact) = info.get("contact") {
            self.known(contact, "`contact`", &["name", "url", "email"]);
        }
        if let Some(license) = info.get("license") {
            self.known(license, "`license`", &["name", "identifier", "url"]);
        }
        Info {
            title: self.info_string(info, "title", "API"),
            version: self.info_string(info, "version", "0"),
            description: self.string(info, "description"),
            extensions: self.marked(info, &[("summary", SUMMARY)]),
            ..Info::default()
        }
    }

    /// A required member of `info`.
    fn info_string(&mut self, info: &Node, key: &str, instead: &str) -> String {
        if info.as_object().is_some() && info.get(key).is_none_or(Node::is_null) {
            let message = format!("`info` has no `{key}`");
            let help = format!("add one; `{instead}` is used until then");
            self.warn(Code::MissingMember, info.at, message, help);
        }
        self.string(info, key).unwrap_or_else(|| instead.to_owned())
    }

    pub(super) fn servers(&mut self, node: &'a Node) -> Vec<Server> {
        let mut servers = Vec::new();
        for server in self.list(node, "servers") {
            if let Some(url) = server.as_str() {
                let reading = format!("`{{url: {url}}}`");
                self.coerced(server, "a server", "an object", &reading);
                servers.push(Server {
                    url: url.to_owned(),
                    extensions: mark(server.at),
                    ..Server::default()
                });
                continue;
            }
            self.known(
                server,
                "a server",
                &["url", "description", "variables", "name"],
            );
            let Some(url) = self.string(server, "url") else {
                let help = "write `url: https://…`; the server is left out";
                self.warn(
                    Code::MissingMember,
                    server.at,
                    "a server needs a `url`",
                    help,
                );
                continue;
            };
            let variables = self.server_variables(server, &url);
            servers.push(Server {
                url,
                description: self.string(server, "description"),
                variables: Some(variables),
                extensions: self.marked(server, &[("name", NAME)]),
            });
        }
        servers
    }

    /// The variables of a server's URL. Those that are not described get an empty default.
    fn server_variables(
        &mut self,
        server: &'a Node,
        url: &str,
    ) -> IndexMap<String, ServerVariable> {
        let mut variables = IndexMap::new();
        for (name, at, variable) in self.entries(server, "variables") {
            self.known(
                variable,
                "a server variable",
                &["enum", "default", "description"],
            );
            if !url.contains(&format!("{{{name}}}")) {
                let message = format!("`{url}` has no `{{{name}}}`");
                let help = "add it to the url, or remove the variable; it is left out";
                self.warn(Code::ServerVariable, at, message, help);
                continue;
            }
            let default = self.string(variable, "default");
            let choices = self.strings(variable, "enum");
            if let Some(default) = default
                .as_ref()
                .filter(|it| !choices.is_empty() && !choices.contains(it))
            {
                let message = format!("`{default}` is none of the values of `{name}`");
                let at = variable.get("default").map_or(at, |node| node.at);
                let help = format!("it can be: {}", choices.join(", "));
                self.warn(Code::InvalidDefault, at, message, help);
            }
            if default.is_none() {
                let message = format!("the server variable `{name}` has no default");
                let help = "add `default`; until then it is the first of its values, or empty";
                self.warn(Code::ServerVariable, at, message, help);
            }
            let read = ServerVariable {
                default: default.or(choices.into_iter().next()).unwrap_or_default(),
                description: self.string(variable, "description"),
                ..ServerVariable::default()
            };
            variables.insert(name.to_owned(), read);
        }
        let at = server.get("url").map_or(server.at, |url| url.at);
        for name in names_in_braces(url) {
            if !variables.contains_key(name) {
                let message = format!("the server variable `{name}` is not described");
                let help =
                    format!("add `variables: {{{name}: {{default: …}}}}`; it is empty until then");
                self.warn(Code::ServerVariable, at, message, help);
                variables.insert(name.to_owned(), ServerVariable::default());
            }
        }
        variables
    }

    fn tags(&mut self) -> Vec<Tag> {
        let mut tags = Vec::new();
        for tag in self.list(self.root, "tags") {
            // Some documents list names in place of objects.
            let name = tag
                .as_str()
                .map(str::to_owned)
                .or_else(|| self.string(tag, "name"));
            if tag.as_str().is_none() {
                let known = [
                    "name",
                    "summary",
                    "description",
                    "externalDocs",
                    "parent",
                    "kind",
                ];
                self.known(tag, "a tag", &known);
            }
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

/// The names in braces, in order.
fn names_in_braces(url: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = url;
    while let Some((name, after)) = rest
        .split_once('{')
        .and_then(|(_, inside)| inside.split_once('}'))
    {
        names.push(name);
        rest = after;
    }
    names.retain(|name| !name.is_empty());
    names
}
