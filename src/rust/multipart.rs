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
use crate::api::{Content, Part, PartForm, Types};

pub fn view(
    file: &mut File,
    what: &str,
    content: &Content,
    names: &MultipartName,
) -> MultipartView {
    let mut fields = Vec::new();
    let mut sent = Vec::new();
    let mut parts = Vec::new();
    for (part, name) in content.parts.iter().zip(&names.fields) {
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
    }
    MultipartView {
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
    let sizes = content.parts.iter().map(|part| match part.form {
        PartForm::File => FILE,
        _ => layout::size(types, &part.ty),
    });
    sizes.sum()
}

/// The type of a field: an option if the part may be absent, except for a list of files.
fn field_type(file: &mut File, part: &Part) -> Code {
    let is_list = part.form == PartForm::Files;
    let ty = match part.form {
        PartForm::File => Code::new(file.runtime("multipart", "File")),
        PartForm::Files => Code::new(format!("Vec<{}>", file.runtime("multipart", "File"))),
        _ => file.ty(part.ty.required()),
    };
    let is_nullable = part.ty != *part.ty.required();
    match part.required && !is_nullable || is_list {
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
        PartForm::File => "file",
        PartForm::Files => "files",
        PartForm::Styled { style, explode } => {
            arguments.push(params::style_name(file, style));
            arguments.push(explode.to_string());
            return Code::new(format!("{name}: styled({})", arguments.join(", ")));
        }
    };
    let usual = (part.form == PartForm::Json).then_some("application/json");
    let media_type = part.media_types.first();
    let media_type = media_type.filter(|it| !it.contains('*') && Some(it.as_str()) != usual);
    arguments.extend(media_type.map(|it| literal(it).to_string()));
    Code::new(format!("{name}: {kind}({})", arguments.join(", ")))
}
