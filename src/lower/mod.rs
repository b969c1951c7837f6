//! Document to model: what each operation takes and answers, and which types its values have.

mod bodies;
mod operations;
mod parameters;
mod path;
mod recursion;
mod route;
mod security;
mod tags;
mod types;
mod undocumented;

use std::collections::HashMap;

use openapiv3::OpenAPI;

use crate::api::{Api, Server, ServerVariable, Tag};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::normalize::{Document, NAME, SUMMARY, extra};
use crate::schema::Schemas;
use crate::source::At;

/// Makes the model of a document. What no type can express gets a wider one, with a warning; security that can't be
/// enforced is an error.
pub fn lower(document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let schemas = &document.schemas;
    let mut lowering = Lowering {
        document,
        openapi: &document.openapi,
        schemas,
        diagnostics,
        types: types::Lowered::new(schemas),
        tags: Vec::new(),
        routes: HashMap::new(),
        templates: HashMap::new(),
    };
    for item in &document.paths {
        *lowering
            .templates
            .entry(route::template(&item.key))
            .or_default() += 1;
    }
    let mut operations = lowering.operations();
    let schemes = lowering.schemes(&operations);
    let servers = servers(&document.openapi.servers);
    let tags = tags::nest(lowering.tags, &mut operations);
    let (types, wider) = lowering.types.finish();
    let types = recursion::close(types);
    for (at, reason) in wider {
        let help =
            "requests are checked as the document says; handlers and clients get any JSON value";
        diagnostics.push(Diagnostic::warning(Code::WiderType, at, reason).help(help));
    }
    let info = &document.openapi.info;
    let api = Api {
        title: info.title.clone(),
        version: info.version.clone(),
        summary: extra(&info.extensions, SUMMARY),
        description: info.description.clone(),
        servers: match servers.is_empty() {
            // The default that the specification has (§4.8.1).
            true => vec![Server {
                url: "/".to_owned(),
                name: None,
                description: None,
                variables: Vec::new(),
            }],
            false => servers,
        },
        tags,
        operations,
        schemes,
        types,
    };
    undocumented::check(&api, diagnostics);
    api
}

/// The state of one lowering.
struct Lowering<'a> {
    document: &'a Document,
    openapi: &'a OpenAPI,
    schemas: &'a Schemas,
    diagnostics: &'a mut Diagnostics,
    types: types::Lowered<'a>,
    tags: Vec<Tag>,
    /// Operations by method and path, names of parameters left out; of each path those that can be reached.
    routes: HashMap<(String, String), Vec<(route::Route, usize)>>,
    /// How many paths have a template in common.
    templates: HashMap<String, usize>,
}

impl Lowering<'_> {
    fn warn(&mut self, code: Code, at: At, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::warning(code, at, message).help(help));
    }
}

fn servers(sources: &[openapiv3::Server]) -> Vec<Server> {
    let variable = |(name, source): (&String, &openapiv3::ServerVariable)| ServerVariable {
        name: name.clone(),
        default: source.default.clone(),
        description: source.description.clone(),
    };
    let server = |source: &openapiv3::Server| Server {
        url: source.url.clone(),
        name: extra(&source.extensions, NAME),
        description: source.description.clone(),
        variables: source.variables.iter().flatten().map(variable).collect(),
    };
    sources.iter().map(server).collect()
}
