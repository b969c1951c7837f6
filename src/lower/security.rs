//! Security requirements, and the schemes that they name.

use std::collections::HashSet;

use indexmap::IndexMap;
use openapiv3::{APIKeyLocation, SecurityScheme as Source};

use super::Lowering;
use crate::api::{Location, Operation, Requirement, SchemeKind, Section, SecurityScheme};
use crate::diagnostic::{Code, Diagnostic};
use crate::normalize::{self, DEPRECATED, MUTUAL_TLS};
use crate::source::At;

impl Lowering<'_> {
    /// The requirements of an operation, or those of the document if it has none. An empty list disables them.
    pub(super) fn requirements(&self, own: Option<&Vec<Requirement>>) -> Vec<Requirement> {
        let requirements = own
            .or(self.openapi.security.as_ref())
            .cloned()
            .unwrap_or_default();
        // Only empty requirements mean the same as an empty list.
        if requirements
            .iter()
            .all(|requirement| requirement.is_empty())
        {
            return Vec::new();
        }
        requirements
    }

    /// The requirements of a webhook or callback itself. Those of the document concern requests to this API, whose
    /// credentials must not be sent to others.
    pub(super) fn sent_requirements(&self, own: Option<&Vec<Requirement>>) -> Vec<Requirement> {
        let schemes = self.openapi.components.as_ref();
        let schemes = schemes.map(|components| &components.security_schemes);
        let is_known = |name: &String| schemes.is_some_and(|known| known.contains_key(name));
        let mut requirements = Vec::new();
        for requirement in own.into_iter().flatten() {
            let mut known = requirement.clone();
            known.retain(|name, _| is_known(name));
            // An empty one says that the others are optional.
            if !known.is_empty() || requirement.is_empty() {
                requirements.push(known);
            }
        }
        match requirements.iter().all(Requirement::is_empty) {
            true => Vec::new(),
            false => requirements,
        }
    }

    /// The schemes that operations require, in the order of the document, and the others.
    pub(super) fn schemes(
        &mut self,
        operations: &[Operation],
    ) -> (Vec<SecurityScheme>, Vec<SecurityScheme>) {
        let openapi = self.openapi;
        let Some(components) = &openapi.components else {
            return (Vec::new(), Vec::new());
        };
        let used: HashSet<&str> = operations
            .iter()
            .flat_map(|operation| &operation.security)
            .flat_map(|requirement| requirement.keys().map(String::as_str))
            .collect();
        // The schemes that the server checks.
        let guards: HashSet<&str> = operations
            .iter()
            .filter(|operation| self.tags[operation.tag.0].section == Section::Paths)
            .flat_map(|operation| &operation.security)
            .flat_map(|requirement| requirement.keys().map(String::as_str))
            .collect();
        let mut schemes = Vec::new();
        for (name, source) in &components.security_schemes {
            let Some(source) = source.as_item() else {
                continue;
            };
            let (kind, description, extensions) = parts_of_scheme(source);
            if guards.contains(name.as_str()) && kind == SchemeKind::MutualTls {
                self.mutual_tls(normalize::at(extensions), name);
            }
            schemes.push(SecurityScheme {
                at: normalize::at(extensions),
                name: name.clone(),
                description: description.clone(),
                kind,
                deprecated: extensions.contains_key(DEPRECATED),
            });
        }
        schemes
            .into_iter()
            .partition(|scheme| used.contains(scheme.name.as_str()))
    }

    /// Warns that client certificates need support from what terminates TLS.
    fn mutual_tls(&mut self, at: At, name: &str) {
        let message =
            format!("`{name}` requires a client certificate, which only what terminates TLS sees");
        self.diagnostics.push(
            Diagnostic::warning(Code::MutualTls, at, message)
                .label("calls without one are refused")
                .help(
                    "what terminates TLS, your listener or a layer behind a proxy, has to put the client's certificate into the request as \
                     `ClientCertificate`",
                ),
        );
    }
}

/// The kind of a scheme, its description and its extensions.
fn parts_of_scheme(
    source: &Source,
) -> (
    SchemeKind,
    &Option<String>,
    &IndexMap<String, serde_json::Value>,
) {
    match source {
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
            let name = name.clone();
            let kind = SchemeKind::ApiKey { location, name };
            (kind, description, extensions)
        }
        Source::HTTP {
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
        }
        | Source::OpenIDConnect {
            description,
            extensions,
            ..
        } => (SchemeKind::Bearer, description, extensions),
    }
}
