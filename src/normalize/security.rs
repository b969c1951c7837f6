//! Security schemes and requirements.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::reader::Reader;
use super::{DEPRECATED, Extensions, MUTUAL_TLS, mark};
use crate::diagnostic::{Code, Diagnostic, Severity, member};
use crate::source::{At, Entry, Node, Object, Value};

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
    /// Reads `security`; `None` if it is absent, which differs from an empty list.
    ///
    /// A mistake must not make an operation accessible: only an empty list disables security.
    pub(super) fn security(&mut self, node: &'a Node) -> Option<Vec<SecurityRequirement>> {
        let member = node.get("security")?;
        let requirements = match &member.value {
            Value::Array(requirements) => requirements.as_slice(),
            // A single requirement without brackets; `{}` would be an empty one.
            Value::Object(object) if !object.is_empty() => {
                self.coerced(member, "`security`", "a list", "a list of this one");
                std::slice::from_ref(member)
            }
            Value::Null | Value::Object(_) => {
                let help = "write `security: []` to switch it off, or leave the member out";
                self.warn(
                    Code::WrongType,
                    member.at,
                    "`security` says nothing, and is read as absent",
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

    /// Reports a misplaced or misspelled `security`; returns whether the member is one.
    pub(super) fn lost_security(
        &mut self,
        object: &Object,
        key: &str,
        entry: &Entry,
        what: &str,
    ) -> bool {
        let Some(lost) = member::lost_security(object, key, entry, what) else {
            return false;
        };
        self.has_lost_security = true;
        self.diagnostics.push(match self.calls_out {
            false => lost,
            true => Diagnostic {
                severity: Severity::Warning,
                ..lost.label("this is called without it")
            },
        });
        true
    }

    /// Like [`Reader::lost_security`], for an object whose keys the specification does not define.
    pub(super) fn is_security_in(&mut self, node: &Node, member: &str, key: &str) -> bool {
        let object = node.get(member).and_then(Node::as_object);
        let found = object.and_then(|object| Some((object, object.entry(key)?)));
        found.is_some_and(|(object, entry)| {
            self.lost_security(object, key, entry, &format!("`{member}`"))
        })
    }

    fn requirement(&mut self, node: &'a Node) -> Option<SecurityRequirement> {
        let Some(object) = node.as_object() else {
            self.bad_requirement(node);
            return None;
        };
        let mut schemes = IndexMap::new();
        for (name, entry) in object.iter() {
            self.asked_for(name, entry.key_at);
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

    /// Reports a scheme that is not defined or cannot be enforced. Operations that require one are not generated
    /// without it.
    fn asked_for(&mut self, name: &'a str, at: At) {
        // Webhooks and callbacks are reported separately, since only warnings concern them.
        let is_new = match self.calls_out {
            true => self.presented.insert(name),
            false => self.asked.insert(name),
        };
        if !is_new || self.schemes.contains(name) {
            return;
        }
        let entry = |name: &str| {
            let schemes = self.root.get("components")?.get("securitySchemes")?;
            schemes.as_object()?.entry(name)
        };
        let near = (self.schemes.iter())
            .map(|known| (strsim::damerau_levenshtein(known, name), *known))
            .min()
            .filter(|(distance, _)| *distance <= 1 + name.len() / 3);
        let diagnostic = match (entry(name), near) {
            (Some(unusable), _) => {
                let message = format!("the security scheme `{name}` can't be checked");
                Diagnostic::error(Code::UndefinedSecurity, at, message)
                    .related(unusable.key_at, "it is defined here")
                    .help("mend its definition, or name another scheme")
            }
            (None, near) => {
                let message = format!("the security scheme `{name}` is not defined");
                let diagnostic = Diagnostic::error(Code::UndefinedSecurity, at, message);
                match near.and_then(|(_, near)| Some((near, entry(near)?))) {
                    // Reported here, so not as unused.
                    Some((near, there)) if self.asked.insert(near) => diagnostic
                        .related(there.key_at, "a scheme that is")
                        .help(format!("did you mean `{near}`?")),
                    _ => diagnostic.help(format!(
                        "define `{name}` under `components/securitySchemes`, with a type that can be checked"
                    )),
                }
            }
        };
        self.diagnostics.push(match self.calls_out {
            false => diagnostic.label("what asks for it would be open to everybody"),
            true => Diagnostic {
                severity: Severity::Warning,
                ..diagnostic.label("this is called without it")
            },
        });
    }

    /// Warns of unused schemes, unless a requirement was lost.
    pub(super) fn unused_schemes(&mut self) {
        if self.has_lost_security {
            return;
        }
        let Some(components) = self.root.get("components") else {
            return;
        };
        for (name, at, _) in self.entries(components, "securitySchemes") {
            let asked = self.asked.contains(name) || self.presented.contains(name);
            if !asked && self.schemes.contains(name) {
                let message = format!("no requirement names the security scheme `{name}`");
                let help =
                    "name it under `security`, of the document or of operations, or remove it";
                self.diagnostics.push(
                    Diagnostic::warning(Code::UnusedSecurity, at, message)
                        .label("no operation requires it")
                        .help(help),
                );
            }
        }
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
