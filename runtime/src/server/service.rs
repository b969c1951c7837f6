//! Putting a server together.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::Router;

use super::call::{Call, Limits};
use super::contract::Contract;
use super::dispatch::{Answering, Dispatch, Handler, Page, Shape};
use super::input::Input;
use super::problem::{HandlerError, Problem};
use super::response::{IntoResponse, Response};
use super::route::Routes;
use super::security::Authenticate;

/// A server in the making: an API, the contract that it keeps, and its handlers.
pub struct Service<A> {
    api: Option<Arc<A>>,
    contract: Contract,
    numbers: HashMap<String, usize>,
    handlers: Vec<Option<Handler<A>>>,
    document: Option<&'static str>,
    docs: Option<&'static str>,
    limits: Limits,
    shape: Shape,
}

impl Service<()> {
    /// A server that needs no handlers: it answers with the examples of the document.
    pub fn mock(contract: impl Into<Contract>) -> Self {
        Self::with(None, contract.into())
    }
}

impl<A: Send + Sync + 'static> Service<A> {
    /// A server for an API. Operations that get no handler answer 501.
    pub fn new(api: A, contract: impl Into<Contract>) -> Self {
        Self::with(Some(Arc::new(api)), contract.into())
    }

    fn with(api: Option<Arc<A>>, contract: Contract) -> Self {
        let numbers = contract
            .entries
            .iter()
            .enumerate()
            .map(|(number, entry)| (entry.name.clone(), number))
            .collect();
        let handlers = contract.entries.iter().map(|_| None).collect();
        let limits = Limits {
            body: 2 * 1024 * 1024,
            stream: usize::MAX,
            read: Duration::from_secs(30),
            handler: Duration::from_secs(30),
        };
        let shape = Box::new(Problem::into_response);
        Self {
            api,
            contract,
            numbers,
            handlers,
            document: None,
            docs: None,
            limits,
            shape,
        }
    }

    /// Gives an operation its handler, which gets what the request says. A name that the contract doesn't have is ignored.
    pub fn route<H, F, R>(&mut self, operation: &str, handler: H)
    where
        H: Fn(Arc<A>, Input) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<R, HandlerError>> + Send + 'static,
        R: IntoResponse,
    {
        let run = move |api, call: Call| -> Answering {
            let handler = handler.clone();
            Box::pin(async move {
                let input = call.read().await?;
                handler(api, input).await?.into_response()
            })
        };
        self.set(operation, Box::new(run));
    }

    /// Gives an operation that none may call unknown its handler, which is told who calls.
    pub fn route_secured<G, H, F, R>(&mut self, operation: &str, _: G, handler: H)
    where
        G: Authenticate<A>,
        H: Fn(Arc<A>, G::Caller, Input) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<R, HandlerError>> + Send + 'static,
        R: IntoResponse,
    {
        let run = move |api: Arc<A>, mut call: Call| -> Answering {
            let handler = handler.clone();
            Box::pin(async move {
                let caller = call.caller::<A, G>(&api).await?;
                let input = call.read().await?;
                handler(api, caller, input).await?.into_response()
            })
        };
        self.set(operation, Box::new(run));
    }

    /// Gives an operation that may be called without credentials its handler, which is told who calls where there are some.
    pub fn route_optionally_secured<G, H, F, R>(&mut self, operation: &str, _: G, handler: H)
    where
        G: Authenticate<A>,
        H: Fn(Arc<A>, Option<G::Caller>, Input) -> F + Clone + Send + Sync + 'static,
        F: Future<Output = Result<R, HandlerError>> + Send + 'static,
        R: IntoResponse,
    {
        let run = move |api: Arc<A>, mut call: Call| -> Answering {
            let handler = handler.clone();
            Box::pin(async move {
                let caller = call.optional_caller::<A, G>(&api).await?;
                let input = call.read().await?;
                handler(api, caller, input).await?.into_response()
            })
        };
        self.set(operation, Box::new(run));
    }

    fn set(&mut self, operation: &str, handler: Handler<A>) {
        let slot = self
            .numbers
            .get(operation)
            .and_then(|number| self.handlers.get_mut(*number));
        match slot {
            Some(slot) => *slot = Some(handler),
            None => tracing::error!(operation, "the contract has no such operation"),
        }
    }

    /// Serves the document at `GET /openapi.json`, unless an operation is there.
    pub fn document(mut self, text: &'static str) -> Self {
        self.document = Some(text);
        self
    }

    /// Does not serve the document.
    pub fn without_document(mut self) -> Self {
        self.document = None;
        self
    }

    /// Serves a page of HTML at `GET /docs`, unless an operation is there.
    pub fn docs(mut self, html: &'static str) -> Self {
        self.docs = Some(html);
        self
    }

    /// Does not serve the page at `/docs`.
    pub fn without_docs(mut self) -> Self {
        self.docs = None;
        self
    }

    /// How many bytes a body may have that is read as a whole: JSON, forms, text. 2 MiB unless set; more is a 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.limits.body = bytes;
        self
    }

    /// How many bytes a body may have that is streamed to its handler. There is no limit unless set.
    pub fn stream_limit(mut self, bytes: usize) -> Self {
        self.limits.stream = bytes;
        self
    }

    /// How long a body may take to arrive, or the next piece of a streamed one. 30 s unless set; longer is a 408.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.limits.read = time;
        self
    }

    /// How long a handler may take to begin its answer. 30 s unless set; longer is a 503.
    pub fn handler_timeout(mut self, time: Duration) -> Self {
        self.limits.handler = time;
        self
    }

    /// Shapes all error answers, those of the runtime and those of failed handlers. It may look at the [`Problem::cause`],
    /// and can leave what it doesn't know to [`Problem::into_response`], which is what happens without it.
    pub fn shape(mut self, shape: impl Fn(Problem) -> Response + Send + Sync + 'static) -> Self {
        self.shape = Box::new(shape);
        self
    }

    /// The finished server. It can be nested under a path, merged with other routes, and take any layer.
    pub fn router(self) -> Router {
        let mut routes = Routes::default();
        for (number, entry) in self.contract.entries.iter().enumerate() {
            routes.add(&entry.method, &entry.path, number);
        }
        let document = self.document.map(|text| Page {
            path: "/openapi.json",
            media_type: "application/json",
            text,
        });
        let docs = self.docs.map(|text| Page {
            path: "/docs",
            media_type: "text/html; charset=utf-8",
            text,
        });
        let taken = |page: &Page| {
            self.contract
                .entries
                .iter()
                .any(|entry| entry.path == page.path)
        };
        let pages: Vec<_> = document
            .into_iter()
            .chain(docs)
            .filter(|page| !taken(page))
            .collect();
        for (index, page) in pages.iter().enumerate() {
            routes.add("GET", page.path, self.handlers.len() + index);
        }
        let dispatch = Arc::new(Dispatch {
            api: self.api,
            contract: Arc::new(self.contract),
            routes,
            handlers: self.handlers,
            pages,
            limits: self.limits,
            shape: self.shape,
        });
        Router::new().fallback(move |request: Request| {
            let dispatch = Arc::clone(&dispatch);
            async move { dispatch.answer(request).await }
        })
    }
}
