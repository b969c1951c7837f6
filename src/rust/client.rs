//! Views of the client: what `templates/client` prints.

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::docs;
use super::file::File;
use super::senders::own_server;
use super::server::{ArgumentView, operation_docs};
use super::sharing::{params_fields, path_arguments};
use super::{contents, params, responses};
use crate::api::{
    Body, Content, Form, Location, Operation, SchemeKind, Section, SecurityScheme, Type,
};

/// The client's method for an operation.
#[derive(Debug, Serialize)]
pub struct MethodView {
    pub docs: Code,
    pub deprecated: bool,
    pub name: Code,
    pub arguments: Vec<ArgumentView>,
    pub allow_many: bool,
    /// Whether its name is one that clippy expects of another kind of method.
    pub allow_self: bool,
    /// The type of its success.
    pub success: Code,
    pub response: Code,
    /// The expression of the HTTP method.
    pub method: Code,
    /// The path, or the argument that holds a whole address.
    pub path: Code,
    /// The calls between `self.request(…)` and the body.
    pub calls: Vec<Code>,
    /// The call of the body, where there is one kind only.
    pub body: Option<Code>,
    pub bodies: Option<BodiesView>,
    pub streamed: bool,
}

/// A body that comes in several kinds.
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

/// A way to give the client credentials.
#[derive(Debug, Serialize)]
pub struct SecretView {
    pub docs: Code,
    pub name: Code,
    pub key: String,
    /// `basic`, `bearer`, `authorization` or `api_key`.
    pub kind: Code,
    pub place: Code,
    pub wire: String,
}

pub fn methods(file: &mut File, tag: usize) -> Vec<MethodView> {
    let indices = file.names.by_tag[tag].iter();
    indices.map(|index| method(file, *index)).collect()
}

fn method(file: &mut File, index: usize) -> MethodView {
    let operation = &file.api.operations[index];
    let names = &file.names.operations[index];
    let tag = operation.tag.0;
    let mut arguments = Vec::new();
    let mut calls = own_server(file.api, operation);
    let is_served = file.api.section(operation) == Section::Paths;
    if !is_served {
        arguments.push(ArgumentView {
            name: Code::new("url"),
            ty: Code::new("&str"),
        });
    }
    for parameter in path_arguments(operation) {
        let name = names.parameters[parameter].clone();
        let parameter = &operation.parameters[parameter];
        let (ty, by_reference) = argument_type(file, &parameter.ty);
        let value = if by_reference {
            name.to_string()
        } else {
            format!("&{name}")
        };
        let (method, mut how) = params::added(file, parameter);
        how.push(value);
        calls.push(Code::new(format!("{method}({})", how.join(", "))));
        arguments.push(ArgumentView { name, ty });
    }
    let fields = params_fields(operation);
    if !fields.is_empty() {
        let ty = file.operation_name(tag, &names.params);
        arguments.push(ArgumentView {
            name: Code::new("params"),
            ty: Code::new(format!("&{ty}")),
        });
        calls.push(Code::new("params(params)"));
    }
    let auth: Vec<String> = operation
        .security
        .iter()
        .filter(|requirement| !requirement.is_empty())
        .map(|requirement| {
            let is_sent = |name: &&String| {
                let shown = |scheme: &SecurityScheme| {
                    scheme.kind == SchemeKind::MutualTls && scheme.name == **name
                };
                // A certificate belongs to the connection.
                !file.api.schemes.iter().any(shown)
            };
            let schemes = requirement.keys().filter(is_sent);
            let schemes: Vec<String> = schemes.map(|name| literal(name).to_string()).collect();
            format!("&[{}]", schemes.join(", "))
        })
        .filter(|schemes| schemes != "&[]")
        .collect();
    if !auth.is_empty() {
        calls.push(Code::new(format!("auth(&[{}])", auth.join(", "))));
    }
    let accept = accept(operation);
    // Without it, JSON is asked for.
    if !accept.is_empty() && accept != ["application/json"] {
        calls.push(Code::new(format!(
            "accept({})",
            literal(&accept.join(", "))
        )));
    }
    let (mut body, mut bodies) = (None, None);
    if let Some(source) = &operation.body {
        if contents::is_several(source) {
            let ty = file.operation_name(tag, &names.body);
            let ty = if source.required {
                ty.to_string()
            } else {
                format!("Option<{ty}>")
            };
            arguments.push(ArgumentView {
                name: Code::new("body"),
                ty: Code::new(ty),
            });
            bodies = Some(bodies_view(file, index, source));
        } else {
            let content = preferred(&source.contents);
            let (ty, call) = body_argument(file, content, source.required);
            arguments.push(ArgumentView {
                name: Code::new("body"),
                ty,
            });
            body = Some(call);
        }
    }
    MethodView {
        docs: operation_docs(file.api, operation),
        deprecated: operation.deprecated,
        name: names.method.clone(),
        allow_many: arguments.len() > 6,
        allow_self: names.is_conversion(),
        arguments,
        success: responses::success(file, index),
        response: file.operation_name(tag, &names.response),
        method: http_method(file, &operation.method),
        path: match is_served {
            true => literal(&operation.route),
            false => Code::new("url"),
        },
        calls,
        body,
        bodies,
        streamed: responses::streams(operation),
    }
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

/// The media types that answers come in, each once.
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

/// Of representations that give the same value, the one that the client sends: JSON, where there is JSON.
fn preferred(contents: &[Content]) -> &Content {
    contents
        .iter()
        .find(|content| content.form == Form::Json)
        .unwrap_or(&contents[0])
}

fn body_argument(file: &mut File, content: &Content, required: bool) -> (Code, Code) {
    let media_type = literal(&content.sent_as());
    match content.form {
        Form::Json | Form::UrlEncoded => {
            let (method, arguments) = structured(file, content);
            let (ty, _) = argument_type(file, &content.ty);
            // Even what could be copied: a body is written from where it is.
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
        Form::Text | Form::Stream | Form::Items => {
            let method = match content.form {
                Form::Text => "text",
                Form::Stream => "stream",
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

/// The method for a body of JSON or of form fields, and its arguments before the body.
fn structured(file: &mut File, content: &Content) -> (&'static str, String) {
    let media_type = content.sent_as();
    let media_type = match (content.form, media_type.as_str()) {
        (Form::Json, "application/json") => return ("json", String::new()),
        (_, other) => literal(other),
    };
    if content.form == Form::Json {
        return ("json_as", format!("{media_type}, "));
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
            let media_type = literal(&content.sent_as());
            let pattern = format!("{name}::{variant}(body)");
            let pattern = if body.required {
                pattern
            } else {
                format!("Some({pattern})")
            };
            let call = match content.form {
                Form::Json | Form::UrlEncoded => {
                    let (method, arguments) = structured(file, content);
                    format!("{method}({arguments}&body)")
                }
                Form::Text => format!("text({media_type}, body)"),
                Form::Stream => format!("stream({media_type}, body)"),
                Form::Items => format!("items({media_type}, body)"),
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
            let (kind, place, wire, what) = match &scheme.kind {
                // The caller's own HTTP client shows it.
                SchemeKind::MutualTls => return None,
                SchemeKind::ApiKey { location, name } => {
                    let place = match location {
                        Location::Header => "Header",
                        Location::Cookie => "Cookie",
                        _ => "Query",
                    };
                    ("api_key", place, name.as_str(), "Holds an API key, sent with the operations that ask for it.")
                }
                SchemeKind::Basic => ("basic", "", "", "Holds a user's name and password, sent with the operations that ask for them."),
                SchemeKind::Bearer => ("bearer", "", "", "Holds a bearer token, sent with the operations that ask for it."),
                SchemeKind::Http { .. } => {
                    ("authorization", "", "", "Holds a value of the `Authorization` header, sent with the operations that ask for it.")
                }
            };
            let deprecated = scheme.deprecated.then_some("Deprecated.");
            Some(SecretView {
                docs: docs([Some(what), deprecated]),
                name: Code::new(format!("with_{}", name.bare())),
                key: scheme.name.clone(),
                kind: Code::new(kind),
                place: Code::new(place),
                wire: wire.to_owned(),
            })
        })
        .collect()
}
