//! Views of the server: what `templates/server` prints.

use std::collections::BTreeSet;

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::{code_span, docs};
use super::file::File;
use super::sharing::{params_fields, path_arguments};
use super::{contents, senders};
use crate::api::{Api, Body, Content, Form, Location, Operation, SchemeKind, SecurityScheme};

/// A tag's trait, and what gives its operations their handlers.
#[derive(Debug, Serialize)]
pub struct InterfaceView {
    pub docs: Code,
    pub name: Code,
    /// Whether some handler is told who calls.
    pub guarded: bool,
    pub handlers: Vec<HandlerView>,
}

#[derive(Debug, Serialize)]
pub struct HandlerView {
    /// The operation's place in the model.
    pub index: usize,
    pub docs: Code,
    /// The operation's name in the contract.
    pub key: String,
    pub name: Code,
    /// Whether its name is one that clippy expects of another kind of method.
    pub allow_self: bool,
    pub response: Code,
    pub arguments: Vec<ArgumentView>,
    /// The method of the service that sets it.
    pub set: Code,
    /// Whether it is told who calls.
    pub is_told: bool,
    /// Whether it looks at what the request says.
    pub reads: bool,
    /// The values that the handler is called with, in order.
    pub values: Vec<Code>,
    /// What has to be made of the body first, where it comes in several kinds.
    pub body: Option<BodyMatch>,
}

#[derive(Debug, Serialize)]
pub struct ArgumentView {
    pub name: Code,
    pub ty: Code,
}

#[derive(Debug, Serialize)]
pub struct BodyMatch {
    pub optional: bool,
    pub arms: Vec<BodyArm>,
    pub last: BodyArm,
}

#[derive(Debug, Serialize)]
pub struct BodyArm {
    pub media_types: Vec<Code>,
    pub value: Code,
}

/// The trait that checks credentials.
#[derive(Debug, Serialize)]
pub struct AuthView {
    pub schemes: Vec<SchemeView>,
    /// The types of their credentials.
    pub types: BTreeSet<Code>,
    /// Whether an operation requires several schemes at once.
    pub combined: bool,
}

#[derive(Debug, Serialize)]
pub struct SchemeView {
    pub docs: Code,
    /// Its name in the contract.
    pub key: String,
    pub name: Code,
    pub argument: Code,
    pub ty: Code,
    pub scoped: bool,
    /// The method of `Credentials` that gives the argument.
    pub take: Code,
}

pub fn interface(file: &mut File, tag: usize) -> InterfaceView {
    let api = file.api;
    let indices = file.names.by_tag[tag].iter();
    let handlers: Vec<HandlerView> = indices.map(|index| handler(file, *index)).collect();
    let name = file.names.tags[tag].interface.clone();
    let plain = format!(
        "Handlers of the operations tagged {}.",
        code_span(api.tags[tag].name.as_deref().unwrap_or(""))
    );
    let tag = &api.tags[tag];
    let described = tag.summary.is_some() || tag.description.is_some();
    let plain = match tag.name {
        _ if described => None,
        Some(_) => Some(plain.as_str()),
        None => Some("Handlers of the operations."),
    };
    let parent = tag
        .parent
        .as_deref()
        .map(|parent| format!("A part of {}.", code_span(parent)));
    InterfaceView {
        docs: docs([
            tag.summary.as_deref(),
            tag.description.as_deref(),
            plain,
            parent.as_deref(),
        ]),
        name,
        guarded: handlers.iter().any(|handler| handler.is_told),
        handlers,
    }
}

/// An operation's documentation: what it says of itself, and its method and path.
pub fn operation_docs(api: &Api, operation: &Operation) -> Code {
    let route = senders::route(api, operation);
    let deprecated = operation.deprecated.then_some("Deprecated.");
    docs([
        operation.summary.as_deref(),
        operation.description.as_deref(),
        deprecated,
        Some(route.as_str()),
    ])
}

fn handler(file: &mut File, index: usize) -> HandlerView {
    let api = file.api;
    let operation = &api.operations[index];
    let names = &file.names.operations[index];
    let tag = operation.tag.0;
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    let mut argument = |name: &str, ty: Code, value: Code| {
        arguments.push(ArgumentView {
            name: Code::new(name),
            ty,
        });
        values.push(value);
    };
    let guard = Guard::of(operation);
    let caller = guard.caller();
    if let Some(caller) = &caller {
        argument("caller", caller.clone(), Code::new("caller"));
    }
    for parameter in path_arguments(operation) {
        let ty = file.ty(&operation.parameters[parameter].ty);
        let wire = literal(&operation.parameters[parameter].name);
        argument(
            names.parameters[parameter].as_str(),
            ty,
            Code::new(format!("input.path({wire})?")),
        );
    }
    if !params_fields(operation).is_empty() {
        let name = file.operation_name(tag, &names.params);
        argument("params", name, Code::new("input.params()?"));
    }
    let mut body_match = None;
    if let Some(body) = &operation.body {
        let several = contents::is_several(body);
        let ty = match several {
            true => file.operation_name(tag, &names.body),
            false => file.ty(&body.contents[0].ty),
        };
        let ty = if body.required {
            ty
        } else {
            Code::new(format!("Option<{ty}>"))
        };
        if several {
            argument("body", ty, Code::new("body"));
            body_match = Some(several_bodies(file, index, body));
        } else {
            argument("body", ty, take(&body.contents[0], body.required));
        }
    }
    HandlerView {
        index,
        docs: operation_docs(api, operation),
        key: names.method.bare().to_owned(),
        name: names.method.clone(),
        allow_self: names.is_conversion(),
        response: file.operation_name(tag, &names.response),
        set: Code::new(guard.set()),
        reads: values.len() > usize::from(caller.is_some()),
        is_told: caller.is_some(),
        arguments,
        values,
        body: body_match,
    }
}

/// Who may call an operation.
enum Guard {
    Anybody,
    /// Anybody, and who shows credentials is known by them.
    Optional,
    Known,
}

impl Guard {
    fn of(operation: &Operation) -> Guard {
        match &operation.security[..] {
            [] => Guard::Anybody,
            some if some.iter().any(|requirement| requirement.is_empty()) => Guard::Optional,
            _ => Guard::Known,
        }
    }

    /// The method of the service that sets a handler.
    fn set(&self) -> &'static str {
        match self {
            Guard::Anybody => "route",
            Guard::Optional => "route_optionally_secured",
            Guard::Known => "route_secured",
        }
    }

    /// The type of what a handler is told of who calls.
    fn caller(&self) -> Option<Code> {
        match self {
            Guard::Anybody => None,
            Guard::Optional => Some(Code::new("Option<Self::Caller>")),
            Guard::Known => Some(Code::new("Self::Caller")),
        }
    }
}

/// How a body is taken from the input.
fn take(content: &Content, required: bool) -> Code {
    Code::new(match (content.form, required) {
        (Form::Json | Form::UrlEncoded, true) => "input.json()?",
        (Form::Json | Form::UrlEncoded, false) => "input.optional_json()?",
        (Form::Text, true) => "input.text()?",
        (Form::Text, false) => "input.optional_text()?",
        (Form::Stream, true) => "input.stream()?",
        (Form::Stream, false) => "input.optional_stream()?",
        (Form::Items, true) => "input.items()?",
        (Form::Items, false) => "input.optional_items()?",
    })
}

fn several_bodies(file: &mut File, index: usize, body: &Body) -> BodyMatch {
    let names = &file.names.operations[index];
    let name = file.operation_name(file.api.operations[index].tag.0, &names.body);
    let mut arms: Vec<BodyArm> = Vec::new();
    let distinct = contents::distinct(&body.contents);
    for content in &distinct {
        let take = take(&body.contents[*content], true);
        let value = format!("{name}::{}({take})", names.contents[*content]);
        let value = if body.required {
            value
        } else {
            format!("Some({value})")
        };
        let media_types = body
            .contents
            .iter()
            .filter(|other| {
                let pair = [body.contents[*content].clone(), (*other).clone()];
                contents::distinct(&pair).len() == 1
            })
            .map(|content| literal(&content.media_type))
            .collect();
        arms.push(BodyArm {
            media_types,
            value: Code::new(value),
        });
    }
    let last = arms.pop().unwrap_or(BodyArm {
        media_types: Vec::new(),
        value: Code::new("unreachable!()"),
    });
    BodyMatch {
        optional: !body.required,
        arms,
        last,
    }
}

/// The checks of the schemes that guard what the server answers.
pub fn auth(api: &Api, names: &[Code]) -> Option<AuthView> {
    let guards = |scheme: &SecurityScheme| {
        let mut requirements = api.served().flat_map(|(_, operation)| &operation.security);
        requirements.any(|requirement| requirement.contains_key(&scheme.name))
    };
    let schemes: Vec<SchemeView> = api
        .schemes
        .iter()
        .zip(names)
        .filter(|(scheme, _)| guards(scheme))
        .map(|(scheme, name)| {
            let (argument, ty, take, what) = match &scheme.kind {
                SchemeKind::ApiKey { location, name } => {
                    let place = match location {
                        Location::Header => "header",
                        Location::Cookie => "cookie",
                        _ => "query parameter",
                    };
                    (
                        "key",
                        "ApiKey",
                        "api_key",
                        format!("An API key in the {place} {}.", code_span(name)),
                    )
                }
                SchemeKind::Basic => (
                    "login",
                    "Basic",
                    "basic",
                    "A user's name and password.".to_owned(),
                ),
                SchemeKind::Bearer => ("token", "Bearer", "bearer", "A bearer token.".to_owned()),
                SchemeKind::MutualTls => (
                    "certificate",
                    "ClientCertificate",
                    "certificate",
                    "The certificate that the caller has shown to whoever ends TLS.".to_owned(),
                ),
                SchemeKind::Http { scheme } => (
                    "authorization",
                    "Authorization",
                    "authorization",
                    format!(
                        "The `Authorization` header of the scheme {}.",
                        code_span(scheme)
                    ),
                ),
            };
            let deprecated = scheme.deprecated.then_some("Deprecated.");
            SchemeView {
                docs: docs([
                    scheme.description.as_deref(),
                    Some(what.as_str()),
                    deprecated,
                ]),
                key: scheme.name.clone(),
                name: name.clone(),
                argument: Code::new(argument),
                ty: Code::new(ty),
                scoped: scheme.scoped,
                take: Code::new(take),
            }
        })
        .collect();
    let mut requirements = api.served().flat_map(|(_, operation)| &operation.security);
    let combined = requirements.any(|requirement| requirement.len() > 1);
    (!schemes.is_empty()).then(|| AuthView {
        combined,
        types: schemes.iter().map(|scheme| scheme.ty.clone()).collect(),
        schemes,
    })
}
