//! Which parameters become fields of a struct, and which operations share equal structs and enums.

use std::collections::HashMap;

use super::code::Code;
use crate::api::contents::{choices, negotiated};
use crate::api::{Api, Form, Header, Location, Operation, Type};

/// For each response whose headers equal those of an earlier response, the first such response; both as indices of the
/// operation and of the response in it.
pub type SameHeaders = HashMap<(usize, usize), (usize, usize)>;

pub fn same_headers(api: &Api) -> SameHeaders {
    let mut first: HashMap<Vec<HeaderKey>, (usize, usize)> = HashMap::new();
    let mut same = HashMap::new();
    for (index, operation) in api.operations.iter().enumerate() {
        for (position, response) in operation.responses.iter().enumerate() {
            let key = (index, position);
            let headers: Vec<_> = response.headers.iter().map(header_key).collect();
            if headers.is_empty() {
                continue;
            }
            let other = *first.entry(headers).or_insert(key);
            if other != key {
                same.insert(key, other);
            }
        }
    }
    same
}

type HeaderKey<'a> = (&'a str, bool, &'a Type, bool, Option<&'a str>);

fn header_key(header: &Header) -> HeaderKey<'_> {
    let description = header.description.as_deref();
    (
        &header.name,
        header.required,
        &header.ty,
        header.is_json,
        description,
    )
}

/// The parameters that are arguments of methods: those in the path, unless there are too many.
pub fn path_arguments(operation: &Operation) -> Vec<usize> {
    const MAX: usize = 4;
    let path: Vec<usize> = (0..operation.parameters.len())
        .filter(|index| operation.parameters[*index].location == Location::Path)
        .collect();
    if path.len() > MAX { Vec::new() } else { path }
}

/// The parameters that are fields of the struct of parameters.
pub fn params_fields(operation: &Operation) -> Vec<usize> {
    let arguments = path_arguments(operation);
    (0..operation.parameters.len())
        .filter(|index| !arguments.contains(index))
        .collect()
}

/// For each operation, the first other one with an equal struct of parameters, as for filtering and paging of lists. Structs
/// of one field are not shared, because they may be equal by chance. `names` are those of each operation's parameters.
pub fn same_params(api: &Api, names: &[&[Code]]) -> Vec<Option<usize>> {
    let operations = api.operations.iter().enumerate();
    let keys = operations.map(|(index, operation)| {
        let fields: Vec<_> = params_fields(operation)
            .into_iter()
            .map(|field| {
                let parameter = &operation.parameters[field];
                let ty = match &parameter.ty {
                    Type::Nullable(inner) => (true, api.resolved(inner)),
                    ty => (false, api.resolved(ty)),
                };
                let value = (ty, parameter.required, &parameter.default);
                let docs = (&parameter.description, parameter.deprecated);
                let serialization = (
                    (&parameter.name, parameter.location, &parameter.content),
                    (parameter.style, parameter.explode, parameter.allow_reserved),
                    (parameter.whole_query, &parameter.encodings),
                );
                (&names[index][field], value, docs, serialization)
            })
            .collect();
        if fields.len() < 2 {
            return None;
        }
        Some(format!("{fields:?}"))
    });
    first_equal(keys)
}

/// For each operation, the first other one with an equal response enum, as for operations on one kind of resource. Enums of
/// one variant are not shared, because they may be equal by chance. `names` are those of each response's variants.
pub fn same_responses(api: &Api, names: &[&[Vec<Code>]]) -> Vec<Option<usize>> {
    let operations = api.operations.iter().enumerate();
    let keys = operations.map(|(index, operation)| {
        let mut contents = operation.responses.iter().flat_map(|it| &it.contents);
        // Their structs have the names of the operation.
        if contents.any(|content| content.form == Form::Multipart) {
            return None;
        }
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
    first_equal(keys)
}

/// For each operation, the first other one whose responses offer the same choice of contents, under the same names.
pub fn same_accepts(api: &Api, names: &[&[Vec<Code>]]) -> Vec<Option<usize>> {
    let operations = api.operations.iter().enumerate();
    let keys = operations.map(|(index, operation)| {
        let position = negotiated(operation)?;
        let response = &operation.responses[position];
        let variants = choices(response)
            .into_iter()
            .map(|(content, media_type)| (&names[index][position][content], media_type));
        Some(format!("{:?}", variants.collect::<Vec<_>>()))
    });
    first_equal(keys)
}

/// For each key, the index of the first other equal one.
fn first_equal(keys: impl Iterator<Item = Option<String>>) -> Vec<Option<usize>> {
    let mut first: HashMap<String, usize> = HashMap::new();
    let equal = keys.enumerate().map(|(index, key)| {
        let other = *first.entry(key?).or_insert(index);
        (other != index).then_some(other)
    });
    equal.collect()
}
