//! Calls that go elsewhere than to the API's own address: to webhooks, to callbacks, and to servers that some
//! operations have for themselves.

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::{code_span, docs};
use super::names::Names;
use super::servers::by_default;
use crate::api::{Api, Operation, Section, Server};

/// What calls webhooks, or callbacks.
#[derive(Debug, Serialize)]
pub struct SenderView {
    pub docs: Code,
    pub name: Code,
}

/// One for webhooks and one for callbacks, where there are some.
pub fn senders(api: &Api, names: &Names) -> Vec<SenderView> {
    let sections = [
        (
            Section::Webhooks,
            "Calls those who have registered for the API's webhooks, each at the address that it gave.",
        ),
        (
            Section::Callbacks,
            "Calls back the addresses that earlier requests gave. They come from strangers: check where they lead.",
        ),
    ];
    let mut senders = Vec::new();
    for (section, what) in sections {
        let mut tags = api.tags.iter().zip(&names.tags);
        if let Some((_, names)) = tags.find(|(tag, _)| tag.section == section) {
            senders.push(SenderView {
                docs: docs([Some(what)]),
                name: names.interface.clone(),
            });
        }
    }
    senders
}

/// How an operation's documentation says when and where it is called.
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

/// The call that names an operation's own server, where that is not the API's.
pub fn own_server(api: &Api, operation: &Operation) -> Vec<Code> {
    let url = own_url(api, operation);
    url.map(|url| Code::new(format!("server({})", literal(&url))))
        .into_iter()
        .collect()
}

/// Whether some operations have servers of their own.
pub fn has_own_servers(api: &Api) -> bool {
    api.served()
        .any(|(_, operation)| own_url(api, operation).is_some())
}

/// The address of an operation that is not at the API's.
pub fn own_url(api: &Api, operation: &Operation) -> Option<String> {
    let usual = api.servers.first().map(address);
    let own = operation.servers.first().map(address)?;
    (usual.as_ref() != Some(&own)).then_some(own)
}

/// A server's URL, by default, in one spelling; without a host it is relative to the API's.
fn address(server: &Server) -> String {
    let url = by_default(server);
    let url = match url.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => url,
    };
    url.trim_end_matches('/').to_owned()
}
