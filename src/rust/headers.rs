//! The documented headers of answers: what has equal headers shares a struct, whatever operation it belongs to.

use std::collections::HashMap;

use serde::Serialize;

use super::code::Code;
use super::docs::docs;
use super::file::File;
use crate::api::{Api, Header, Response, Type};

/// The distinct sets of headers, in document order.
#[derive(Debug, Default)]
pub struct HeaderSets {
    /// One response of each set, by its operation and its place there.
    first: Vec<(usize, usize)>,
    of: HashMap<(usize, usize), usize>,
    /// Whether every response of a set says the same of a header.
    agreed: Vec<Vec<bool>>,
}

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

/// What a set is called: by its only header, by the words that its headers begin with, or by the first two. Whether it
/// must be there is in the name too, so that the name doesn't depend on what else the document has.
pub fn name(response: &Response) -> String {
    let name = bare_name(response);
    match response.headers.iter().any(|header| header.required) {
        true => format!("required {name}"),
        false => name,
    }
}

fn bare_name(response: &Response) -> String {
    let names: Vec<Vec<String>> = response
        .headers
        .iter()
        .map(|header| words(&header.name))
        .collect();
    let [first, rest @ ..] = &names[..] else {
        return "headers".to_owned();
    };
    if rest.is_empty() {
        return format!("{} header", first.join(" "));
    }
    let shared = (0..first.len())
        .take_while(|index| {
            rest.iter()
                .all(|name| name.get(*index) == first.get(*index))
        })
        .count();
    let name = match shared {
        0 => names[..2].concat().join(" "),
        _ => first[..shared].join(" "),
    };
    format!("{name} headers")
}

/// The words of a header's name, without the `X-` that says nothing.
fn words(name: &str) -> Vec<String> {
    let bare = name.strip_prefix("X-").or(name.strip_prefix("x-"));
    bare.unwrap_or(name).split('-').map(str::to_owned).collect()
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
            let agreed = names.header_sets.agreed[index][position];
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
