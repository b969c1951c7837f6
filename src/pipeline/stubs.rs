//! Stubs of handlers, rendered on demand.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::api::Api;
use crate::error::Error;
use crate::render::Renderer;
use crate::rust::HandlersFile;
use crate::rust::server::HandlerView;

/// A method to add to handlers.rs.
#[derive(Clone, Debug)]
pub struct Stub {
    /// The operation, as in `GET /pets/{petId}`.
    pub operation: String,
    /// The trait that the method belongs to.
    pub trait_name: String,
    /// The method's name.
    pub method: String,
    /// The method's source text.
    pub code: String,
    /// The paths to import for it.
    pub uses: Vec<String>,
}

/// The stubs of all operations.
#[derive(Debug)]
pub struct Stubs {
    handlers: HandlersFile,
    /// The operations, as in `GET /pets/{petId}`, in the order of the model.
    operations: Vec<String>,
}

#[derive(Serialize)]
struct StubView<'a> {
    handler: &'a HandlerView,
}

impl Stubs {
    pub(super) fn new(api: &Api, handlers: HandlersFile) -> Stubs {
        let operations = api
            .operations
            .iter()
            .map(|operation| format!("{} {}", operation.method, operation.path));
        Stubs {
            handlers,
            operations: operations.collect(),
        }
    }

    /// The traits and their methods, in order.
    pub fn methods(&self) -> impl Iterator<Item = (&str, &str)> {
        self.handlers.interfaces.iter().flat_map(|interface| {
            let handlers = interface.handlers.iter();
            handlers.map(|handler| (interface.name.as_str(), handler.name.as_str()))
        })
    }

    /// The stubs of the methods that `exists` does not find, in order.
    ///
    /// # Errors
    /// If a template fails, which is a bug.
    pub fn missing(&self, exists: impl Fn(&str) -> bool) -> Result<Vec<Stub>, Error> {
        let renderer = Renderer::new()?;
        let paths = &self.handlers.paths;
        let mut stubs = Vec::new();
        for interface in &self.handlers.interfaces {
            let handlers = interface.handlers.iter();
            for handler in handlers.filter(|handler| !exists(handler.name.as_str())) {
                let code = renderer.method("skeleton/stub.rs", StubView { handler })?;
                let words =
                    code.split(|character: char| !character.is_alphanumeric() && character != '_');
                let words = words.chain([interface.name.as_str()]);
                let uses: BTreeSet<&String> = words.filter_map(|word| paths.get(word)).collect();
                stubs.push(Stub {
                    operation: self
                        .operations
                        .get(handler.index)
                        .cloned()
                        .unwrap_or_default(),
                    trait_name: interface.name.to_string(),
                    method: handler.name.to_string(),
                    uses: uses.into_iter().cloned().collect(),
                    code,
                });
            }
        }
        Ok(stubs)
    }
}
