//! Which parameters become fields of a struct, and which operations share their structs of parameters and of headers, and
//! their response enums, because these are equal.

use std::collections::HashMap;

use super::code::Code;
use crate::api::{Api, Header, Location, Operation, Type};

/// For each response with headers, by its operation and its position there, the first response whose headers are all the
/// same, if that is another.
pub type SameHeaders = HashMap<(usize, usize), (usize, usize)>;

pub fn same_headers(api: &Api) -> SameHeaders {
    let mut first: HashMap<Vec<HeaderKey>, (usize, usize)> = HashMap::new();
    let mut same = HashMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        for (position, response) in operation.responses.iter().enumerate() {
            let place = (index, position);
            let headers: Vec<_> = response.headers.iter().map(header_key).collect();
            if headers.is_empty() {
                continue;
            }
            let other = *first.entry(headers).or_insert(place);
            if other != place {
                same.insert(place, other);
            }
        }
    }
    same
}

type HeaderKey<'a> = (&'a str, bool, &'a Type, Option<&'a str>);

fn header_key(header: &Header) -> HeaderKey<'_> {
    let description = header.description.as_deref();
    (&header.name, header.required, &header.ty, description)
}

/// The parameters that are arguments of their own: those in the path, unless there are too many.
pub fn path_arguments(operation: &Operation) -> Vec<usize> {
    const MOST: usize = 4;
    let path: Vec<usize> = (0..operation.parameters.len())
        .filter(|index| operation.parameters[*index].location == Location::Path)
        .collect();
    if path.len() > MOST { Vec::new() } else { path }
}

/// The parameters that are fields of the struct of parameters.
pub fn params_fields(operation: &Operation) -> Vec<usize> {
    let arguments = path_arguments(operation);
    (0..operation.parameters.len())
        .filter(|index| !arguments.contains(index))
        .collect()
}

/// For each operation, the first one whose struct of parameters says all the same, if that is another: lists of an API
/// are often filtered and paged in one way. That one parameter is the same may be chance. The names are those of
/// each operation's parameters.
pub fn same_params(api: &Api, names: &[&[Code]]) -> Vec<Option<usize>> {
    let operations = api.operations.iter().enumerate();
    let told = operations.map(|(index, operation)| {
        let fields: Vec<_> = params_fields(operation)
            .into_iter()
            .map(|field| {
                let parameter = &operation.parameters[field];
                let ty = match &parameter.ty {
                    Type::Nullable(inner) => (true, api.resolved(inner)),
                    ty => (false, api.resolved(ty)),
                };
                let meaning = (ty, parameter.required, &parameter.default);
                let told = (&parameter.description, parameter.deprecated);
                let sent = (
                    (&parameter.name, parameter.location, &parameter.content),
                    (parameter.style, parameter.explode, parameter.allow_reserved),
                    (parameter.whole_query, &parameter.encodings),
                );
                (&names[index][field], meaning, told, sent)
            })
            .collect();
        if fields.len() < 2 {
            return None;
        }
        Some(format!("{fields:?}"))
    });
    first_alike(told)
}

/// For each operation, the first one whose response enum would be the same, if that is another: operations on one kind of
/// resource often have the same responses. A single response may be the same by chance. `names` are those of each
/// response's variants.
pub fn same_responses(api: &Api, names: &[&[Vec<Code>]]) -> Vec<Option<usize>> {
    let operations = api.operations.iter().enumerate();
    let keys = operations.map(|(index, operation)| {
        let responses = operation.responses.iter().enumerate();
        let responses: Vec<_> = responses
            .map(|(position, response)| {
                let contents = response.contents.iter();
                let contents: Vec<_> = contents
                    .map(|content| (&content.media_type, content.form, &content.ty))
                    .collect();
                let docs = (&response.summary, &response.description, &response.links);
                let headers: Vec<_> = response.headers.iter().map(header_key).collect();
                let names = &names[index][position];
                (names, response.status, contents, headers, docs)
            })
            .collect();
        if responses
            .iter()
            .map(|(names, ..)| names.len())
            .sum::<usize>()
            < 2
        {
            return None;
        }
        Some(format!("{responses:?}"))
    });
    first_alike(keys)
}

/// For each of some texts, the first one that is the same, if that is another.
fn first_alike(texts: impl Iterator<Item = Option<String>>) -> Vec<Option<usize>> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let alike = texts.enumerate().map(|(index, text)| {
        let other = *first.entry(text?).or_insert(index);
        (other != index).then_some(other)
    });
    alike.collect()
}
