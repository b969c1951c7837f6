//! Lowers a document to the model: what each operation takes and returns, and the types of all values.

mod bodies;
mod contents;
mod headers;
mod items;
mod multipart;
mod nesting;
mod operations;
mod parameters;
mod path;
mod recursion;
mod route;
mod security;
mod shapes;
mod tags;
mod types;
mod undocumented;
mod xml;

use std::collections::HashMap;

use openapiv3::OpenAPI;

use crate::api::{Api, ResponseForm, Server, ServerVariable, Tag};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::normalize::{Document, NAME, SUMMARY, extra};
use crate::schema::Schemas;
use crate::source::At;

/// Lowers a document. Where no type expresses a schema in full, a wider one is used with a warning.
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
        xml: xml::Shapes::default(),
        forms: Vec::new(),
        shapes: shapes::TextShapes::default(),
        location: String::new(),
    };
    for item in &document.paths {
        *lowering
            .templates
            .entry(route::template(&item.key))
            .or_default() += 1;
    }
    let mut operations = lowering.operations();
    let (schemes, other_schemes) = lowering.schemes(&operations);
    let servers = servers(&document.openapi.servers);
    let tags = tags::nest(lowering.tags, &mut operations);
    let xml = lowering.xml.finish();
    let forms = lowering.forms;
    let shapes = lowering.shapes.finish();
    let (types, wider) = lowering.types.finish();
    let mut types = recursion::break_cycles(types, schemas);
    nesting::limit_nesting(&mut types);
    // Schemas that lead back to themselves have no types.
    let is_circular = diagnostics
        .iter()
        .any(|found| found.code == Code::CircularReference);
    for (at, reason) in wider.into_iter().filter(|_| !is_circular) {
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
            // The default of the specification (§4.8.1).
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
        other_schemes,
        types,
        xml,
        forms,
        shapes,
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
    /// The operations by method and path template without names; for each template those that requests can reach.
    routes: HashMap<(String, String), Vec<(route::Route, usize)>>,
    /// The number of paths with the same template.
    templates: HashMap<String, usize>,
    /// The shapes of schemas in XML.
    xml: xml::Shapes,
    /// The forms of responses.
    forms: Vec<ResponseForm>,
    /// The shapes of parameters, forms and texts.
    shapes: shapes::TextShapes,
    /// The method and path of the current operation.
    location: String,
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
