//! The document's servers: the client's choice among them, and the one that it has by default.

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::{code_span, docs, own};
use super::names::{Names, ServerName};
use crate::api::{Api, Server};

/// A base URL of the document.
#[derive(Debug, Serialize)]
pub struct ServerView {
    pub docs: Code,
    pub name: Code,
    /// The variables, as arguments.
    pub variables: Vec<Code>,
    /// Literals and variables that make the URL, one behind the other.
    pub parts: Vec<Code>,
}

/// Whether there is something to choose among the document's servers: several of them, or variables.
pub fn has_servers(api: &Api) -> bool {
    api.servers.len() > 1
        || api
            .servers
            .iter()
            .any(|server| !server.variables.is_empty())
}

/// The document's servers, where there is something to choose.
pub fn servers(api: &Api, names: &Names) -> Vec<ServerView> {
    if !has_servers(api) {
        return Vec::new();
    }
    let view = |(server, names): (&Server, &ServerName)| {
        let mut parts = Vec::new();
        let mut rest = server.url.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            let variable = after.split_once('}').and_then(|(name, after)| {
                let index = server
                    .variables
                    .iter()
                    .position(|variable| variable.name == name)?;
                Some((names.variables[index].clone(), after))
            });
            let Some((variable, after)) = variable else {
                break;
            };
            parts.extend([literal(before), variable]);
            rest = after;
        }
        parts.push(literal(rest));
        let values = server.variables.iter().map(|variable| {
            let description = variable
                .description
                .as_deref()
                .map(|text| format!(": {text}"))
                .unwrap_or_default();
            format!(
                "- {}, by default {}{description}",
                code_span(&variable.name),
                code_span(&variable.default)
            )
        });
        let values = values.collect::<Vec<_>>().join("\n");
        ServerView {
            docs: docs([
                server.description.as_deref(),
                Some(code_span(&server.url).as_str()),
                Some(values.as_str()),
            ]),
            name: names.function.clone(),
            variables: names.variables.clone(),
            parts: parts
                .into_iter()
                .filter(|part| part.as_str() != "\"\"")
                .collect(),
        }
    };
    api.servers.iter().zip(&names.servers).map(view).collect()
}

/// Says where the URL comes from.
pub fn url_docs(servers: &[Server]) -> Code {
    let relative = servers
        .first()
        .is_none_or(|server| !server.url.contains("://"));
    own(match relative {
        true => {
            "The address of the API, as a server on this machine has it: the document's is relative to its own."
        }
        false => "The address of the API: the first of the document's servers.",
    })
}

/// The first server's URL with its variables' defaults, made absolute by the address that a generated server
/// listens on.
pub fn default_url(servers: &[Server]) -> String {
    let Some(server) = servers.first() else {
        return String::new();
    };
    let url = by_default(server);
    match url.contains("://") {
        true => url,
        false => match url.strip_prefix("//") {
            Some(rest) => format!("https://{rest}"),
            None => format!("http://127.0.0.1:3000/{}", url.trim_start_matches('/'))
                .trim_end_matches('/')
                .to_owned(),
        },
    }
}

/// The path of the first server's URL, without a trailing slash; empty if it has none.
pub fn base_path(servers: &[Server]) -> String {
    let url = default_url(servers);
    let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let path = rest.find('/').and_then(|at| rest.get(at..));
    let path = path.unwrap_or_default();
    let end = path.find(['?', '#']).unwrap_or(path.len());
    path[..end].trim_end_matches('/').to_owned()
}

/// A server's URL with its variables' defaults.
pub(super) fn by_default(server: &Server) -> String {
    let url = server.url.clone();
    server.variables.iter().fold(url, |url, variable| {
        url.replace(&format!("{{{}}}", variable.name), &variable.default)
    })
}
