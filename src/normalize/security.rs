//! Security schemes and requirements.

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, OAuth2Flows, ReferenceOr, SecurityRequirement, SecurityScheme};

use super::reader::Reader;
use super::{DEPRECATED, MUTUAL_TLS, mark};
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
    /// `security`; `None` where the member is absent, which is not the same as an empty list.
    ///
    /// Nothing that is misread here may open an operation: only an empty list switches security off.
    pub(super) fn security(&mut self, node: &'a Node) -> Option<Vec<SecurityRequirement>> {
        let member = node.get("security")?;
        let requirements = match &member.value {
            Value::Array(requirements) => requirements.as_slice(),
            // One requirement without its list; none would be an empty list.
            Value::Object(object) if !object.is_empty() => {
                self.coerced(member, "`security`", "a list", "a list of this one");
                std::slice::from_ref(member)
            }
            Value::Null | Value::Object(_) => {
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

    /// Tells of a member that was to ask for something, and is not read; answers whether it is such.
    pub(super) fn lost_security(
        &mut self,
        object: &Object,
        key: &str,
        entry: &Entry,
        what: &str,
    ) -> bool {
        let Some(lost) = member::misplaced_security(object, key, entry, what) else {
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

    /// The same of a member of an object whose keys are no words of the specification.
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

    /// A scheme that is not there can't be enforced, and an operation is never generated open for want of it.
    fn asked_for(&mut self, name: &'a str, at: At) {
        // What calls out is not what lets in: the same scheme may be told of in both.
        let is_new = match self.calls_out {
            true => self.shown.insert(name),
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
                    // It is told here, and not as one that nothing asks for.
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

    /// Warns of schemes that nothing asks for, unless what was to ask is not read.
    pub(super) fn unused_schemes(&mut self) {
        if self.has_lost_security {
            return;
        }
        let Some(components) = self.root.get("components") else {
            return;
        };
        for (name, at, _) in self.entries(components, "securitySchemes") {
            let asked = self.asked.contains(name) || self.shown.contains(name);
            if !asked && self.schemes.contains(name) {
                let message = format!("nothing asks for the security scheme `{name}`");
                let help =
                    "name it under `security`, of the document or of operations, or remove it";
                self.diagnostics.push(
                    Diagnostic::warning(Code::UnusedSecurity, at, message)
                        .label("nobody is asked for it")
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
            "apikey" => {
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

    /// A scheme that can't be enforced. It is an error only where an operation names it, which `lower` sees.
    fn unusable(&mut self, node: &Node, message: String, help: &str) {
        self.warn(Code::UnusableSecurity, node.at, message, help);
    }
}
