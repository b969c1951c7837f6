//! Security schemes and requirements.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::reader::Reader;
use super::{DEPRECATED, MUTUAL_TLS, mark};
use crate::diagnostic::Code;
use crate::source::{Node, Value};

impl<'a> Reader<'a> {
    /// `security`; `None` where the member is absent, which is not the same as an empty list.
    ///
    /// Nothing that is misread here may open an operation: only an empty list switches security off.
    pub(super) fn security(&mut self, node: &'a Node) -> Option<Vec<SecurityRequirement>> {
        let member = node.get("security")?;
        let requirements = match &member.value {
            Value::Array(requirements) => requirements.as_slice(),
            // One requirement without its list.
            Value::Object(_) => {
                self.wrong_type(member, "security", "a list");
                std::slice::from_ref(member)
            }
            Value::Null => {
                let help = "write `security: []` to switch it off, or leave the member out";
                self.warn(
                    Code::WrongType,
                    member.at,
                    "`security` says nothing, and is taken for absent",
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

    fn requirement(&mut self, node: &'a Node) -> Option<SecurityRequirement> {
        let Some(object) = node.as_object() else {
            self.bad_requirement(node);
            return None;
        };
        let mut schemes = IndexMap::new();
        for (name, entry) in object.iter() {
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

    pub(super) fn security_schemes(&mut self) -> IndexMap<String, ReferenceOr<SecurityScheme>> {
        let Some(components) = self.root.get("components") else {
            return IndexMap::new();
        };
        let mut schemes = IndexMap::new();
        for (name, _, node) in self.entries(components, "securitySchemes") {
            let scheme = self
                .follow(node)
                .and_then(|node| self.security_scheme(node));
            schemes.extend(scheme.map(|scheme| (name.to_owned(), ReferenceOr::Item(scheme))));
        }
        schemes
    }

    fn security_scheme(&mut self, node: &'a Node) -> Option<SecurityScheme> {
        let description = self.string(node, "description");
        let mut extensions = mark(node.at);
        if self.flag(node, "deprecated") {
            extensions.insert(DEPRECATED.to_owned(), true.into());
        }
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
            // openapiv3 has no such type.
            "mutualtls" => {
                extensions.insert(MUTUAL_TLS.to_owned(), true.into());
                Some(SecurityScheme::HTTP {
                    scheme: kind,
                    bearer_format: None,
                    description,
                    extensions,
                })
            }
            _ => {
                self.unusable(
                    node,
                    format!("`{kind}` is no type of security scheme that a server could check"),
                    "use apiKey, http, mutualTLS, oauth2 or openIdConnect",
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
