//! Views of the documented response headers.

use serde::Serialize;

use super::code::{Code, literal};
use super::docs::docs;
use super::file::File;
use crate::api::{Header, Type};

/// The struct of a response's headers.
#[derive(Debug, Serialize)]
pub struct HeadersView {
    pub docs: Code,
    pub name: Code,
    /// The equal struct of another response, which this one is an alias of. It has no fields then.
    pub same_as: Option<Code>,
    pub fields: Vec<HeaderView>,
    /// The arguments of the macro `headers!`: each field, the name of its header, and how it is written.
    pub sent: Vec<Code>,
    pub derive_default: bool,
}

#[derive(Debug, Serialize)]
pub struct HeaderView {
    pub docs: Code,
    pub field: Code,
    pub ty: Code,
}

/// The structs of an operation's responses with headers.
pub fn views(file: &mut File, index: usize) -> Vec<HeadersView> {
    let operation = &file.api.operations[index];
    let positions = 0..operation.responses.len();
    let with_headers = positions.filter(|it| !operation.responses[*it].headers.is_empty());
    with_headers
        .map(|position| view(file, index, position))
        .collect()
}

fn view(file: &mut File, index: usize, position: usize) -> HeadersView {
    let (api, names) = (file.api, file.names);
    let response = &api.operations[index].responses[position];
    let own = &names.operations[index];
    let name = &own.headers[position];
    let variant = &own.responses[position][0];
    let what = format!("Headers of `{}::{variant}`.", own.response);
    let same_as = names.same_headers.get(&(index, position));
    let same_as = same_as.map(|(index, position)| file.headers(*index, *position));
    let headers = response.headers.iter().zip(&name.fields);
    let headers: Vec<_> = headers.filter(|_| same_as.is_none()).collect();
    HeadersView {
        docs: docs([Some(what.as_str())]),
        name: name.name.clone(),
        derive_default: headers.iter().all(|(header, _)| !header.required),
        sent: headers
            .iter()
            .map(|(header, field)| sent(header, field))
            .collect(),
        fields: headers
            .into_iter()
            .map(|(header, field)| self::field(file, header, field))
            .collect(),
        same_as,
    }
}

fn sent(header: &Header, field: &Code) -> Code {
    let kind = match header.is_json {
        true => " as json",
        false if is_retry_seconds(header) => " as seconds",
        false => "",
    };
    Code::new(format!("{field}: {}{kind}", literal(&header.name)))
}

/// Whether a header is a number of seconds for which servers may also send a date (RFC 9110 §10.2.3).
pub fn is_retry_seconds(header: &Header) -> bool {
    let is_number = matches!(header.ty.required(), Type::Integer(_));
    is_number && header.name.eq_ignore_ascii_case("retry-after")
}

fn field(file: &mut File, header: &Header, field: &Code) -> HeaderView {
    let ty = file.ty(header.ty.required());
    let name = format!("`{}`", header.name);
    HeaderView {
        docs: docs([header.description.as_deref().or(Some(name.as_str()))]),
        field: field.clone(),
        ty: match header.required {
            true => ty,
            false => Code::new(format!("Option<{ty}>")),
        },
    }
}
