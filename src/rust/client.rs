//! Views of the client: what `templates/client` prints.

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::docs;
use super::file::File;
use super::senders::own_server;
use super::server::{ArgumentView, operation_docs};
use super::sharing::{params_fields, path_arguments};
use super::{params, responses};
use crate::api::contents;
use crate::api::{
    Api, Body, Content, Form, Location, Operation, SchemeKind, Section, SecurityScheme, Type,
};

/// The client's method for an operation.
#[derive(Debug, Serialize)]
pub struct MethodView {
    pub docs: Code,
    pub deprecated: bool,
    pub name: Code,
    pub arguments: Vec<ArgumentView>,
    pub allow_many_arguments: bool,
    /// Whether clippy's `wrong_self_convention` would reject the name.
    pub allow_self_convention: bool,
    /// The type of a successful result.
    pub success: Code,
    /// The enum of the operation's responses.
    pub response: Code,
    /// The expression of the HTTP method.
    pub method: Code,
    /// The path, or the argument that holds a complete URL.
    pub path: Code,
    /// The calls between `self.request(…)` and the body.
    pub calls: Vec<Code>,
    /// The call that sets the body, if all its media types have one type.
    pub body: Option<Code>,
    /// The calls that set the body, if it is an enum.
    pub bodies: Option<BodiesView>,
    /// Whether a response may have a streamed body.
    pub streamed: bool,
    /// Whether a response may be a struct of parts.
    pub multipart: bool,
    /// Whether the request is signed.
    pub signed: bool,
}

/// The `match` on the enum of a body.
#[derive(Debug, Serialize)]
pub struct BodiesView {
    pub optional: bool,
    pub arms: Vec<BodyArmView>,
}

#[derive(Debug, Serialize)]
pub struct BodyArmView {
    pub pattern: Code,
    pub call: Code,
}

/// The client's method that sets the credentials for a security scheme.
#[derive(Debug, Serialize)]
pub struct SecretView {
    pub docs: Code,
    pub name: Code,
    /// The scheme's name in the document.
    pub scheme: String,
    /// `basic`, `bearer`, `authorization` or `api_key`.
    pub kind: Code,
    /// The variant of `ApiKeyLocation`; empty for other schemes.
    pub location: Code,
    /// The name of the header, cookie or query parameter of an API key.
    pub parameter: String,
}

pub fn methods(file: &mut File, tag: usize) -> Vec<MethodView> {
    let indices = file.names.by_tag[tag].iter();
    indices.map(|index| method(file, *index)).collect()
}

fn method(file: &mut File, index: usize) -> MethodView {
    let operation = &file.api.operations[index];
    let names = &file.names.operations[index];
    let mut arguments = Vec::new();
    let mut calls = own_server(file.api, operation);
    let is_served = file.api.section(operation) == Section::Paths;
    if !is_served {
        arguments.push(ArgumentView {
            name: Code::new("url"),
            ty: Code::new("&str"),
        });
    }
    add_parameters(file, index, &mut arguments, &mut calls);
    calls.extend(auth_call(file.api, operation));
    calls.extend(accept_call(operation));
    let (body, bodies) = match &operation.body {
        Some(source) => {
            let (argument, body, bodies) = body_views(file, index, source);
            arguments.push(argument);
            (body, bodies)
        }
        None => (None, None),
    };
    MethodView {
        docs: operation_docs(file.api, operation, None),
        deprecated: operation.deprecated,
        name: names.method.clone(),
        allow_many_arguments: arguments.len() > 6,
        allow_self_convention: names.is_conversion(),
        arguments,
        success: responses::success(file, index),
        response: file.operation_name(operation.tag.0, &names.response),
        method: http_method(file, &operation.method),
        path: match is_served {
            true => literal(&operation.route),
            false => Code::new("url"),
        },
        calls,
        body,
        bodies,
        streamed: responses::streams(operation),
        multipart: responses::files(operation).is_some(),
        signed: operation.signed,
    }
}

/// Adds the arguments of parameters, and the calls that send them.
fn add_parameters(
    file: &mut File,
    index: usize,
    arguments: &mut Vec<ArgumentView>,
    calls: &mut Vec<Code>,
) {
    let operation = &file.api.operations[index];
    let names = &file.names.operations[index];
    for parameter in path_arguments(operation) {
        let name = names.parameters[parameter].clone();
        let parameter = &operation.parameters[parameter];
        let (ty, is_reference) = argument_type(file, &parameter.ty);
        let value = match is_reference {
            true => name.to_string(),
            false => format!("&{name}"),
        };
        let (method, mut values) = params::builder_call(file, parameter);
        values.push(value);
        calls.push(Code::new(format!("{method}({})", values.join(", "))));
        arguments.push(ArgumentView { name, ty });
    }
    if !params_fields(operation).is_empty() {
        let ty = file.operation_name(operation.tag.0, &names.params);
        arguments.push(ArgumentView {
            name: Code::new("params"),
            ty: Code::new(format!("&{ty}")),
        });
        calls.push(Code::new("params(params)"));
    }
}

/// The call that lists the security requirements, if the client sends credentials for any of them.
fn auth_call(api: &Api, operation: &Operation) -> Option<Code> {
    // A client certificate belongs to the connection.
    let is_certificate = |name: &str| {
        let mut schemes = api.schemes.iter();
        schemes.any(|scheme| scheme.kind == SchemeKind::MutualTls && scheme.name == name)
    };
    let requirements = operation.security.iter().filter_map(|requirement| {
        let schemes = requirement.keys().filter(|name| !is_certificate(name));
        let schemes: Vec<String> = schemes.map(|name| literal(name).to_string()).collect();
        (!schemes.is_empty()).then(|| format!("&[{}]", schemes.join(", ")))
    });
    let requirements: Vec<String> = requirements.collect();
    (!requirements.is_empty()).then(|| Code::new(format!("auth(&[{}])", requirements.join(", "))))
}

/// The call that sets the `Accept` header, unless it is `application/json`, the runtime's default.
fn accept_call(operation: &Operation) -> Option<Code> {
    let accept = accept(operation);
    let is_default = accept.is_empty() || accept == ["application/json"];
    (!is_default).then(|| Code::new(format!("accept({})", literal(&accept.join(", ")))))
}

/// The argument of a body, and the call that sets it or, for an enum, the calls for its variants.
fn body_views(
    file: &mut File,
    index: usize,
    body: &Body,
) -> (ArgumentView, Option<Code>, Option<BodiesView>) {
    let argument = |ty: Code| ArgumentView {
        name: Code::new("body"),
        ty,
    };
    if !contents::needs_enum(body) {
        let content = preferred(&body.contents);
        let (ty, call) = match body.contents[content].form {
            Form::Multipart => multipart_argument(file, index, content, body.required),
            _ => body_argument(file, body, content),
        };
        return (argument(ty), Some(call), None);
    }
    let tag = file.api.operations[index].tag.0;
    let ty = file.operation_name(tag, &file.names.operations[index].body);
    let ty = match body.required {
        true => ty,
        false => Code::new(format!("Option<{ty}>")),
    };
    (argument(ty), None, Some(bodies_view(file, index, body)))
}

/// The type of an argument, and whether it is a reference.
fn argument_type(file: &mut File, ty: &Type) -> (Code, bool) {
    if *file.resolved(ty) == Type::String {
        return (Code::new("&str"), true);
    }
    let copied = file.is_copy(ty);
    if let Type::List(inner) = ty {
        return (Code::new(format!("&[{}]", file.ty(inner))), true);
    }
    let ty = file.ty(ty);
    if copied {
        (ty, false)
    } else {
        (Code::new(format!("&{ty}")), true)
    }
}

/// The media types of the responses, without duplicates.
fn accept(operation: &Operation) -> Vec<String> {
    let mut accept: Vec<String> = Vec::new();
    for content in operation
        .responses
        .iter()
        .flat_map(|response| &response.contents)
    {
        let usable = content.media_type.contains('/') && content.media_type.is_ascii();
        if usable && !accept.contains(&content.media_type) {
            accept.push(content.media_type.clone());
        }
    }
    accept
}

/// The content that the client sends, of several with one type: JSON if possible.
fn preferred(contents: &[Content]) -> usize {
    let mut contents = contents.iter();
    let json = contents.position(|content| content.form == Form::Json);
    json.unwrap_or_default()
}

fn multipart_argument(
    file: &mut File,
    index: usize,
    content: usize,
    required: bool,
) -> (Code, Code) {
    let ty = file.body_type(index, content);
    let source = file.api.operations[index].body.as_ref();
    let media_type = source.map(|body| body.contents[content].sent_as());
    let media_type = literal(&media_type.unwrap_or_default());
    match required {
        true => (ty, Code::new(format!("multipart({media_type}, body)"))),
        false => (
            Code::new(format!("Option<{ty}>")),
            Code::new(format!("optional_multipart({media_type}, body)")),
        ),
    }
}

fn body_argument(file: &mut File, body: &Body, content: usize) -> (Code, Code) {
    let (content, required) = (&body.contents[content], body.required);
    let media_type = literal(&contents::sent_as(&body.contents, content));
    match content.form {
        Form::Json | Form::UrlEncoded | Form::Xml => {
            let (method, arguments) = structured(file, content);
            let (ty, _) = argument_type(file, &content.ty);
            // Also for types that are `Copy`, so that all structured bodies are passed in one way.
            let ty = match ty.as_str().starts_with('&') {
                true => ty,
                false => Code::new(format!("&{ty}")),
            };
            match required {
                true => (ty, Code::new(format!("{method}({arguments}body)"))),
                false => (
                    Code::new(format!("Option<{ty}>")),
                    Code::new(format!("optional_{method}({arguments}body)")),
                ),
            }
        }
        Form::RawMultipart => {
            let ty = file.ty(&content.ty);
            match required {
                true => (ty, Code::new(format!("raw_multipart({media_type}, body)"))),
                false => (
                    Code::new(format!("Option<{ty}>")),
                    Code::new(format!("optional_raw_multipart({media_type}, body)")),
                ),
            }
        }
        Form::Text | Form::Stream | Form::Multipart | Form::Items | Form::EventData => {
            let method = match content.form {
                Form::Text => text_method(content),
                Form::Stream => "stream",
                Form::EventData => "event_data",
                _ => "items",
            };
            let ty = file.ty(&content.ty);
            match required {
                true => (
                    Code::new(format!("impl Into<{ty}>")),
                    Code::new(format!("{method}({media_type}, body)")),
                ),
                false => (
                    Code::new(format!("Option<{ty}>")),
                    Code::new(format!("optional_{method}({media_type}, body)")),
                ),
            }
        }
    }
}

/// The builder's method for a text.
fn text_method(content: &Content) -> &'static str {
    match content.ty {
        Type::MediaText => "media_text",
        _ => "text",
    }
}

/// The builder's method for a JSON or form body, and its arguments before the body.
fn structured(file: &mut File, content: &Content) -> (&'static str, String) {
    let media_type = content.sent_as();
    let media_type = match (content.form, media_type.as_str()) {
        (Form::Json, "application/json") => return ("json", String::new()),
        (_, other) => literal(other),
    };
    if content.form == Form::Json {
        return ("json_as", format!("{media_type}, "));
    }
    if let Some(shape) = &content.xml {
        let shapes = file.xml();
        let shape = literal(shape);
        return ("xml", format!("{media_type}, {shapes}.shape({shape}), "));
    }
    if content.encodings.is_empty() {
        return ("form", format!("{media_type}, "));
    }
    let encodings = params::encodings(file, &content.encodings);
    ("encoded_form", format!("{media_type}, {encodings}, "))
}

fn bodies_view(file: &mut File, index: usize, body: &Body) -> BodiesView {
    let names = &file.names.operations[index];
    let name = file.operation_name(file.api.operations[index].tag.0, &names.body);
    let arms = contents::distinct(&body.contents)
        .into_iter()
        .map(|content| {
            let variant = &names.contents[content];
            let content = &body.contents[content];
            let media_type = literal(&contents::sent_as(&body.contents, content));
            let pattern = format!("{name}::{variant}(body)");
            let pattern = if body.required {
                pattern
            } else {
                format!("Some({pattern})")
            };
            let call = match content.form {
                Form::Json | Form::UrlEncoded | Form::Xml => {
                    let (method, arguments) = structured(file, content);
                    format!("{method}({arguments}&body)")
                }
                Form::Text => format!("{}({media_type}, body)", text_method(content)),
                Form::Multipart => format!("multipart({media_type}, body)"),
                Form::RawMultipart => format!("raw_multipart({media_type}, body)"),
                Form::Stream => format!("stream({media_type}, body)"),
                Form::Items => format!("items({media_type}, body)"),
                Form::EventData => format!("event_data({media_type}, body)"),
            };
            BodyArmView {
                pattern: Code::new(pattern),
                call: Code::new(call),
            }
        })
        .collect();
    BodiesView {
        optional: !body.required,
        arms,
    }
}

fn http_method(file: &mut File, method: &str) -> Code {
    match method {
        "GET" | "PUT" | "POST" | "DELETE" | "OPTIONS" | "HEAD" | "PATCH" | "TRACE" => {
            Code::new(format!("{}::{method}", file.runtime("client", "Method")))
        }
        other => literal(other),
    }
}

pub fn secrets(schemes: &[SecurityScheme], names: &[Code]) -> Vec<SecretView> {
    schemes
        .iter()
        .zip(names)
        .filter_map(|(scheme, name)| {
            let (kind, location, parameter, what) = match &scheme.kind {
                // The certificate is set in the HTTP client's configuration.
                SchemeKind::MutualTls => return None,
                SchemeKind::ApiKey { location, name } => {
                    let location = match location {
                        Location::Header => "Header",
                        Location::Cookie => "Cookie",
                        _ => "Query",
                    };
                    (
                        "api_key",
                        location,
                        name.as_str(),
                        "Sets the API key for operations that require it.",
                    )
                }
                SchemeKind::Basic => (
                    "basic",
                    "",
                    "",
                    "Sets the username and password for operations that require them.",
                ),
                SchemeKind::Bearer => (
                    "bearer",
                    "",
                    "",
                    "Sets the bearer token for operations that require it.",
                ),
                SchemeKind::Http { .. } => (
                    "authorization",
                    "",
                    "",
                    "Sets the value of the `Authorization` header for operations that require it.",
                ),
            };
            let deprecated = scheme.deprecated.then_some("Deprecated.");
            Some(SecretView {
                docs: docs([Some(what), deprecated]),
                name: Code::new(format!("with_{}", name.bare())),
                scheme: scheme.name.clone(),
                kind: Code::new(kind),
                location: Code::new(location),
                parameter: parameter.to_owned(),
            })
        })
        .collect()
}
