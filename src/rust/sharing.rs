//! Which parameters become a struct, and what operations share: structs of headers and of parameters, and enums of
//! answers, that say all the same.

use std::collections::HashMap;

use super::code::Code;
use crate::api::{Api, Header, Location, Operation, Response, Type};

/// The distinct sets of headers, in document order.
#[derive(Debug, Default)]
pub struct HeaderSets {
    /// One response of each set, by its operation and its place there.
    first: Vec<(usize, usize)>,
    of: HashMap<(usize, usize), usize>,
    /// Whether every response of a set says the same of a header.
    agreed: Vec<Vec<bool>>,
}

type Key<'a> = Vec<(&'a str, bool, &'a Type)>;

impl HeaderSets {
    /// Finds them.
    pub fn new(api: &Api) -> HeaderSets {
        let mut sets = HeaderSets::default();
        let mut known: HashMap<Key, usize> = HashMap::new();
        for (index, operation) in api.operations.iter().enumerate() {
            for (position, response) in operation.responses.iter().enumerate() {
                if response.headers.is_empty() {
                    continue;
                }
                let key: Key = response.headers.iter().map(key).collect();
                let set = *known.entry(key).or_insert_with(|| {
                    sets.first.push((index, position));
                    sets.agreed.push(vec![true; response.headers.len()]);
                    sets.first.len() - 1
                });
                sets.of.insert((index, position), set);
                let (first, place) = sets.first[set];
                let first = &api.operations[first].responses[place].headers;
                for (agreed, (one, other)) in sets.agreed[set]
                    .iter_mut()
                    .zip(first.iter().zip(&response.headers))
                {
                    *agreed &= one.description == other.description;
                }
            }
        }
        sets
    }

    /// The set of a response, where it has headers.
    pub fn of(&self, operation: usize, response: usize) -> Option<usize> {
        self.of.get(&(operation, response)).copied()
    }

    /// Whether every response of a set says the same of the header at a position.
    pub fn agree(&self, set: usize, position: usize) -> bool {
        self.agreed[set][position]
    }

    /// A response of each set.
    pub fn responses<'a>(&self, api: &'a Api) -> impl Iterator<Item = &'a Response> {
        self.first
            .iter()
            .map(|(operation, response)| &api.operations[*operation].responses[*response])
    }
}

fn key(header: &Header) -> (&str, bool, &Type) {
    (&header.name, header.required, &header.ty)
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

/// For each operation, the first one whose answers say all the same, if that is another: operations on one kind of
/// resource often answer alike. That a single answer is the same may be chance. The names are those of each response's
/// variants.
pub fn same_answers(
    api: &Api,
    names: &[&[Vec<Code>]],
    header_sets: &HeaderSets,
) -> Vec<Option<usize>> {
    let operations = api.operations.iter().enumerate();
    let told = operations.map(|(index, operation)| {
        let answers = operation.responses.iter().enumerate();
        let answers: Vec<_> = answers
            .map(|(position, response)| {
                let contents = response.contents.iter();
                let contents: Vec<_> = contents
                    .map(|content| (&content.media_type, content.form, &content.ty))
                    .collect();
                let told = (&response.summary, &response.description, &response.links);
                let headers = header_sets.of(index, position);
                let names = &names[index][position];
                (names, response.status, contents, headers, told)
            })
            .collect();
        if answers.iter().map(|(names, ..)| names.len()).sum::<usize>() < 2 {
            return None;
        }
        Some(format!("{answers:?}"))
    });
    first_alike(told)
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
