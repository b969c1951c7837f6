//! Views of the server, for `templates/server`.

use std::collections::BTreeSet;

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::{code_span, docs};
use super::file::File;
use super::sharing::{params_fields, path_arguments};
use super::{receivers, senders};
use crate::api::contents;
use crate::api::{
    Api, Body, Content, Form, Location, Operation, SchemeKind, Section, SecurityScheme, Type,
};

/// A tag's trait, and the routes to its methods.
#[derive(Debug, Serialize)]
pub struct InterfaceView {
    pub docs: Code,
    pub name: Code,
    /// Whether a handler has an argument `caller`.
    pub secured: bool,
    pub handlers: Vec<HandlerView>,
}

#[derive(Debug, Serialize)]
pub struct HandlerView {
    /// The operation's index in [`Api::operations`].
    pub index: usize,
    pub docs: Code,
    /// The operation's name in the contract.
    pub key: String,
    pub name: Code,
    /// Whether clippy's `wrong_self_convention` would reject the name.
    pub allow_self_convention: bool,
    pub response: Code,
    pub arguments: Vec<ArgumentView>,
    /// The method of the service that adds the route.
    pub route: Code,
    /// Whether the handler has an argument `caller`.
    pub takes_caller: bool,
    /// Whether an argument is read from the request.
    pub reads_input: bool,
    /// The values of the arguments, in order.
    pub values: Vec<Code>,
    /// The `match` that creates the enum of a body, if it is one.
    pub body: Option<BodyMatch>,
}

#[derive(Debug, Serialize)]
pub struct ArgumentView {
    pub name: Code,
    pub ty: Code,
}

/// The `match` on the media type of a body.
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
    /// The types of their credentials, to re-export.
    pub types: BTreeSet<Code>,
    /// Whether an operation requires several schemes at once.
    pub combined: bool,
}

#[derive(Debug, Serialize)]
pub struct SchemeView {
    pub docs: Code,
    /// The scheme's name in the contract.
    pub key: String,
    pub name: Code,
    pub argument: Code,
    pub ty: Code,
    /// Whether the scheme has scopes, which the method has to return.
    pub scoped: bool,
    /// The method of `Credentials` that returns the argument.
    pub accessor: Code,
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
        .map(|parent| format!("Part of {}.", code_span(parent)));
    InterfaceView {
        docs: docs([
            tag.summary.as_deref(),
            tag.description.as_deref(),
            plain,
            parent.as_deref(),
        ]),
        name,
        secured: handlers.iter().any(|handler| handler.takes_caller),
        handlers,
    }
}

/// An operation's documentation: summary, description, method and path, and one more sentence.
pub fn operation_docs(api: &Api, operation: &Operation, more: Option<&str>) -> Code {
    let route = senders::route(api, operation);
    let deprecated = operation.deprecated.then_some("Deprecated.");
    docs([
        operation.summary.as_deref(),
        operation.description.as_deref(),
        deprecated,
        Some(route.as_str()),
        more,
        receivers::signature_docs(operation),
    ])
}

pub fn handler(file: &mut File, index: usize) -> HandlerView {
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
    let authentication = Authentication::of(operation);
    let caller = authentication.caller();
    if let Some(caller) = &caller {
        argument("caller", caller.clone(), Code::new("caller"));
    }
    for parameter in path_arguments(operation) {
        let ty = file.ty(&operation.parameters[parameter].ty);
        let key = literal(&operation.parameters[parameter].name);
        argument(
            names.parameters[parameter].as_str(),
            ty,
            Code::new(format!("input.path({key})?")),
        );
    }
    if !params_fields(operation).is_empty() {
        let name = file.operation_name(tag, &names.params);
        argument("params", name, Code::new("input.params()?"));
    }
    let mut match_view = None;
    if let Some(body) = &operation.body {
        let ty = body_type(file, index, body);
        if contents::needs_enum(body) {
            argument("body", ty, Code::new("body"));
            match_view = Some(body_match(file, index, body));
        } else {
            argument("body", ty, read_body(&body.contents[0], body.required));
        }
    }
    HandlerView {
        index,
        docs: operation_docs(api, operation, None),
        key: names.method.bare().to_owned(),
        name: names.method.clone(),
        allow_self_convention: names.is_conversion(),
        response: file.operation_name(tag, &names.response),
        route: Code::new(authentication.route()),
        reads_input: values.len() > usize::from(caller.is_some()),
        takes_caller: caller.is_some(),
        arguments,
        values,
        body: match_view,
    }
}

/// The type of the argument `body`.
fn body_type(file: &mut File, index: usize, body: &Body) -> Code {
    let tag = file.api.operations[index].tag.0;
    let ty = match contents::needs_enum(body) {
        true => file.operation_name(tag, &file.names.operations[index].body),
        false => file.body_type(index, 0),
    };
    match body.required {
        true => ty,
        false => Code::new(format!("Option<{ty}>")),
    }
}

/// Whether an operation requires authentication.
enum Authentication {
    None,
    Optional,
    Required,
}

impl Authentication {
    fn of(operation: &Operation) -> Authentication {
        match &operation.security[..] {
            [] => Authentication::None,
            some if some.iter().any(|requirement| requirement.is_empty()) => {
                Authentication::Optional
            }
            _ => Authentication::Required,
        }
    }

    /// The method of the service that adds the route.
    fn route(&self) -> &'static str {
        match self {
            Authentication::None => "route",
            Authentication::Optional => "route_optionally_secured",
            Authentication::Required => "route_secured",
        }
    }

    /// The type of the handler's argument `caller`.
    fn caller(&self) -> Option<Code> {
        match self {
            Authentication::None => None,
            Authentication::Optional => Some(Code::new("Option<Self::Caller>")),
            Authentication::Required => Some(Code::new("Self::Caller")),
        }
    }
}

/// The expression that reads a body from the input.
fn read_body(content: &Content, required: bool) -> Code {
    let is_media_text = content.ty == Type::MediaText;
    Code::new(match (content.form, required) {
        (Form::Json | Form::UrlEncoded | Form::Xml, true) => "input.json()?",
        (Form::Json | Form::UrlEncoded | Form::Xml, false) => "input.optional_json()?",
        (Form::Multipart, true) => "input.multipart()?",
        (Form::Multipart, false) => "input.optional_multipart()?",
        (Form::RawMultipart, true) => "input.raw_multipart()?",
        (Form::RawMultipart, false) => "input.optional_raw_multipart()?",
        (Form::Text, true) if is_media_text => "input.media_text()?",
        (Form::Text, false) if is_media_text => "input.optional_media_text()?",
        (Form::Text, true) => "input.text()?",
        (Form::Text, false) => "input.optional_text()?",
        (Form::Stream, true) => "input.stream()?",
        (Form::Stream, false) => "input.optional_stream()?",
        (Form::Items, true) => "input.items()?",
        (Form::Items, false) => "input.optional_items()?",
        (Form::EventData, true) => "input.event_data()?",
        (Form::EventData, false) => "input.optional_event_data()?",
    })
}

fn body_match(file: &mut File, index: usize, body: &Body) -> BodyMatch {
    let names = &file.names.operations[index];
    let name = file.operation_name(file.api.operations[index].tag.0, &names.body);
    let mut arms: Vec<BodyArm> = Vec::new();
    let distinct = contents::distinct(&body.contents);
    for content in &distinct {
        let body_value = read_body(&body.contents[*content], true);
        let value = format!("{name}::{}({body_value})", names.contents[*content]);
        let value = if body.required {
            value
        } else {
            format!("Some({value})")
        };
        let sharing = contents::sharing(&body.contents, &body.contents[*content]);
        let media_types = sharing
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

/// The trait that checks credentials, with a method for each scheme that the operations of some sections require.
pub fn auth(api: &Api, names: &[Code], sections: &[Section]) -> Option<AuthView> {
    let requirements = || {
        let operations = sections.iter().flat_map(|section| api.in_section(*section));
        operations.flat_map(|(_, operation)| &operation.security)
    };
    let is_required = |scheme: &SecurityScheme| {
        requirements().any(|requirement| requirement.contains_key(&scheme.name))
    };
    let schemes = api.schemes.iter().zip(names);
    let schemes: Vec<SchemeView> = schemes
        .filter(|(scheme, _)| is_required(scheme))
        .map(|(scheme, name)| {
            let mut scopes = requirements().filter_map(|it| it.get(&scheme.name));
            scheme_view(scheme, name, scopes.any(|scopes| !scopes.is_empty()))
        })
        .collect();
    (!schemes.is_empty()).then(|| AuthView {
        combined: requirements().any(|requirement| requirement.len() > 1),
        types: schemes.iter().map(|scheme| scheme.ty.clone()).collect(),
        schemes,
    })
}

fn scheme_view(scheme: &SecurityScheme, name: &Code, scoped: bool) -> SchemeView {
    let (argument, ty, accessor) = match &scheme.kind {
        SchemeKind::ApiKey { .. } => ("key", "ApiKey", "api_key"),
        SchemeKind::Basic => ("login", "Basic", "basic"),
        SchemeKind::Bearer => ("token", "Bearer", "bearer"),
        SchemeKind::MutualTls => ("certificate", "ClientCertificate", "certificate"),
        SchemeKind::Http { .. } => ("authorization", "Authorization", "authorization"),
    };
    let credentials = credentials_docs(&scheme.kind);
    let deprecated = scheme.deprecated.then_some("Deprecated.");
    SchemeView {
        docs: docs([
            scheme.description.as_deref(),
            Some(credentials.as_str()),
            deprecated,
        ]),
        key: scheme.name.clone(),
        name: name.clone(),
        argument: Code::new(argument),
        ty: Code::new(ty),
        scoped,
        accessor: Code::new(accessor),
    }
}

/// The sentence about the credentials that a method of `Auth` checks.
fn credentials_docs(kind: &SchemeKind) -> String {
    match kind {
        SchemeKind::ApiKey { location, name } => {
            let location = match location {
                Location::Header => "header",
                Location::Cookie => "cookie",
                _ => "query parameter",
            };
            format!("Checks the API key in the {location} {}.", code_span(name))
        }
        SchemeKind::Basic => "Checks the username and password.".to_owned(),
        SchemeKind::Bearer => "Checks the bearer token.".to_owned(),
        SchemeKind::MutualTls => {
            "Checks the client certificate, which the TLS terminator has verified.".to_owned()
        }
        SchemeKind::Http { scheme } => format!(
            "Checks the `Authorization` header of the scheme {}.",
            code_span(scheme)
        ),
    }
}
