//! Views of the structs of multipart bodies, and the arguments of the macro `multipart!`.

use super::code::{Code, literal};
use super::construct::{self, ConstructorField};
use super::docs::docs;
use super::file::File;
use super::layout;
use super::names::MultipartName;
use super::operations::MultipartView;
use super::params;
use super::types::FieldView;
use crate::api::{Content, Part, PartForm, PartHeader, Types};

/// Which of the messages has the body.
#[derive(Clone, Copy, PartialEq)]
pub enum Side {
    Request,
    Response,
}

pub fn view(
    file: &mut File,
    what: &str,
    content: &Content,
    names: &MultipartName,
    side: Side,
) -> MultipartView {
    let mut fields = Vec::new();
    let mut sent = Vec::new();
    let mut parts = Vec::new();
    for ((part, name), headers) in content.parts.iter().zip(&names.fields).zip(&names.headers) {
        let ty = field_type(file, part);
        let deprecated = part.deprecated.then_some("Deprecated.");
        fields.push(FieldView {
            docs: docs([part.description.as_deref(), deprecated]),
            name: name.clone(),
            ty: ty.clone(),
        });
        sent.push(self::sent(file, name, part));
        parts.push(ConstructorField {
            name: name.clone(),
            ty,
            required: part.required,
            default: None,
            is_type_default: false,
        });
        for (header, name) in part.headers.iter().zip(headers) {
            let ty = header_type(file, part, header);
            let default = format!("The header `{}` of the part.", header.name);
            let text = header.description.as_deref();
            fields.push(FieldView {
                docs: docs([text.or(Some(default.as_str()))]),
                name: name.clone(),
                ty: ty.clone(),
            });
            let (of, header_name) = (literal(&part.name), literal(&header.name));
            let argument = format!("{name}: header({of}, {header_name}, {})", header.explode);
            // Before the part, since it is written with it.
            sent.insert(sent.len() - 1, Code::new(argument));
            parts.push(ConstructorField {
                name: name.clone(),
                ty,
                required: part.required && header.required,
                default: None,
                is_type_default: false,
            });
        }
    }
    MultipartView {
        positional: content.positions.is_some(),
        call: Code::new(match side {
            Side::Request => "multipart",
            Side::Response => "multipart_response",
        }),
        docs: docs([Some(what)]),
        name: names.name.clone(),
        fields,
        sent,
        construct: construct::construct(&parts),
    }
}

/// An estimate of the size of the struct, in bytes.
pub fn size(types: &Types, content: &Content) -> usize {
    const FILE: usize = 88;
    let sizes = content.parts.iter().map(|part| {
        let headers = part.headers.iter();
        let headers: usize = headers.map(|it| layout::size(types, &it.ty)).sum();
        headers
            + match part.form {
                PartForm::File | PartForm::Files => FILE,
                _ => layout::size(types, &part.ty),
            }
    });
    sizes.sum()
}

/// The type of a field: an option if the part may be absent, except for a list of files.
fn field_type(file: &mut File, part: &Part) -> Code {
    let is_list = part.form == PartForm::Files;
    let ty = match part.form {
        PartForm::File => Code::new(file.runtime("multipart", "File")),
        PartForm::Files => Code::new(file.runtime("multipart", "Files")),
        _ => file.ty(part.ty.required()),
    };
    let is_nullable = part.ty != *part.ty.required();
    match part.required && !is_nullable || is_list {
        true => ty,
        false => Code::new(format!("Option<{ty}>")),
    }
}

/// The type of the field of a header: an option if the header or its part may be absent.
fn header_type(file: &mut File, part: &Part, header: &PartHeader) -> Code {
    let ty = file.ty(header.ty.required());
    match part.required && header.required {
        true => ty,
        false => Code::new(format!("Option<{ty}>")),
    }
}

/// An argument of the macro: `file: file("file", "image/png")`.
fn sent(file: &mut File, name: &Code, part: &Part) -> Code {
    let mut arguments = vec![literal(&part.name).to_string()];
    let kind = match part.form {
        PartForm::Text => "text",
        PartForm::Json => "json",
        PartForm::JsonItems => "json_items",
        PartForm::File => "file",
        PartForm::Files => "files",
        PartForm::Styled { style, explode } => {
            arguments.push(params::style_name(file, style));
            arguments.push(explode.to_string());
            return Code::new(format!("{name}: styled({})", arguments.join(", ")));
        }
    };
    let is_json = matches!(part.form, PartForm::Json | PartForm::JsonItems);
    let usual = is_json.then_some("application/json");
    let media_type = part.media_types.first();
    let media_type = media_type.filter(|it| !it.contains('*') && Some(it.as_str()) != usual);
    arguments.extend(media_type.map(|it| literal(it).to_string()));
    Code::new(format!("{name}: {kind}({})", arguments.join(", ")))
}
