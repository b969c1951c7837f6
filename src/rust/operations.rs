//! Views of the types of operations: parameters, bodies and responses, for `templates/operations`.

use serde::Serialize;

use super::code::{Code, literal};
use super::construct::{self, ConstructorField, Constructors};
use super::defaults;
use super::docs::{code_span, docs};
use super::file::File;
use super::headers::{self, HeadersView};
use super::layout;
use super::multipart::{self, Side};
use super::params;
use super::responses::{self, ResponsesCall};
use super::sharing::params_fields;
use crate::api::contents::{choices, distinct, needs_enum, negotiated, variants_of};
use crate::api::{Content, Form, Link, Operation, Parameter, Response, Status, Type};

/// The items of one operation in its tag's file.
#[derive(Debug, Serialize)]
pub struct OperationView {
    pub response: ResponseEnumView,
    pub headers: Vec<HeadersView>,
    pub params: Option<ParamsView>,
    pub multiparts: Vec<MultipartView>,
    pub body: Option<BodyView>,
}

/// The struct of a multipart body.
#[derive(Debug, Serialize)]
pub struct MultipartView {
    /// The macro that maps it.
    pub call: Code,
    /// Whether the parts have no names.
    pub positional: bool,
    pub docs: Code,
    pub name: Code,
    pub fields: Vec<super::types::FieldView>,
    /// The arguments of the macro `multipart!`.
    pub sent: Vec<Code>,
    pub construct: Constructors,
}

/// The enum of an operation's responses.
#[derive(Debug, Serialize)]
pub struct ResponseEnumView {
    pub docs: Code,
    pub name: Code,
    /// The equal enum of another operation, which this one is an alias of. It has no variants then.
    pub same_as: Option<Code>,
    /// Whether `Clone` and `PartialEq` are derived, which streams don't implement.
    pub derive_clone: bool,
    /// Whether clippy's `large_enum_variant` may apply.
    pub has_large_variant: bool,
    pub variants: Vec<VariantView>,
    pub call: Option<ResponsesCall>,
    /// The contents that a request can choose among, if there are several.
    pub accept: Option<AcceptView>,
}

/// The enum of the contents that a request can choose among.
#[derive(Debug, Serialize)]
pub struct AcceptView {
    pub docs: Code,
    pub name: Code,
    /// The equal enum of another operation, which this one is an alias of.
    pub same_as: Option<Code>,
    /// The docs of each variant, its name, and its media type as a literal.
    pub variants: Vec<(Code, Code, Code)>,
}

#[derive(Debug, Serialize)]
pub struct VariantView {
    pub docs: Code,
    pub name: Code,
    /// Whether the variant has the status code as a field, for ranges and `default`.
    pub status: bool,
    pub ty: Option<Code>,
}

/// The struct of an operation's parameters.
#[derive(Debug, Serialize)]
pub struct ParamsView {
    pub docs: Code,
    pub name: Code,
    /// The equal struct of another operation, which this one is an alias of. It has no fields then.
    pub same_as: Option<Code>,
    pub fields: Vec<super::types::FieldView>,
    /// The arguments of the macro `params!`: each field with the location and serialization of its parameter.
    pub sent: Vec<Code>,
    pub construct: Constructors,
}

/// The enum of an operation's bodies, if they differ in type or form.
#[derive(Debug, Serialize)]
pub struct BodyView {
    pub docs: Code,
    pub name: Code,
    pub derive_clone: bool,
    pub has_large_variant: bool,
    pub variants: Vec<VariantView>,
    /// The type that all variants hold, if it is one.
    pub inner: Option<Code>,
}

pub fn view(file: &mut File, index: usize) -> OperationView {
    let operation = &file.api.operations[index];
    OperationView {
        response: response_enum(file, index, operation),
        headers: headers::views(file, index),
        params: params(file, index, operation),
        multiparts: multiparts(file, index, operation),
        body: body(file, index, operation),
    }
}

/// The type of a parameter's field: an option if the parameter may be absent and has no default, or is nullable.
pub fn parameter_type(file: &mut File, parameter: &Parameter) -> Code {
    let nullable = matches!(parameter.ty, Type::Nullable(_));
    let ty = file.ty(parameter.ty.required());
    let has_default = default(file, parameter).is_some();
    match (parameter.required, has_default) {
        (true, _) if nullable => Code::new(format!("Option<{ty}>")),
        (true, _) | (false, true) => ty,
        (false, false) => Code::new(format!("Option<{ty}>")),
    }
}

fn default(file: &mut File, parameter: &Parameter) -> Option<(Code, bool)> {
    parameter
        .default
        .as_ref()
        .and_then(|value| defaults::expression(file, parameter.ty.required(), value))
}

fn response_enum(file: &mut File, index: usize, operation: &Operation) -> ResponseEnumView {
    let name = file.names.operations[index].response.clone();
    let interface = &file.names.tags[operation.tag.0].interface;
    let method = &file.names.operations[index].method;
    let what = format!("Responses of `{interface}::{}`.", method.bare());
    if let Some(other) = file.names.same_responses[index] {
        let tag = file.api.operations[other].tag.0;
        let names = &file.names.operations[other];
        let interface = &file.names.tags[tag].interface;
        let same = format!(
            "They are equal to those of `{interface}::{}`.",
            names.method.bare()
        );
        return ResponseEnumView {
            docs: docs([Some(format!("{what} {same}").as_str())]),
            name,
            same_as: Some(file.operation_name(tag, &names.response)),
            derive_clone: false,
            has_large_variant: false,
            variants: Vec::new(),
            call: None,
            accept: accept_view(file, index, operation),
        };
    }
    let mut variants = Vec::new();
    let mut sizes = Vec::new();
    let mut derive_clone = true;
    for (position, response) in operation.responses.iter().enumerate() {
        for number in variants_of(response) {
            let name = file.names.operations[index].responses[position][number].clone();
            let content = response.contents.get(number);
            let ty = file.payload(index, position, Some(number));
            derive_clone &= content.is_none_or(|content| !content.ty.is_stream());
            let headers = response
                .headers
                .iter()
                .map(|header| layout::size(&file.api.types, &header.ty))
                .sum::<usize>();
            let body = content.map_or(0, |content| match content.form {
                Form::Multipart => multipart::size(&file.api.types, content),
                _ => layout::size(&file.api.types, &content.ty),
            });
            sizes.push(headers + body);
            variants.push(VariantView {
                docs: response_docs(response, content, operation.responses.len() == 1),
                name,
                status: !matches!(response.status, Status::Code(_)),
                ty,
            });
        }
    }
    ResponseEnumView {
        docs: docs([Some(what.as_str())]),
        name,
        same_as: None,
        derive_clone,
        has_large_variant: layout::has_large_variant(&sizes),
        variants,
        call: Some(responses::call(file, index)),
        accept: accept_view(file, index, operation),
    }
}

fn accept_view(file: &mut File, index: usize, operation: &Operation) -> Option<AcceptView> {
    let position = negotiated(operation)?;
    let names = &file.names.operations[index];
    let what = format!(
        "Contents of `{}` that a request can choose among.",
        names.response
    );
    let response = &operation.responses[position];
    let variants = choices(response).into_iter().map(|(content, media_type)| {
        (
            docs([Some(code_span(&media_type).as_str())]),
            names.responses[position][content].clone(),
            literal(&media_type),
        )
    });
    Some(AcceptView {
        docs: docs([Some(what.as_str())]),
        name: names.accept.clone(),
        variants: variants.collect(),
        same_as: file.names.same_accepts[index].map(|other| {
            let tag = file.api.operations[other].tag.0;
            let name = file.names.operations[other].accept.clone();
            file.operation_name(tag, &name)
        }),
    })
}

fn response_docs(response: &Response, content: Option<&Content>, is_only: bool) -> Code {
    let others = if is_only {
        "Any status"
    } else {
        "Any other status"
    };
    let status = match response.status {
        Status::Default => format!("{others}."),
        status => code_span(&status.to_string()),
    };
    let description = match response.description.trim() {
        "" => response.summary.as_deref().unwrap_or_default().trim(),
        description => description,
    };
    let text = match (response.status, description.is_empty()) {
        (Status::Default, true) => status,
        (Status::Default, false) => format!("{others}: {description}"),
        (_, true) => match content {
            Some(content) => format!("{status}, as {}.", code_span(&content.media_type)),
            None => format!("{status}, without a body."),
        },
        (_, false) => format!("{status} {description}"),
    };
    docs([Some(text.as_str()), Some(link_docs(response).as_str())])
}

/// The links of a response, as a list.
fn link_docs(response: &Response) -> String {
    let link = |link: &Link| {
        let parameters = link
            .parameters
            .iter()
            .map(|(name, value)| format!(", {} from {}", code_span(name), code_span(value)));
        let description = link.description.as_deref().map(|text| format!(": {text}"));
        format!(
            "- {} leads to {}{}{}",
            code_span(&link.name),
            code_span(&link.to),
            parameters.collect::<String>(),
            description.unwrap_or_default()
        )
    };
    response
        .links
        .iter()
        .map(link)
        .collect::<Vec<_>>()
        .join("\n")
}

fn params(file: &mut File, index: usize, operation: &Operation) -> Option<ParamsView> {
    let fields = params_fields(operation);
    if fields.is_empty() {
        return None;
    }
    let same_as = file.names.same_params[index].map(|other| {
        let tag = file.api.operations[other].tag.0;
        let name = file.names.operations[other].params.clone();
        file.operation_name(tag, &name)
    });
    let own = fields.into_iter().filter(|_| same_as.is_none());
    let mut views = Vec::new();
    let mut sent = Vec::new();
    let mut parts = Vec::new();
    for field in own {
        let parameter = &operation.parameters[field];
        let name = file.names.operations[index].parameters[field].clone();
        let ty = parameter_type(file, parameter);
        let deprecated = parameter.deprecated.then_some("Deprecated.");
        views.push(super::types::FieldView {
            docs: docs([parameter.description.as_deref(), deprecated]),
            name: name.clone(),
            ty: ty.clone(),
        });
        sent.push(params::sent(file, &name, parameter));
        let default = default(file, parameter);
        parts.push(ConstructorField {
            name,
            ty,
            required: parameter.required,
            is_type_default: default.as_ref().is_some_and(|(_, plain)| *plain),
            default: default.map(|(value, _)| value),
        });
    }
    let interface = &file.names.tags[operation.tag.0].interface;
    let method = file.names.operations[index].method.bare().to_owned();
    let what = format!("Parameters of `{interface}::{method}`.");
    Some(ParamsView {
        docs: docs([Some(what.as_str())]),
        name: file.names.operations[index].params.clone(),
        same_as,
        fields: views,
        sent,
        construct: construct::construct(&parts),
    })
}

fn multiparts(file: &mut File, index: usize, operation: &Operation) -> Vec<MultipartView> {
    let names = &file.names.operations[index];
    let interface = &file.names.tags[operation.tag.0].interface;
    let what = format!(
        "Parts of the request body of `{interface}::{}`.",
        names.method.bare()
    );
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let contents = contents.zip(&names.multiparts);
    let views = contents
        .filter(|(content, _)| content.form == Form::Multipart)
        .map(|(content, names)| multipart::view(file, &what, content, names, Side::Request));
    let mut views: Vec<MultipartView> = views.collect();
    for (position, response) in operation.responses.iter().enumerate() {
        let variant = &names.responses[position][0];
        let what = format!("Parts of `{}::{variant}`.", names.response);
        let contents = response.contents.iter();
        let contents = contents.zip(&names.response_multiparts[position]);
        let contents = contents.filter(|(content, _)| content.form == Form::Multipart);
        views.extend(
            contents.map(|(content, names)| {
                multipart::view(file, &what, content, names, Side::Response)
            }),
        );
    }
    views
}

fn body(file: &mut File, index: usize, operation: &Operation) -> Option<BodyView> {
    let body = operation.body.as_ref().filter(|body| needs_enum(body))?;
    let names = &file.names.operations[index];
    let mut variants = Vec::new();
    let mut sizes = Vec::new();
    for content in distinct(&body.contents) {
        let name = names.contents[content].clone();
        let ty = file.body_type(index, content);
        let content = &body.contents[content];
        sizes.push(match content.form {
            Form::Multipart => multipart::size(&file.api.types, content),
            _ => layout::size(&file.api.types, &content.ty),
        });
        variants.push(VariantView {
            docs: docs([Some(code_span(&content.media_type).as_str())]),
            name,
            status: false,
            ty: Some(ty),
        });
    }
    let mut types = variants.iter().map(|variant| variant.ty.as_ref());
    let inner = types
        .next()
        .flatten()
        .filter(|first| types.all(|ty| ty == Some(*first)));
    let inner = inner.cloned();
    let interface = &file.names.tags[operation.tag.0].interface;
    let what = format!("Request bodies of `{interface}::{}`.", names.method.bare());
    Some(BodyView {
        docs: docs([Some(what.as_str())]),
        name: names.body.clone(),
        derive_clone: body.contents.iter().all(|content| !content.ty.is_stream()),
        has_large_variant: layout::has_large_variant(&sizes),
        variants,
        inner,
    })
}
