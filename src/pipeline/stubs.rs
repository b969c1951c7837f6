//! Stubs of handlers, rendered on demand.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::api::Api;
use crate::error::Error;
use crate::render::Renderer;
use crate::rust::HandlersFile;
use crate::rust::server::{HandlerView, SchemeView};

/// The trait of the security schemes.
pub const AUTH: &str = "Auth";

/// Its method for requests with several callers.
const COMBINED: &str = "combine_callers";

/// A method to add to handlers.rs.
#[derive(Clone, Debug)]
pub struct Stub {
    /// The operation, as in `GET /pets/{petId}`, or the security schemes.
    pub operation: String,
    /// The trait that the method belongs to.
    pub trait_name: String,
    /// The method's name.
    pub method: String,
    /// The method's source text.
    pub code: String,
    /// The paths to import for it.
    pub uses: Vec<String>,
    /// What an implementation of the trait begins with, where there is none yet.
    pub head: &'static str,
}

/// The arguments of a method of a generated trait.
#[derive(Clone, Debug)]
pub struct Signature<'a> {
    /// The trait that the method belongs to.
    pub trait_name: &'a str,
    /// The method's name.
    pub method: &'a str,
    /// The arguments behind `&self`, as in `body: PetInput`.
    pub arguments: Vec<String>,
    /// Whether one of them is the caller, as the operation is secured.
    pub takes_caller: bool,
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

#[derive(Serialize)]
struct AuthStubView<'a> {
    /// None for the method that combines callers.
    scheme: Option<&'a SchemeView>,
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

    /// The signatures of the methods of operations, in order.
    pub fn signatures(&self) -> impl Iterator<Item = Signature<'_>> {
        self.handlers.interfaces.iter().flat_map(|interface| {
            interface.handlers.iter().map(|handler| Signature {
                trait_name: interface.name.as_str(),
                method: handler.name.as_str(),
                arguments: handler
                    .arguments
                    .iter()
                    .map(|argument| format!("{}: {}", argument.name, argument.ty))
                    .collect(),
                takes_caller: handler.takes_caller,
            })
        })
    }

    /// All methods of the traits, each as the trait and the method, those of security schemes included.
    pub fn methods(&self) -> impl Iterator<Item = (&str, &str)> {
        let auth = self.handlers.auth.iter().flat_map(|auth| {
            let combined = auth.combined.then_some(COMBINED);
            let schemes = auth.schemes.iter().map(|scheme| scheme.name.as_str());
            schemes.chain(combined).map(|name| (AUTH, name))
        });
        let operations = self.handlers.interfaces.iter().flat_map(|interface| {
            let handlers = interface.handlers.iter();
            handlers.map(|handler| (interface.name.as_str(), handler.name.as_str()))
        });
        auth.chain(operations)
    }

    /// The stubs of the methods that `exists` does not find, given a trait and a method of it, in order.
    ///
    /// # Errors
    /// If a template fails, which is a bug.
    pub fn missing(&self, exists: impl Fn(&str, &str) -> bool) -> Result<Vec<Stub>, Error> {
        let renderer = Renderer::new()?;
        let mut stubs = self.missing_auth(&renderer, |name| exists(AUTH, name))?;
        for interface in &self.handlers.interfaces {
            let handlers = interface.handlers.iter();
            let exists =
                |handler: &HandlerView| exists(interface.name.as_str(), handler.name.as_str());
            for handler in handlers.filter(|handler| !exists(handler)) {
                let code = renderer.method("skeleton/stub.rs", StubView { handler })?;
                stubs.push(Stub {
                    operation: self
                        .operations
                        .get(handler.index)
                        .cloned()
                        .unwrap_or_default(),
                    trait_name: interface.name.to_string(),
                    method: handler.name.to_string(),
                    uses: self.uses(&code, interface.name.as_str()),
                    code,
                    head: "",
                });
            }
        }
        Ok(stubs)
    }

    /// The methods of `Auth` that `exists` does not find.
    fn missing_auth(
        &self,
        renderer: &Renderer,
        exists: impl Fn(&str) -> bool,
    ) -> Result<Vec<Stub>, Error> {
        let Some(auth) = &self.handlers.auth else {
            return Ok(Vec::new());
        };
        let schemes = auth.schemes.iter();
        let schemes = schemes.map(|scheme| (scheme.name.as_str(), Some(scheme)));
        let combined = auth.combined.then_some((COMBINED, None));
        let methods = schemes.chain(combined);
        let missing = methods.filter(|(name, _)| !exists(name));
        let stub = |(name, scheme): (&str, Option<&SchemeView>)| {
            let view = AuthStubView { scheme };
            let code = renderer.method("skeleton/auth_stub.rs", view)?;
            Ok(Stub {
                operation: match scheme {
                    Some(scheme) => format!("the security scheme {}", scheme.key),
                    None => "several security schemes at once".to_owned(),
                },
                trait_name: AUTH.to_owned(),
                method: name.to_owned(),
                uses: self.uses(&code, AUTH),
                code,
                head: "type Caller = ();",
            })
        };
        missing.map(stub).collect()
    }

    /// The paths of the names in a method of a trait.
    fn uses(&self, code: &str, interface: &str) -> Vec<String> {
        let words = code.split(|character: char| !character.is_alphanumeric() && character != '_');
        let paths = &self.handlers.paths;
        let words = words.chain([interface]);
        let uses: BTreeSet<&String> = words.filter_map(|word| paths.get(word)).collect();
        uses.into_iter().cloned().collect()
    }
}
