//! How parameters are sent: the line that both sides go by for a struct of them, and the client's calls for others.

use super::code::{Code, literal};
use super::file::File;
use crate::api::{Encoding, Form, Layout, Location, Parameter, Style};

/// Where a field of a struct of parameters is sent, as the runtime's macro `params!` takes it: `limit: query("limit")`.
pub fn sent(file: &mut File, name: &Code, parameter: &Parameter) -> Code {
    let location = parameter.location.name();
    let wire = literal(&parameter.name);
    let (method, how) = added(file, parameter);
    Code::new(match method == location {
        true => format!("{name}: {location}({wire})"),
        false => format!("{name}: {location}({wire}) as {method}({})", how.join(", ")),
    })
}

/// The client's method that adds a parameter to a call, and its arguments before the value.
pub fn added(file: &mut File, parameter: &Parameter) -> (String, Vec<String>) {
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
    let usual = match parameter.location {
        Location::Path | Location::Header => parameter.style == Style::Simple && !parameter.explode,
        Location::Query | Location::Cookie => parameter.style == Style::Form && parameter.explode,
    };
    if usual && !parameter.allow_reserved {
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

/// How members of a form are written, as an argument.
pub fn encodings(file: &mut File, source: &[Encoding]) -> String {
    let mut encodings = Vec::new();
    for encoding in source {
        let name = file.of_client("form", "Encoding");
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

fn style_name(file: &mut File, style: Style) -> String {
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
    format!("{}::{variant}", file.of_client("style", "Style"))
}
