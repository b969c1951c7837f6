//! Security schemes and requirements.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::mark;
use super::reader::Reader;
use crate::diagnostic::Code;
use crate::source::Node;

impl<'a> Reader<'a> {
    /// `security`; `None` where the member is absent, which is not the same as an empty list.
    pub(super) fn security(&mut self, node: &'a Node) -> Option<Vec<SecurityRequirement>> {
        node.get("security")?;
        let mut requirements = Vec::new();
        for requirement in self.list(node, "security") {
            let Some(object) = requirement.as_object() else {
                // Left out it would open the operation to all.
                self.error(
                    Code::WrongType,
                    requirement.at,
                    "a security requirement should be an object",
                    "write `- name: []`, with the name of a security scheme",
                );
                continue;
            };
            let names: Vec<&'a str> = object.iter().map(|(name, _)| name).collect();
            let mut schemes = IndexMap::new();
            for name in names {
                let scopes = self.strings(requirement, name);
                schemes.insert(name.to_owned(), scopes);
            }
            requirements.push(schemes);
        }
        Some(requirements)
    }

    pub(super) fn security_schemes(&mut self) -> IndexMap<String, ReferenceOr<SecurityScheme>> {
        let Some(components) = self.root.get("components") else {
            return IndexMap::new();
        };
        let mut schemes = IndexMap::new();
        for (name, _, node) in self.members(components, "securitySchemes") {
            let scheme = self
                .follow(node)
                .and_then(|node| self.security_scheme(node));
            schemes.extend(scheme.map(|scheme| (name.to_owned(), ReferenceOr::Item(scheme))));
        }
        schemes
    }

    fn security_scheme(&mut self, node: &'a Node) -> Option<SecurityScheme> {
        let description = self.string(node, "description");
        let extensions = mark(node.at);
        let kind = self.string(node, "type").unwrap_or_default();
        match kind.to_ascii_lowercase().as_str() {
            "apikey" => {
                let location = match self.string(node, "in").unwrap_or_default().as_str() {
                    "query" => APIKeyLocation::Query,
                    "header" => APIKeyLocation::Header,
                    "cookie" => APIKeyLocation::Cookie,
                    other => {
                        self.unusable(
                            node,
                            format!("an API key can't be in `{other}`"),
                            "it can be in query, header or cookie",
                        );
                        return None;
                    }
                };
                let Some(name) = self.string(node, "name") else {
                    self.unusable(
                        node,
                        "an API key needs a `name`".to_owned(),
                        "name the header, parameter or cookie",
                    );
                    return None;
                };
                Some(SecurityScheme::APIKey {
                    location,
                    name,
                    description,
                    extensions,
                })
            }
            "http" => {
                let scheme = self.string(node, "scheme").unwrap_or_default();
                if scheme.is_empty() {
                    self.unusable(
                        node,
                        "an HTTP scheme needs `scheme`".to_owned(),
                        "write `scheme: bearer` or `scheme: basic`",
                    );
                    return None;
                }
                Some(SecurityScheme::HTTP {
                    scheme,
                    bearer_format: None,
                    description,
                    extensions,
                })
            }
            // Swagger 2.0's word for `http` with `basic`, which 3.0 documents keep using.
            "basic" => Some(SecurityScheme::HTTP {
                scheme: "basic".to_owned(),
                bearer_format: None,
                description,
                extensions,
            }),
            "oauth2" => Some(SecurityScheme::OAuth2 {
                flows: OAuth2Flows::default(),
                description,
                extensions,
            }),
            "openidconnect" => Some(SecurityScheme::OpenIDConnect {
                open_id_connect_url: self.string(node, "openIdConnectUrl").unwrap_or_default(),
                description,
                extensions,
            }),
            _ => {
                self.unusable(
                    node,
                    format!("`{kind}` is no type of security scheme that a server could check"),
                    "use apiKey, http, oauth2 or openIdConnect",
                );
                None
            }
        }
    }

    /// A scheme that can't be enforced. It is an error only where an operation names it, which `lower` sees.
    fn unusable(&mut self, node: &Node, message: String, help: &str) {
        self.warn(Code::UnusableSecurity, node.at, message, help);
    }
}
