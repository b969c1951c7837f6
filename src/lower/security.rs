//! Who may call: requirements and the schemes that they name.

use std::collections::{HashMap, HashSet};

use openapiv3::{APIKeyLocation, SecurityScheme as Source};

use super::Lowering;
use crate::api::{Location, Operation, Requirement, SchemeKind, Section, SecurityScheme};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize::{self, DEPRECATED, MUTUAL_TLS};
use crate::source::At;

impl Lowering<'_> {
    /// An operation's requirements, or the document's where it has none of its own; an empty list switches them off.
    pub(super) fn requirements(&self, own: Option<&Vec<Requirement>>) -> Vec<Requirement> {
        let requirements = own
            .or(self.openapi.security.as_ref())
            .cloned()
            .unwrap_or_default();
        // Open to all, as an empty list is.
        if requirements
            .iter()
            .all(|requirement| requirement.is_empty())
        {
            return Vec::new();
        }
        requirements
    }

    /// What is shown to those whom the API calls: only what a webhook or callback asks for itself. The document's own
    /// requirements are for those who call the API, and its keys must not travel to others.
    pub(super) fn shown(&self, own: Option<&Vec<Requirement>>) -> Vec<Requirement> {
        let schemes = self.openapi.components.as_ref();
        let schemes = schemes.map(|components| &components.security_schemes);
        let mut requirements = own.cloned().unwrap_or_default();
        for requirement in &mut requirements {
            requirement.retain(|name, _| schemes.is_some_and(|known| known.contains_key(name)));
        }
        requirements.retain(|requirement| !requirement.is_empty());
        requirements
    }

    /// The schemes that some operation names, in the document's order.
    pub(super) fn schemes(&mut self, operations: &[Operation]) -> Vec<SecurityScheme> {
        let openapi = self.openapi;
        let Some(components) = &openapi.components else {
            return Vec::new();
        };
        let used: HashSet<&str> = operations
            .iter()
            .flat_map(|operation| &operation.security)
            .flat_map(|requirement| requirement.keys().map(String::as_str))
            .collect();
        // Those that our own operations name, and whether with scopes.
        let mut guards: HashMap<&str, bool> = HashMap::new();
        for (name, scopes) in operations
            .iter()
            .filter(|operation| self.tags[operation.tag.0].section == Section::Paths)
            .flat_map(|operation| &operation.security)
            .flatten()
        {
            *guards.entry(name).or_default() |= !scopes.is_empty();
        }
        let mut schemes = Vec::new();
        for (name, source) in &components.security_schemes {
            let Some(source) = source.as_item() else {
                continue;
            };
            if !used.contains(name.as_str()) {
                continue;
            }
            let (kind, description, extensions) = match source {
                Source::APIKey {
                    location,
                    name,
                    description,
                    extensions,
                } => {
                    let location = match location {
                        APIKeyLocation::Query => Location::Query,
                        APIKeyLocation::Header => Location::Header,
                        APIKeyLocation::Cookie => Location::Cookie,
                    };
                    (
                        SchemeKind::ApiKey {
                            location,
                            name: name.clone(),
                        },
                        description,
                        extensions,
                    )
                }
                Source::HTTP {
                    scheme,
                    description,
                    extensions,
                    ..
                } if extensions.contains_key(MUTUAL_TLS) => {
                    (SchemeKind::MutualTls, description, extensions)
                }
                Source::HTTP {
                    scheme,
                    description,
                    extensions,
                    ..
                } => {
                    let kind = match scheme.to_ascii_lowercase().as_str() {
                        "basic" => SchemeKind::Basic,
                        "bearer" => SchemeKind::Bearer,
                        _ => SchemeKind::Http {
                            scheme: scheme.clone(),
                        },
                    };
                    (kind, description, extensions)
                }
                Source::OAuth2 {
                    description,
                    extensions,
                    ..
                } => (SchemeKind::Bearer, description, extensions),
                Source::OpenIDConnect {
                    description,
                    extensions,
                    ..
                } => (SchemeKind::Bearer, description, extensions),
            };
            let guard = guards.get(name.as_str()).copied();
            if guard.is_some() && kind == SchemeKind::MutualTls {
                self.mutual_tls(normalize::at(extensions), name);
            }
            let scoped = guard == Some(true);
            schemes.push(SecurityScheme {
                at: normalize::at(extensions),
                name: name.clone(),
                description: description.clone(),
                kind,
                deprecated: extensions.contains_key(DEPRECATED),
                scoped,
            });
        }
        schemes
    }

    /// Says what a server needs beside its handlers.
    fn mutual_tls(&mut self, at: At, name: &str) {
        let message =
            format!("`{name}` asks for a certificate, which a server sees only where TLS ends");
        self.diagnostics.push(
            Diagnostic::warning(Code::MutualTls, at, message)
                .label("calls without one are refused")
                .help(
                    "whoever ends TLS, your listener or a proxy's layer, puts the caller's certificate into the request as \
                     `ClientCertificate`",
                ),
        );
    }
}
