//! Security schemes.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityScheme};

use super::reader::Reader;
use super::{DEPRECATED, Extensions, MUTUAL_TLS, mark};
use crate::diagnostic::Code;
use crate::source::Node;

const KEYS: &[&str] = &[
    "type",
    "description",
    "name",
    "in",
    "scheme",
    "bearerFormat",
    "flows",
    "openIdConnectUrl",
    "oauth2MetadataUrl",
    "deprecated",
];

const FLOWS: &[&str] = &[
    "implicit",
    "password",
    "clientCredentials",
    "authorizationCode",
    "deviceAuthorization",
];

const FLOW: &[&str] = &[
    "authorizationUrl",
    "deviceAuthorizationUrl",
    "tokenUrl",
    "refreshUrl",
    "scopes",
];

impl<'a> Reader<'a, '_> {
    pub(super) fn security_schemes(&mut self) -> IndexMap<String, ReferenceOr<SecurityScheme>> {
        let Some(components) = self.root.get("components") else {
            return IndexMap::new();
        };
        let mut schemes = IndexMap::new();
        for (name, _, node) in self.entries(components, "securitySchemes") {
            let scheme = self
                .follow(node)
                .and_then(|node| self.security_scheme(node));
            if let Some(scheme) = scheme {
                self.schemes.insert(name);
                schemes.insert(name.to_owned(), ReferenceOr::Item(scheme));
            }
        }
        schemes
    }

    fn security_scheme(&mut self, node: &'a Node) -> Option<SecurityScheme> {
        self.known(node, "a security scheme", KEYS);
        if let Some(flows) = node.get("flows") {
            self.known(flows, "`flows`", FLOWS);
            for (_, _, flow) in self.members(node, "flows") {
                self.known(flow, "a flow", FLOW);
            }
        }
        let description = self.string(node, "description");
        let mut extensions = mark(node.at);
        if self.flag(node, "deprecated") {
            extensions.insert(DEPRECATED.to_owned(), true.into());
        }
        let kind = self.string(node, "type").unwrap_or_default();
        match kind.to_ascii_lowercase().as_str() {
            "apikey" => self.api_key(node, description, extensions),
            "http" => self.http_scheme(node, description, extensions),
            // Swagger 2.0 has `basic` in place of `http`, and so have some 3.0 documents.
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
            // openapiv3 has no `mutualTLS`.
            "mutualtls" => {
                extensions.insert(MUTUAL_TLS.to_owned(), true.into());
                Some(SecurityScheme::HTTP {
                    scheme: kind,
                    bearer_format: None,
                    description,
                    extensions,
                })
            }
            "" => {
                let message = "a security scheme needs a `type`".to_owned();
                let help = "it can be apiKey, http, oauth2 or openIdConnect";
                self.unusable(node, message, help);
                None
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

    fn api_key(
        &mut self,
        node: &Node,
        description: Option<String>,
        extensions: Extensions,
    ) -> Option<SecurityScheme> {
        let location = match self.string(node, "in").unwrap_or_default().as_str() {
            "query" => APIKeyLocation::Query,
            "header" => APIKeyLocation::Header,
            "cookie" => APIKeyLocation::Cookie,
            other => {
                let message = match other {
                    "" => "an API key needs `in`".to_owned(),
                    other => format!("an API key can't be in `{other}`"),
                };
                self.unusable(node, message, "it can be in query, header or cookie");
                return None;
            }
        };
        let Some(name) = self.string(node, "name") else {
            let message = "an API key needs a `name`".to_owned();
            self.unusable(node, message, "name the header, parameter or cookie");
            return None;
        };
        Some(SecurityScheme::APIKey {
            location,
            name,
            description,
            extensions,
        })
    }

    fn http_scheme(
        &mut self,
        node: &Node,
        description: Option<String>,
        extensions: Extensions,
    ) -> Option<SecurityScheme> {
        let scheme = self.string(node, "scheme").unwrap_or_default();
        if scheme.is_empty() {
            let message = "an HTTP scheme needs `scheme`".to_owned();
            self.unusable(node, message, "write `scheme: bearer` or `scheme: basic`");
            return None;
        }
        if !is_token(&scheme) {
            let message = format!("`{scheme}` is no name of an HTTP scheme");
            let help =
                "write the name alone, such as `scheme: bearer`, without spaces or credentials";
            self.unusable(node, message, help);
            return None;
        }
        if let Some(reason) = beyond_a_request(&scheme) {
            let message =
                format!("a generated server can't check the HTTP scheme `{scheme}`: {reason}");
            let help = "use `bearer`, `basic` or an API key; or let a proxy check it, and describe what the proxy sends instead, such \
                        as a token";
            self.unusable(node, message, help);
            return None;
        }
        Some(SecurityScheme::HTTP {
            scheme,
            bearer_format: None,
            description,
            extensions,
        })
    }

    /// Reports a scheme that cannot be enforced. Only requirements that name it make this an error.
    fn unusable(&mut self, node: &Node, message: String, help: &str) {
        self.warn(Code::UnusableSecurity, node.at, message, help);
    }
}

/// Why a server cannot check an HTTP scheme by requests with credentials only, which are all that a method of `Auth` gets.
/// Schemes whose credentials are a token, or a signature of the request, are not among these.
fn beyond_a_request(scheme: &str) -> Option<&'static str> {
    let scheme = scheme.to_ascii_lowercase();
    match scheme.as_str() {
        // RFC 7616, 7486 and 9577.
        "digest" | "hoba" | "privatetoken" => Some(
            "its credentials are made from a value of the challenge, which a generated server does not issue",
        ),
        // RFC 8120, 4559 and 7804.
        "mutual" | "negotiate" | "ntlm" => Some(SEVERAL),
        scheme if scheme.starts_with("scram-") => Some(SEVERAL),
        // RFC 9729.
        "concealed" => Some("its credentials are made from keys of the TLS connection"),
        _ => None,
    }
}

const SEVERAL: &str = "its credentials are exchanged in several requests";

/// Whether a text is a token (RFC 9110, section 5.6.2), as names of HTTP schemes are.
fn is_token(text: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !text.is_empty() && text.bytes().all(is_allowed)
}
