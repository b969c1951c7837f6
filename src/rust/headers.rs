//! The documented headers of answers.

use serde::Serialize;

use super::code::Code;
use super::docs::docs;
use super::file::File;

/// A struct of headers.
#[derive(Debug, Serialize)]
pub struct HeadersView {
    pub docs: Code,
    pub name: Code,
    pub fields: Vec<HeaderView>,
    pub derive_default: bool,
}

#[derive(Debug, Serialize)]
pub struct HeaderView {
    pub docs: Code,
    pub field: Code,
    /// As it is sent.
    pub name: String,
    pub ty: Code,
}

/// The structs, for `operations/headers.rs`.
pub fn views(file: &mut File) -> Vec<HeadersView> {
    let (api, names) = (file.api, file.names);
    let mut views = Vec::new();
    for (index, response) in names.header_sets.responses(api).enumerate() {
        let name = &names.headers[index];
        let mut fields = Vec::new();
        let mut derive_default = true;
        for (position, (header, field)) in response.headers.iter().zip(&name.fields).enumerate() {
            let ty = file.ty(header.ty.required());
            derive_default &= !header.required;
            let own = format!("`{}`", header.name);
            let agreed = names.header_sets.agree(index, position);
            let description = header.description.as_deref().filter(|_| agreed);
            fields.push(HeaderView {
                docs: docs([description.or(Some(own.as_str()))]),
                field: field.clone(),
                name: header.name.clone(),
                ty: match header.required {
                    true => ty,
                    false => Code::new(format!("Option<{ty}>")),
                },
            });
        }
        let what = match response.headers.len() {
            1 => "A header that comes with answers.",
            _ => "Headers that come with answers.",
        };
        views.push(HeadersView {
            docs: docs([Some(what)]),
            name: name.name.clone(),
            fields,
            derive_default,
        });
    }
    // In which order operations lead to them would change with the operations.
    views.sort_by(|one, other| one.name.as_str().cmp(other.name.as_str()));
    views
}
