//! Document to model: what each operation takes and answers, and which types its values have.

mod bodies;
mod flat;
mod operations;
mod parameters;
mod recursion;
mod security;
mod sharing;
mod sides;
mod types;

use std::collections::HashMap;

use openapiv3::OpenAPI;

use crate::api::{Api, Server, ServerVariable, Tag};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::normalize::Document;
use crate::schema::Schemas;
use crate::source::At;

/// Makes the model of a document. What no type can express gets a wider one, with a warning; security that can't be
/// enforced is an error.
pub fn lower(document: &Document, diagnostics: &mut Diagnostics) -> Api {
    let schemas = &document.schemas;
    let mut lowering = Lowering {
        openapi: &document.openapi,
        schemas,
        diagnostics,
        types: types::Lowered::new(schemas),
        tags: Vec::new(),
        scheme_names: Vec::new(),
        ids: HashMap::new(),
    };
    let operations = lowering.operations();
    let schemes = lowering.schemes(&operations);
    let servers = lowering.servers();
    let tags = lowering.tags;
    let types = recursion::close(lowering.types.finish());
    let info = &document.openapi.info;
    Api {
        title: info.title.clone(),
        version: info.version.clone(),
        description: info.description.clone(),
        servers,
        tags,
        operations,
        schemes,
        types,
    }
}

/// The state of one lowering.
struct Lowering<'a> {
    openapi: &'a OpenAPI,
    schemas: &'a Schemas,
    diagnostics: &'a mut Diagnostics,
    types: types::Lowered<'a>,
    tags: Vec<Tag>,
    scheme_names: Vec<String>,
    /// Operations by their ids.
    ids: HashMap<String, usize>,
}

impl Lowering<'_> {
    fn warn(&mut self, code: Code, at: At, message: impl Into<String>, help: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::warning(code, at, message).help(help));
    }

    fn servers(&self) -> Vec<Server> {
        let mut servers: Vec<Server> = self
            .openapi
            .servers
            .iter()
            .map(|server| Server {
                url: server.url.clone(),
                description: server.description.clone(),
                variables: server
                    .variables
                    .iter()
                    .flatten()
                    .map(|(name, variable)| ServerVariable {
                        name: name.clone(),
                        default: variable.default.clone(),
                        description: variable.description.clone(),
                    })
                    .collect(),
            })
            .collect();
        if servers.is_empty() {
            // The default that the specification has (§4.8.1).
            servers.push(Server {
                url: "/".to_owned(),
                description: None,
                variables: Vec::new(),
            });
        }
        servers
    }
}
