//! The document's servers: functions that return their URLs, and the default URL of the client.

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::{code_span, docs, own};
use super::names::{Names, ServerName};
use crate::api::{Api, Server};

/// The function that returns a server's URL.
#[derive(Debug, Serialize)]
pub struct ServerView {
    pub docs: Code,
    pub name: Code,
    /// The variables, as arguments.
    pub variables: Vec<Code>,
    /// Literals and variables whose concatenation is the URL.
    pub parts: Vec<Code>,
}

/// Whether the document has several servers, or variables.
pub fn has_servers(api: &Api) -> bool {
    api.servers.len() > 1
        || api
            .servers
            .iter()
            .any(|server| !server.variables.is_empty())
}

/// The functions for the document's servers; none if there is only one URL.
pub fn servers(api: &Api, names: &Names) -> Vec<ServerView> {
    if !has_servers(api) {
        return Vec::new();
    }
    let servers = api.servers.iter().zip(&names.servers);
    servers.map(|(server, names)| view(server, names)).collect()
}

fn view(server: &Server, names: &ServerName) -> ServerView {
    let values = server.variables.iter().map(|variable| {
        let description = variable.description.as_deref();
        let description = description.map(|text| format!(": {text}"));
        format!(
            "- {}, by default {}{}",
            code_span(&variable.name),
            code_span(&variable.default),
            description.unwrap_or_default()
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
        parts: url_parts(server, names),
    }
}

/// The literals and variables of a server's URL template.
fn url_parts(server: &Server, names: &ServerName) -> Vec<Code> {
    let mut parts = Vec::new();
    let mut rest = server.url.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        let variable = after.split_once('}').and_then(|(name, after)| {
            let mut variables = server.variables.iter();
            let index = variables.position(|variable| variable.name == name)?;
            Some((names.variables.get(index)?.clone(), after))
        });
        let Some((variable, after)) = variable else {
            break;
        };
        parts.extend([literal(before), variable]);
        rest = after;
    }
    parts.push(literal(rest));
    parts.retain(|part| part.as_str() != "\"\"");
    parts
}

/// The documentation of `BASE_URL`.
pub fn url_docs(servers: &[Server]) -> Code {
    let is_relative = servers
        .first()
        .is_none_or(|server| !server.url.contains("://"));
    own(match is_relative {
        true => {
            "The base URL of the API on a local server, because the document has no absolute URL."
        }
        false => "The base URL of the API: the first server of the document.",
    })
}

/// The first server's URL with the defaults of its variables. A relative URL is resolved against the address on which
/// generated servers listen by default.
pub fn default_url(servers: &[Server]) -> String {
    let Some(server) = servers.first() else {
        return String::new();
    };
    let url = with_defaults(server);
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

/// A server's URL with the defaults of its variables.
pub(super) fn with_defaults(server: &Server) -> String {
    let url = server.url.clone();
    server.variables.iter().fold(url, |url, variable| {
        url.replace(&format!("{{{}}}", variable.name), &variable.default)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::ServerVariable;

    #[test]
    fn the_base_path_is_that_of_the_default_url() {
        for (url, default, path) in [
            ("https://example.com", "https://example.com", ""),
            ("https://example.com/v1/", "https://example.com/v1/", "/v1"),
            ("https://{host}/{version}", "https://a.example/v2", "/v2"),
            ("//example.com/v1", "https://example.com/v1", "/v1"),
            ("/api/v1", "http://127.0.0.1:3000/api/v1", "/api/v1"),
            ("/", "http://127.0.0.1:3000", ""),
        ] {
            let variables = [("host", "a.example"), ("version", "v2")];
            let variables = variables.map(|(name, default)| ServerVariable {
                name: name.to_owned(),
                default: default.to_owned(),
                description: None,
            });
            let server = |url: &str| Server {
                url: url.to_owned(),
                name: None,
                description: None,
                variables: Vec::new(),
            };
            let first = Server {
                variables: variables.into(),
                ..server(url)
            };
            let servers = [first, server("https://example.com/other")];
            assert_eq!(default_url(&servers), default);
            assert_eq!(base_path(&servers), path, "{url}");
        }
        assert_eq!(base_path(&[]), "");
    }
}
