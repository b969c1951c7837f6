//! Calls to other addresses than the API's: webhooks, callbacks, and servers of single operations.

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::{code_span, docs};
use super::names::Names;
use super::servers::with_defaults;
use crate::api::{Api, Operation, Section, Server};

/// The client's struct for webhooks, or for callbacks.
#[derive(Debug, Serialize)]
pub struct SenderView {
    pub docs: Code,
    pub name: Code,
    /// Whether some requests are signed.
    pub signed: bool,
}

/// A sender for webhooks and one for callbacks, if the document has any.
pub fn senders(api: &Api, names: &Names) -> Vec<SenderView> {
    let sections = [
        (
            Section::Webhooks,
            "Sends the API's webhooks, each to a URL that a subscriber has registered.",
        ),
        (
            Section::Callbacks,
            "Sends callbacks to URLs from earlier requests. Validate these URLs, because they come from callers of the API.",
        ),
    ];
    let mut senders = Vec::new();
    for (section, what) in sections {
        let mut tags = api.tags.iter().zip(&names.tags);
        if let Some((_, names)) = tags.find(|(tag, _)| tag.section == section) {
            senders.push(SenderView {
                docs: docs([Some(what)]),
                name: names.interface.clone(),
                signed: api
                    .in_section(section)
                    .any(|(_, operation)| operation.signed),
            });
        }
    }
    senders
}

/// The method and path of an operation for its documentation; for callbacks, with the operations that lead to them, and
/// for operations with their own server, with its URL.
pub fn route(api: &Api, operation: &Operation) -> String {
    let call = |operation: &Operation| {
        code_span(format!("{} {}", operation.method, operation.path).trim_end())
    };
    match (api.section(operation), &operation.callback) {
        (Section::Webhooks, _) => format!(
            "{}, the webhook {}",
            code_span(&operation.method),
            code_span(&operation.path)
        ),
        (_, Some(callback)) if !callback.of.is_empty() => {
            let owners = callback
                .of
                .iter()
                .map(|index| call(&api.operations[*index]));
            let owners: Vec<String> = owners.collect();
            format!("{}, after {}", call(operation), owners.join(", "))
        }
        _ => match own_url(api, operation) {
            Some(url) => format!("{} at {}", call(operation), code_span(&url)),
            None => call(operation),
        },
    }
}

/// The call that sets an operation's own server, if it differs from the API's.
pub fn own_server(api: &Api, operation: &Operation) -> Vec<Code> {
    let url = own_url(api, operation);
    url.map(|url| Code::new(format!("server({})", literal(&url))))
        .into_iter()
        .collect()
}

/// Whether operations have servers of their own.
pub fn has_operation_servers(api: &Api) -> bool {
    api.served()
        .any(|(_, operation)| own_url(api, operation).is_some())
}

/// The URL of an operation's own server, if it differs from the API's.
pub fn own_url(api: &Api, operation: &Operation) -> Option<String> {
    let shared = api.servers.first().map(normalized_url);
    let own = operation.servers.first().map(normalized_url)?;
    (shared.as_ref() != Some(&own)).then_some(own)
}

/// A server's URL with the defaults of its variables, without a trailing slash. It may be relative.
fn normalized_url(server: &Server) -> String {
    let url = with_defaults(server);
    let url = match url.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => url,
    };
    url.trim_end_matches('/').to_owned()
}
