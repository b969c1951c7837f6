//! How parameters are serialized: the arguments of the macro `params!`, and the client's calls for path parameters.

use super::code::{Code, literal};
use super::file::File;
use crate::api::{Encoding, Form, Layout, Location, Parameter, Style};

/// The argument of the runtime's macro `params!` for a field: `limit: query("limit")`.
pub fn sent(file: &mut File, name: &Code, parameter: &Parameter) -> Code {
    let location = parameter.location.name();
    let key = literal(&parameter.name);
    let (method, arguments) = builder_call(file, parameter);
    Code::new(match method == location {
        true => format!("{name}: {location}({key})"),
        false => {
            let arguments = arguments.join(", ");
            format!("{name}: {location}({key}) as {method}({arguments})")
        }
    })
}

/// The method of the request builder that adds a parameter, and its arguments before the value.
pub fn builder_call(file: &mut File, parameter: &Parameter) -> (String, Vec<String>) {
    let name = literal(&parameter.name).to_string();
    let location = parameter.location.name();
    if parameter.whole_query {
        return match parameter.form() {
            Form::UrlEncoded => {
                let encodings = encodings(file, &parameter.encodings);
                ("form_query_string".to_owned(), vec![encodings])
            }
            Form::Json => ("json_query_string".to_owned(), Vec::new()),
            _ => ("text_query_string".to_owned(), Vec::new()),
        };
    }
    if parameter.content.is_some() && parameter.form() == Form::Json {
        return (format!("json_{location}"), vec![name]);
    }
    if let Some(shape) = &parameter.xml {
        let shape = format!("{}.shape({})", file.xml_for_client(), literal(shape));
        return (format!("xml_{location}"), vec![name, shape]);
    }
    let is_default_style = match parameter.location {
        Location::Path | Location::Header => parameter.style == Style::Simple && !parameter.explode,
        Location::Query | Location::Cookie => parameter.style == Style::Form && parameter.explode,
    };
    if is_default_style && !parameter.allow_reserved {
        return (location.to_owned(), vec![name]);
    }
    let explode = parameter.explode.to_string();
    if parameter.location == Location::Header {
        return ("styled_header".to_owned(), vec![name, explode]);
    }
    let kind = match parameter.allow_reserved {
        true => "reserved",
        false => "styled",
    };
    let style = style_name(file, parameter.style);
    (format!("{kind}_{location}"), vec![name, style, explode])
}

/// The argument with the encodings of a form's members (Encoding Object, OpenAPI 3.1.1 §4.8.15).
pub fn encodings(file: &mut File, source: &[Encoding]) -> String {
    let mut encodings = Vec::new();
    for encoding in source {
        let name = file.client_only("form", "Encoding");
        let layout = match encoding.layout {
            Layout::Json => "Json".to_owned(),
            Layout::Styled { style, explode } => {
                let style = style_name(file, style);
                format!("Styled {{ style: {style}, explode: {explode}, allow_reserved: false }}")
            }
        };
        encodings.push(format!("({}, {name}::{layout})", literal(&encoding.member)));
    }
    format!("&[{}]", encodings.join(", "))
}

pub fn style_name(file: &mut File, style: Style) -> String {
    let variant = match style {
        Style::Simple => "Simple",
        Style::Label => "Label",
        Style::Matrix => "Matrix",
        Style::Form => "Form",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
        Style::Cookie => "Cookie",
    };
    format!("{}::{variant}", file.client_only("style", "Style"))
}
