//! A service: handlers and settings, made into a router.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderName, HeaderValue};
use axum::Router;
use bytes::Bytes;

use super::super::json::DuplicateMembers;
use super::base_path::BasePath;
#[cfg(any(feature = "event-bytes", feature = "items"))]
use super::context::EVENT_KEEP_ALIVE;
use super::context::{Limits, Shared};
use super::contract::Contract;
use super::dispatch::{Dispatch, ProblemResponse, Responder};
#[cfg(feature = "docs")]
use super::docs;
use super::handler::{self, Handler, Method};
use super::input::Input;
use super::layers::{Layer, Layers, OperationInfo};
use super::memory::BodyMemory;
use super::mock;
use super::mock_reply::{MockReplies, MockReply, MockRequest};
use super::problem::Problem;
use super::resource::StaticResource;
use super::response::Response;
use super::route::Routes;
use super::security::Authenticate;
#[cfg(not(feature = "docs"))]
use super::without_docs as docs;

/// An API, its contract, handlers and settings, to be made into a [`Router`].
pub struct Service<A> {
    api: Arc<A>,
    pub(super) setup: Setup,
}

/// All of a service but the API. It is the same type for every API, so that the server is compiled once, with the runtime.
pub(super) struct Setup {
    pub(super) contract: Contract,
    numbers: HashMap<String, usize>,
    pub(super) handlers: Vec<Option<Handler>>,
    is_mock: bool,
    mocks_missing: bool,
    mock_reply: Option<MockReplies>,
    document: Option<Bytes>,
    /// The names of the operations in Rust, and the list of operations in Markdown.
    docs: Option<(Bytes, Bytes)>,
    pub(super) limits: Limits,
    body_memory: usize,
    base_path: String,
    problem_response: ProblemResponse,
    layers: Vec<Layer>,
    pub(super) wrappers: Vec<Wrapper>,
    /// What makes one handler of those that have one method and path, where the program has chosen paths.
    pub(super) share_paths: Option<fn(&mut Setup)>,
}

/// Puts handlers into other ones, when the router is made.
pub(super) struct Wrapper {
    /// The numbers of their operations.
    pub numbers: Vec<usize>,
    pub wrap: Box<dyn Fn(Handler) -> Handler + Send + Sync>,
}

impl Service<()> {
    /// A service without handlers, which responds with the examples of the document.
    pub fn mock(contract: impl Into<Contract>) -> Self {
        Self {
            api: Arc::new(()),
            setup: Setup::mock(contract.into()),
        }
    }

    /// Sets a function that may send something else than the mock's example, or a problem. It is called for requests that
    /// are as documented, once it is known which response is to be sent, unless a request asks for an example by name.
    pub fn mock_reply(
        mut self,
        reply: impl Fn(&MockRequest<'_>) -> Option<Result<MockReply, Problem>> + Send + Sync + 'static,
    ) -> Self {
        self.setup.mock_reply = Some(Box::new(reply));
        self
    }
}

impl<A: Send + Sync + 'static> Service<A> {
    /// A service for an API. Operations without a handler respond with 501.
    pub fn new(api: A, contract: impl Into<Contract>) -> Self {
        Self {
            api: Arc::new(api),
            setup: Setup::new(contract.into()),
        }
    }

    /// Sets the handler of an operation, which gets the arguments that are read from the request. A name that is not in the
    /// contract is logged and ignored.
    pub fn route<P, M>(&mut self, operation: &str, read: fn(Input) -> Result<P, Problem>, method: M)
    where
        P: Send + 'static,
        M: for<'a> Method<'a, A, P>,
    {
        let api = Arc::clone(&self.api);
        let run = move |mut input: Input| {
            let reservation = input.reservation.take();
            let (api, method) = (Arc::clone(&api), method.clone());
            handler::call(api, read(input), method, reservation)
        };
        self.setup.set(operation, handler::open(Arc::new(run)));
    }

    /// Sets the handler of an operation that requires credentials; `C` authenticates the caller.
    pub fn route_secured<C, P, M>(
        &mut self,
        operation: &str,
        _: C,
        read: fn(C::Caller, Input) -> Result<P, Problem>,
        method: M,
    ) where
        C: Authenticate<A>,
        P: Send + 'static,
        M: for<'a> Method<'a, A, P>,
    {
        let run = move |api, caller, mut input: Input| {
            let reservation = input.reservation.take();
            handler::call(api, read(caller, input), method.clone(), reservation)
        };
        let handler = handler::secured::<A, C>(Arc::clone(&self.api), Arc::new(run));
        self.setup.set(operation, handler);
    }

    /// Sets the handler of an operation whose credentials are optional; `C` authenticates the caller, if there are some.
    pub fn route_optionally_secured<C, P, M>(
        &mut self,
        operation: &str,
        _: C,
        read: fn(Option<C::Caller>, Input) -> Result<P, Problem>,
        method: M,
    ) where
        C: Authenticate<A>,
        P: Send + 'static,
        M: for<'a> Method<'a, A, P>,
    {
        let run = move |api, caller, mut input: Input| {
            let reservation = input.reservation.take();
            handler::call(api, read(caller, input), method.clone(), reservation)
        };
        let handler = handler::optionally_secured::<A, C>(Arc::clone(&self.api), Arc::new(run));
        self.setup.set(operation, handler);
    }

    /// Serves the document at `GET /openapi.json`, unless an operation is there.
    pub fn document(mut self, text: impl Into<Bytes>) -> Self {
        self.setup.document = Some(text.into());
        self
    }

    /// Does not serve the document.
    pub fn without_document(mut self) -> Self {
        self.setup.document = None;
        self
    }

    /// Serves a page at `GET /docs` to read and to try the API, and a list of the operations at `GET /llms.txt`, if the cargo
    /// feature `docs` is enabled. The page shows the document, so it is not served without. Nor is it where a request
    /// for one of its files (`/docs`, `/docs/…`, `/llms.txt`) is for an operation, templates such as `/{name}` included.
    ///
    /// `names` is JSON of the operations in Rust, `list` is Markdown; the generator makes both.
    pub fn docs(mut self, names: impl Into<Bytes>, list: impl Into<Bytes>) -> Self {
        self.setup.docs = Some((names.into(), list.into()));
        self
    }

    /// Does not serve the page at `/docs`, and not `/llms.txt`.
    pub fn without_docs(mut self) -> Self {
        self.setup.docs = None;
        self
    }

    /// How many bytes a body may have that is read as a whole: JSON, forms, text. The default is 2 MiB; more is a 413.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.setup.limits.body = bytes;
        self
    }

    /// How many bytes the bodies of all requests that are read as a whole may occupy together, until their handlers have
    /// returned, or of a streamed file until what was in memory of it has been read. The default is 64 MiB. Bodies up to 16 KiB
    /// are not counted.
    ///
    /// A request that finds too little memory free waits for up to the read timeout and is then refused with 503, or at once
    /// if 64 others wait already. While one waits, bodies that arrive at less than 256 KiB a second are refused with 408.
    ///
    /// The limit is on bodies as they are sent. As values they take several times as much memory, which is limited by the
    /// number of large bodies that are parsed at the same time: one fewer than there are processors.
    pub fn body_memory(mut self, bytes: usize) -> Self {
        self.setup.body_memory = bytes;
        self
    }

    /// What to do with JSON bodies in which an object has several members of one name. By default they are a 400.
    pub fn duplicate_members(mut self, duplicates: DuplicateMembers) -> Self {
        self.setup.limits.duplicates = duplicates;
        self
    }

    /// How many bytes a body may have that is streamed to its handler. There is no limit by default; more is a 413.
    pub fn stream_limit(mut self, bytes: usize) -> Self {
        self.setup.limits.stream = bytes;
        self
    }

    /// How long a body may take that is streamed to its handler. The default is an hour; longer is a 408.
    pub fn stream_timeout(mut self, time: Duration) -> Self {
        self.setup.limits.stream_time = time;
        self
    }

    /// How long a body may take to arrive, or the next piece of a streamed one. The default is 30 seconds; longer is a 408.
    /// Time in which it waits for memory does not count.
    pub fn read_timeout(mut self, time: Duration) -> Self {
        self.setup.limits.read = time;
        self
    }

    /// How long a handler may take to return its response, from its first wait on: computing cannot be interrupted. Time in
    /// which it waits for the body does not count. The default is 30 seconds; longer is a 503.
    pub fn handler_timeout(mut self, time: Duration) -> Self {
        self.setup.limits.handler = time;
        self
    }

    /// Sets the path below which the operations are, such as `/v1`: that of a server's URL in the document. Without one, the
    /// operations are at the paths of the document, for example for a router that is nested below such a path. A mock
    /// serves them at both. `/openapi.json` and `/docs` are at both in any case.
    pub fn base_path(mut self, path: impl Into<String>) -> Self {
        self.setup.base_path = path.into();
        self
    }

    /// Whether operations that are not implemented respond as the mock does, with the example of the document, instead of
    /// with 501: those without a handler, and those whose handler fails with
    /// [`HandlerError::not_implemented`](super::HandlerError::not_implemented). The request is checked first, as for a
    /// handler. Such a response has a header `x-mock: not-implemented`.
    ///
    /// Where authentication is not implemented either, any well-formed credentials lead to the example; handlers that are
    /// implemented never see them.
    pub fn mock_missing(mut self, enabled: bool) -> Self {
        self.setup.mocks_missing = enabled;
        self
    }

    /// Makes the responses for all problems, those of the runtime and those of failed handlers. It may look at the
    /// [`Problem::cause`], and can leave other problems to [`Problem::into_response`], which is the default.
    pub fn problem_response(
        mut self,
        response: impl Fn(Problem) -> Response + Send + Sync + 'static,
    ) -> Self {
        self.setup.problem_response = Box::new(response);
        self
    }

    /// Puts operations into a layer of tower: all for which the first function returns `true`. The second is given a router
    /// to add the layer to, with [`Router::layer`]. Of several layers the last is outermost.
    ///
    /// A layer sees requests before the caller is authenticated and before they are read, and has the [`OperationInfo`] among
    /// their extensions. The limits of time and size are those of the handler inside of it: a layer that reads the body, or
    /// that waits, sets its own. `OPTIONS` of a path is no operation, so that a layer for CORS belongs around the
    /// [`router`](Self::router), as does one for requests that no operation is for.
    pub fn layer(
        mut self,
        selects: impl Fn(&OperationInfo) -> bool + Send + Sync + 'static,
        apply: impl Fn(Router) -> Router + Send + Sync + 'static,
    ) -> Self {
        self.setup.layers.push((Box::new(selects), Box::new(apply)));
        self
    }

    /// The router. It can be nested under a path, merged with other routes, and take any layer.
    pub fn router(self) -> Router {
        self.setup.router()
    }
}

impl Setup {
    fn new(contract: Contract) -> Self {
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
            duplicates: DuplicateMembers::default(),
            stream_time: Duration::from_secs(60 * 60),
            read: Duration::from_secs(30),
            handler: Duration::from_secs(30),
            #[cfg(any(feature = "event-bytes", feature = "items"))]
            event_keep_alive: Some(EVENT_KEEP_ALIVE),
        };
        let problem_response = Box::new(Problem::into_response);
        Self {
            contract,
            numbers,
            handlers,
            is_mock: false,
            mocks_missing: false,
            mock_reply: None,
            document: None,
            docs: None,
            limits,
            body_memory: 64 * 1024 * 1024,
            base_path: String::new(),
            problem_response,
            layers: Vec::new(),
            wrappers: Vec::new(),
            share_paths: None,
        }
    }

    fn mock(contract: Contract) -> Self {
        let mut setup = Self::new(contract);
        setup.is_mock = true;
        setup
            .handlers
            .fill_with(|| Some(Box::new(|context| Box::pin(mock::respond(context)))));
        setup
    }

    fn set(&mut self, operation: &str, handler: Handler) {
        let slot = self
            .numbers
            .get(operation)
            .and_then(|number| self.handlers.get_mut(*number));
        match slot {
            Some(slot) => *slot = Some(handler),
            None => tracing::error!(operation, "the contract has no such operation"),
        }
    }

    /// Puts the handlers of operations into other ones when the router is made, whenever they are set.
    #[cfg(feature = "signatures")]
    pub(super) fn wrap(
        &mut self,
        operations: &[&str],
        wrap: impl Fn(Handler) -> Handler + Send + Sync + 'static,
    ) {
        let number = |operation: &&str| {
            let number = self.numbers.get(*operation).copied();
            if number.is_none() {
                tracing::error!(operation, "the contract has no such operation");
            }
            number
        };
        self.wrappers.push(Wrapper {
            numbers: operations.iter().filter_map(number).collect(),
            wrap: Box::new(wrap),
        });
    }

    /// Moves a webhook or callback to another path; whether there is one of that name.
    #[cfg(feature = "receivers")]
    pub(super) fn move_to(&mut self, hook: &str, path: &str) -> bool {
        let mut is_known = false;
        for number in 0..self.contract.entries.len() {
            let Some(operation) = self.contract.operation(number) else {
                continue;
            };
            if operation.hook.as_deref() != Some(hook) {
                continue;
            }
            let suffix = operation.suffix.as_str();
            let path = match suffix.is_empty() {
                true => path,
                false => path.trim_end_matches('/'),
            };
            let path = format!("/{}{suffix}", path.trim_start_matches('/'));
            if let Some(entry) = self.contract.entries.get_mut(number) {
                entry.path = path;
                is_known = true;
            }
        }
        is_known
    }

    fn router(mut self) -> Router {
        if self.mocks_missing {
            for handler in self.handlers.iter_mut().filter(|it| it.is_none()) {
                *handler = Some(Box::new(mock::unimplemented));
            }
        }
        if let Some(share_paths) = self.share_paths {
            share_paths(&mut self);
        }
        for Wrapper { numbers, wrap } in std::mem::take(&mut self.wrappers) {
            for number in numbers {
                if let Some(slot) = self.handlers.get_mut(number) {
                    *slot = slot.take().map(&wrap);
                }
            }
        }
        let mut routes = Routes::default();
        for (number, entry) in self.contract.entries.iter().enumerate() {
            routes.add(&entry.method, &entry.path, number);
        }
        let resources = self.resources(&routes);
        for (index, resource) in resources.iter().enumerate() {
            routes.add("GET", resource.path, self.handlers.len() + index);
        }
        let base_path = BasePath::new(&self.base_path, self.is_mock);
        let dispatch = Arc::new(Dispatch {
            base_path,
            shared: Arc::new(Shared {
                contract: self.contract,
                limits: self.limits,
                memory: BodyMemory::new(self.body_memory),
                mocks_missing: self.mocks_missing,
                is_mock: self.is_mock,
                mock_reply: self.mock_reply,
            }),
            routes,
            handlers: self.handlers,
            resources,
            problem_response: self.problem_response,
        });
        let layers = Layers::new(&self.layers, &dispatch);
        Router::new().fallback(Responder { dispatch, layers })
    }

    /// The document and its page, without what the operations leave no room for.
    fn resources(&self, operations: &Routes) -> Vec<StaticResource> {
        let path = "/openapi.json";
        let Some(text) = self.document.clone() else {
            return Vec::new();
        };
        if self.contract.entries.iter().any(|entry| entry.path == path) {
            return Vec::new();
        }
        let mut document = StaticResource::new(path, "application/json", text);
        // The page sends requests below this path.
        let base_path = HeaderValue::from_str(self.base_path.trim_end_matches('/'));
        let name = HeaderName::from_static("x-base-path");
        document
            .headers
            .extend(base_path.ok().map(|path| (name, path)));
        let mut resources = vec![document];
        let docs = self.docs.clone();
        let docs = docs.map(|(names, list)| docs::resources(names, list));
        let docs = docs.unwrap_or_default();
        match docs.iter().find(|file| operations.has_path(file.path)) {
            None => resources.extend(docs),
            Some(file) => {
                tracing::info!(
                    path = file.path,
                    "an operation is there, so /docs is not served"
                );
            }
        }
        resources
    }
}
