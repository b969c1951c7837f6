//! The names of operations and schemas in Rust.

use std::collections::BTreeMap;

use indexmap::IndexMap;
use serde::Serialize;

use crate::api::{Api, Origin, Section};
use crate::rust::server::ArgumentView;
use crate::rust::{Code, Names, Views};

/// The names of a document in Rust.
#[derive(Debug, Serialize)]
pub struct RustNames {
    /// The library's name.
    #[serde(rename = "crate")]
    library: String,
    /// For each security scheme the client's method that sets its credentials, and the names of that method's arguments.
    secrets: BTreeMap<String, (String, Vec<&'static str>)>,
    /// By method and path, as in `GET /pets/{petId}`; webhooks as `webhook POST name`; callbacks as `callback POST /pets onPet
    /// POST address`, with the operation and the callback's name, or only the latter for callbacks under `components`.
    operations: IndexMap<String, OperationNames>,
    /// For each schema under `components` the type.
    schemas: BTreeMap<String, String>,
}

/// The names of an operation.
#[derive(Clone, Debug, Serialize)]
struct OperationNames {
    /// The method of the trait of handlers, and of the client.
    method: String,
    /// What has the method: for the server the trait; for webhooks and callbacks the struct that sends them.
    owner: String,
    /// The arguments of the handler; none for webhooks and callbacks.
    #[serde(skip_serializing_if = "Option::is_none")]
    handler: Option<Vec<String>>,
    /// The arguments of the client's method.
    client: Vec<String>,
    /// What the client's method returns.
    success: String,
    /// The enum of responses.
    response: String,
    /// The variants of that enum for each status.
    variants: BTreeMap<String, Vec<String>>,
}

/// The names of a document in Rust, as the page reads them.
pub fn names(api: &Api, names: &Names, views: &Views) -> RustNames {
    let mut handlers: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (_, file) in &views.interfaces {
        for handler in &file.interface.handlers {
            handlers.insert(handler.index, arguments(&handler.arguments));
        }
    }
    let mut operations = BTreeMap::new();
    for (tag, (_, file)) in views.methods.iter().enumerate() {
        let indices = names.by_tag.get(tag).into_iter().flatten();
        for (&index, method) in indices.zip(&file.methods) {
            let (Some(operation), Some(own)) =
                (api.operations.get(index), names.operations.get(index))
            else {
                continue;
            };
            let statuses = operation.responses.iter().map(|it| it.status.to_string());
            let variants = own.responses.iter().map(|variants| texts(variants));
            let owner = names.tags.get(tag).map(|tag| tag.interface.to_string());
            let named = OperationNames {
                method: method.name.to_string(),
                owner: owner.unwrap_or_default(),
                handler: handlers.remove(&index),
                client: arguments(&method.arguments),
                success: method.success.to_string(),
                response: method.response.to_string(),
                variants: statuses.zip(variants).collect(),
            };
            operations.insert(index, named);
        }
    }
    let schemas = api.types.iter().filter_map(|(id, ty)| match &ty.origin {
        Origin::Component { name } => Some((name.clone(), names.of(id).name.to_string())),
        _ => None,
    });
    let secrets = views.client.secrets.iter().map(|secret| {
        let arguments = match secret.kind.as_str() {
            "basic" => vec!["username", "password"],
            "bearer" => vec!["token"],
            "api_key" => vec!["key"],
            _ => vec!["authorization"],
        };
        (secret.scheme.clone(), (secret.name.to_string(), arguments))
    });
    RustNames {
        library: views.package.library.to_string(),
        secrets: secrets.collect(),
        operations: keys(api)
            .into_iter()
            .enumerate()
            .filter_map(|(index, keys)| Some((keys, operations.get(&index)?)))
            .flat_map(|(keys, names)| keys.into_iter().map(|key| (key, names.clone())))
            .collect(),
        schemas: schemas.collect(),
    }
}

/// The keys of each operation: one, or for a callback one for each operation that declares it.
fn keys(api: &Api) -> Vec<Vec<String>> {
    let mut keys: Vec<Vec<String>> = Vec::with_capacity(api.operations.len());
    for operation in &api.operations {
        let name = format!("{} {}", operation.method, operation.path);
        let own = match (api.section(operation), &operation.callback) {
            (Section::Paths, _) => vec![name],
            (Section::Callbacks, Some(callback)) if callback.is_component => {
                vec![format!("callback {} {name}", callback.name)]
            }
            (Section::Callbacks, Some(callback)) => {
                // A callback that refers to itself is declared by an operation that has no key yet.
                let owners = callback.of.iter().filter_map(|&of| keys.get(of)?.first());
                let key = |owner| format!("callback {owner} {} {name}", callback.name);
                owners.map(key).collect()
            }
            (Section::Callbacks, None) => vec![format!("callback {name}")],
            (Section::Webhooks, _) => vec![format!("webhook {name}")],
        };
        keys.push(own);
    }
    keys
}

/// The arguments, as in `id: i64`.
fn arguments(arguments: &[ArgumentView]) -> Vec<String> {
    let text = |it: &ArgumentView| format!("{}: {}", it.name, it.ty);
    arguments.iter().map(text).collect()
}

fn texts(names: &[Code]) -> Vec<String> {
    names.iter().map(Code::to_string).collect()
}
