//! Names of operations, and of their parameters, bodies, responses and headers.

use super::super::code::Code;
use super::super::scope::{DISALLOWED_NAMES, RESERVED_METHODS, RESERVED_TYPES, Scope};
use super::super::sharing::params_fields;
use super::super::spelling::{snake, spell};
use super::{HeadersName, MultipartName, OperationName};
use crate::api::contents::{needs_enum, negotiated};
use crate::api::{Api, Content, Form, Location, Operation, Part, Response, Section, Status};

/// For each operation, the name of its method and the prefix of the names of its types.
fn chosen(api: &Api, schemes: &[Code], types: &mut Scope) -> Vec<(Code, Code)> {
    let mut chosen: Vec<(Code, Code)> = vec![Default::default(); api.operations.len()];
    // Webhooks and callbacks are named last, so that adding one does not rename an operation of the server.
    for section in [Section::Paths, Section::Webhooks, Section::Callbacks] {
        let mut methods = Scope::with(RESERVED_METHODS).noun("operation");
        // Handlers and the client have a method for each security scheme.
        methods.reserved.extend(
            schemes
                .iter()
                .flat_map(|name| [name.to_string(), format!("with_{}", name.bare())]),
        );
        // Operations with an `operationId` come first, and of those the ones whose IDs need no respelling.
        for is_exact in [Some(true), Some(false), None] {
            for (index, operation) in api.operations.iter().enumerate() {
                let id = operation.id.as_deref().filter(|id| !spell(id).is_empty());
                if api.section(operation) != section || id.map(|id| snake(id) == id) != is_exact {
                    continue;
                }
                let name = match id {
                    Some(id) => id.to_owned(),
                    None => unnamed(section, operation, &chosen),
                };
                chosen[index] = (methods.snake(&name), types.pascal(&name));
            }
        }
    }
    chosen
}

/// The names of all operations.
pub(super) fn operations(api: &Api, schemes: &[Code]) -> Vec<OperationName> {
    let mut bases = Scope::default().noun("operation");
    let mut types = Scope::with(RESERVED_TYPES).noun("operation");
    // The type parameter of `routes`, in whose scope the response enums are.
    types.reserved.insert("A".to_owned());
    let chosen = chosen(api, schemes, &mut bases);
    let operations = chosen.into_iter().zip(&api.operations);
    let name = |((method, base), operation): ((Code, Code), &Operation)| {
        let body = operation.body.as_ref().filter(|body| needs_enum(body));
        let body = body
            .map(|_| types.pascal(&format!("{base} request")))
            .unwrap_or_default();
        let params = match params_fields(operation).is_empty() {
            true => Code::default(),
            false => types.pascal(&format!("{base} params")),
        };
        OperationName {
            method,
            response: types.pascal(&format!("{base} response")),
            accept: match negotiated(operation) {
                Some(_) => types.pascal(&format!("{base} accept")),
                None => Code::default(),
            },
            params,
            body,
            multiparts: multiparts(&base, operation, &mut types),
            response_multiparts: response_multiparts(&base, operation, &mut types),
            headers: headers(&base, operation, &mut types),
            parameters: parameters(operation),
            contents: contents(operation),
            responses: responses(operation),
            base,
        }
    };
    operations.map(name).collect()
}

/// The structs of multipart bodies, one for each content: `UploadMultipart`.
fn multiparts(base: &Code, operation: &Operation, types: &mut Scope) -> Vec<MultipartName> {
    let mut name = |content: &Content| multipart(content, &format!("{base} multipart"), types);
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents.map(&mut name).collect()
}

/// The same for responses: `ExportOkMultipart`.
fn response_multiparts(
    base: &Code,
    operation: &Operation,
    types: &mut Scope,
) -> Vec<Vec<MultipartName>> {
    let mut names = |response: &Response| {
        let name = format!("{base} {} multipart", status_name(response.status));
        let contents = response.contents.iter();
        contents.map(|it| multipart(it, &name, types)).collect()
    };
    operation.responses.iter().map(&mut names).collect()
}

fn multipart(content: &Content, name: &str, types: &mut Scope) -> MultipartName {
    if content.form != Form::Multipart {
        return MultipartName::default();
    }
    let mut scope = Scope::default().noun("part");
    let text = |(position, part): (usize, &Part)| match content.positions {
        Some(positions) if position < positions => format!("part {}", position + 1),
        _ => part.name.clone(),
    };
    let texts: Vec<String> = content.parts.iter().enumerate().map(text).collect();
    let fields = scope.all(&texts.iter().collect::<Vec<_>>(), snake);
    let mut headers = |(part, text): (&Part, &String)| {
        let headers = part.headers.iter();
        headers
            .map(|header| scope.snake(&format!("{text} {}", header.name)))
            .collect()
    };
    MultipartName {
        name: types.pascal(name),
        headers: content.parts.iter().zip(&texts).map(&mut headers).collect(),
        fields,
    }
}

/// The structs of headers, one for each response: `CreatePetCreatedHeaders`.
fn headers(base: &Code, operation: &Operation, types: &mut Scope) -> Vec<HeadersName> {
    let mut name = |response: &Response| match response.headers.is_empty() {
        true => HeadersName::default(),
        false => HeadersName {
            name: types.pascal(&format!("{base} {} headers", status_name(response.status))),
            fields: header_fields(response),
        },
    };
    operation.responses.iter().map(&mut name).collect()
}

/// A name for an operation without an `operationId`: its method and path; for a callback, the operation that it belongs to
/// and the callback's key.
fn unnamed(section: Section, operation: &Operation, chosen: &[(Code, Code)]) -> String {
    let method = operation.method.to_ascii_lowercase();
    // Nearly all webhooks and callbacks are POST requests, so the method is left out of the name.
    let verb = if method == "post" {
        ""
    } else {
        method.as_str()
    };
    if section == Section::Webhooks {
        return format!("{verb} {}", operation.path);
    }
    if let Some(callback) = &operation.callback {
        let owner = callback.of.first().filter(|_| !callback.is_component);
        let owner = owner.map_or("", |owner| chosen[*owner].0.bare());
        return format!("{owner} {verb} {}", callback.name);
    }
    let mut words = vec![method];
    for segment in operation
        .path
        .split('/')
        .filter(|segment| !segment.is_empty())
    {
        match segment
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
        {
            Some(name) => words.extend(["by".to_owned(), name.to_owned()]),
            None => words.push(segment.replace(['{', '}'], " ")),
        }
    }
    words.join(" ")
}

fn parameters(operation: &Operation) -> Vec<Code> {
    // The other arguments and the local variable of the client's methods.
    let others = ["body", "caller", "params", "request"];
    let mut scope = Scope::with(&[&others, DISALLOWED_NAMES].concat()).noun("parameter");
    let (of_path, others): (Vec<usize>, Vec<usize>) = (0..operation.parameters.len())
        .partition(|index| operation.parameters[*index].location == Location::Path);
    let mut names = vec![Code::default(); operation.parameters.len()];
    for indices in [of_path, others] {
        let texts: Vec<&String> = indices
            .iter()
            .map(|index| &operation.parameters[*index].name)
            .collect();
        for (index, name) in indices.into_iter().zip(scope.all(&texts, snake)) {
            names[index] = name;
        }
        // The others are fields, which may have these names.
        scope.reserved.clear();
    }
    names
}

fn contents(operation: &Operation) -> Vec<Code> {
    let mut scope = Scope::default();
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    contents
        .map(|content| scope.pascal(&media_name(content)))
        .collect()
}

fn responses(operation: &Operation) -> Vec<Vec<Code>> {
    let mut variants = Scope::default();
    operation
        .responses
        .iter()
        .map(|response| {
            let status = status_name(response.status);
            let count = response.contents.len().max(1);
            (0..count)
                .map(|index| {
                    let name = match response.contents.get(index).filter(|_| index > 0) {
                        Some(content) => format!("{status} {}", media_name(content)),
                        None => status.clone(),
                    };
                    variants.pascal(&name)
                })
                .collect()
        })
        .collect()
}

fn header_fields(response: &Response) -> Vec<Code> {
    let texts: Vec<&String> = response.headers.iter().map(|header| &header.name).collect();
    Scope::default().noun("header").all(&texts, snake)
}

/// The name of a status: its reason phrase (RFC 9110 §15).
fn status_name(status: Status) -> String {
    match status {
        Status::Code(code) => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|code| code.canonical_reason())
            .map_or_else(
                || format!("status {code}"),
                |reason| reason.replace('\'', ""),
            ),
        Status::Range(1) => "informational".to_owned(),
        Status::Range(2) => "success".to_owned(),
        Status::Range(3) => "redirection".to_owned(),
        Status::Range(4) => "client error".to_owned(),
        Status::Range(_) => "server error".to_owned(),
        Status::Default => "default".to_owned(),
    }
}

/// The name of a content: the subtype of its media type.
fn media_name(content: &Content) -> String {
    let essence = content.media_type.split(';').next().unwrap_or_default();
    let (main, subtype) = essence.split_once('/').unwrap_or(("", essence));
    match (content.form, subtype) {
        (Form::UrlEncoded, _) => "form".to_owned(),
        (Form::Json, "*" | "json") => "json".to_owned(),
        (_, "*" | "") if matches!(main, "*" | "") => "any".to_owned(),
        (_, "*") => main.to_owned(),
        (_, "octet-stream") => "binary".to_owned(),
        (_, "plain") => "text".to_owned(),
        (_, "form-data") => "multipart".to_owned(),
        _ => subtype
            .strip_prefix("x-")
            .or(subtype.strip_prefix("vnd."))
            .unwrap_or(subtype)
            .to_owned(),
    }
}
